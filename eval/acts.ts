import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Act, KnownValue, LabelledTurn } from '@loopdesk/engines/acts/act.ts'
import { readDialogue, trainActs } from '@loopdesk/engines/acts/model.ts'
import { InputError, optionalText, type Row, readJsonl, text, writeJsonl } from './jsonl.ts'

interface ActsOptions {
  train: string
  test: string
  out: string
  /** Folder with the records of the business as JSON files. Default: `db` beside the training file, where there is one. */
  db: string | undefined
}

/**
 * Learns from the dialogues of `train` what messages do and answers every line of `test` with {id, acts: [[intent, domain, slot,
 * value]]}. Turns of a dialogue are read in order; the acts of `test`, if any, are not looked at.
 */
export function evaluateActs(options: ActsOptions): void {
  const folder = options.db ?? join(dirname(options.train), 'db')
  if (options.db && !existsSync(folder)) throw new InputError(`${folder} cannot be read: no such folder`)
  const known = existsSync(folder) ? readRecords(folder) : []
  const labelled = readJsonl(options.train, (row, where) => ({ ...turnOf(row, where), acts: actsOf(row, where) }))
  const asked = readJsonl(options.test, (row, where) => ({ ...turnOf(row, where), id: text(row, 'id', where) }))
  const model = trainActs(dialoguesOf<(typeof labelled)[number] & LabelledTurn>(labelled), { known })
  const answers = new Map<string, Act[]>()
  for (const turns of dialoguesOf(asked))
    readDialogue(model, turns).forEach((acts, i) => {
      answers.set(turns[i]!.id, acts)
    })
  writeJsonl(
    options.out,
    asked.map(({ id }) => ({
      id,
      acts: answers.get(id)!.map(({ intent, domain, slot, value }) => [intent, domain, slot, value]),
    })),
  )
}

function turnOf(row: Row, where: string) {
  const turn = row.turn
  if (typeof turn !== 'number') throw new InputError(`${where}: "turn" must be a number`)
  return {
    dialogue: text(row, 'dialogue', where),
    turn,
    text: text(row, 'text', where),
    before: optionalText(row, 'prev_sys', where) ?? '',
  }
}

function actsOf({ acts }: Row, where: string): Act[] {
  if (!Array.isArray(acts)) throw new InputError(`${where}: "acts" must be a list`)
  return acts.map((act) => {
    if (!Array.isArray(act) || act.length !== 4 || act.some((part) => typeof part !== 'string'))
      throw new InputError(`${where}: each act must be four strings`)
    const [intent, domain, slot, value] = act as [string, string, string, string]
    return { intent, domain, slot, value }
  })
}

function dialoguesOf<T extends { dialogue: string; turn: number }>(turns: T[]): T[][] {
  const byDialogue = Map.groupBy(turns, ({ dialogue }) => dialogue)
  return [...byDialogue.values()].map((list) => list.sort((a, b) => a.turn - b.turn))
}

/** Every text in the records, and the field it stands in. */
function readRecords(folder: string): KnownValue[] {
  const known: KnownValue[] = []
  const walk = (value: unknown, kind: string): void => {
    if (typeof value === 'string') known.push({ value, kind })
    else if (Array.isArray(value)) for (const item of value) walk(item, kind)
    else if (typeof value === 'object' && value !== null)
      for (const [field, inner] of Object.entries(value)) walk(inner, `${kind}/${field}`)
  }
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort())
    walk(JSON.parse(readFileSync(join(folder, file), 'utf8')), basename(file, '.json'))
  return known
}
