import type { Annotation } from '../entities.ts'
import { InputError, type Row, readJsonl, text } from '../jsonl.ts'

/** Right answers, answers given and answers wanted. */
export type Tally = { right: number; given: number; wanted: number }

/** Prints precision, recall and F1 of each type and of all of them, as a Markdown table. */
export function scoreEntitiesFiles(options: { gold: string; pred: string }): void {
  const gold = readJsonl(options.gold, (row, where) => ({ ...annotated(row, where), text: text(row, 'text', where) }))
  const given = new Map(readJsonl(options.pred, annotated).map(({ id, entities }) => [id, entities]))
  const missing = gold.find(({ id }) => !given.has(id))
  if (missing) throw new InputError(`${options.pred} has no line for id "${missing.id}"`)
  const pairs = gold.map(({ id, text, entities }) => ({ text, gold: entities, given: given.get(id)! }))
  process.stdout.write(tableOf(scoreEntities(pairs)))
}

/**
 * Tallies by type, and `all` of them. An answer is right when a wanted entity of the same type and value overlaps it in the
 * message; every wanted entity can be answered once.
 */
export function scoreEntities(
  messages: { text: string; gold: Annotation[]; given: Annotation[] }[],
): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  const tallyOf = (type: string) => {
    const tally = tallies.get(type) ?? { right: 0, given: 0, wanted: 0 }
    tallies.set(type, tally)
    return tally
  }
  for (const { text, gold, given } of messages) {
    const open = [...gold]
    for (const { type } of gold) tallyOf(type).wanted++
    for (const answer of given) {
      const tally = tallyOf(answer.type)
      tally.given++
      const at = open.findIndex(
        (each) => each.type === answer.type && each.value === answer.value && overlap(text, each.text, answer.text),
      )
      if (at < 0) continue
      tally.right++
      open.splice(at, 1)
    }
  }
  const all = { right: 0, given: 0, wanted: 0 }
  for (const tally of tallies.values()) {
    all.right += tally.right
    all.given += tally.given
    all.wanted += tally.wanted
  }
  return new Map([...[...tallies].sort(([a], [b]) => (a < b ? -1 : 1)), ['all', all]])
}

/** Whether some place where one stands in the message overlaps some place where the other does. */
function overlap(message: string, first: string, second: string): boolean {
  const places = placesOf(message, second)
  return placesOf(message, first).some((a) => places.some((b) => a < b + second.length && b < a + first.length))
}

function placesOf(message: string, part: string): number[] {
  const places: number[] = []
  if (part === '') return places
  for (let at = message.indexOf(part); at >= 0; at = message.indexOf(part, at + 1)) places.push(at)
  return places
}

function tableOf(tallies: Map<string, Tally>): string {
  const lines = ['| type | wanted | given | right | precision | recall | F1 |', '|---|-:|-:|-:|-:|-:|-:|']
  for (const [type, { right, given, wanted }] of tallies) {
    const cells = [percent(right, given), percent(right, wanted), percent(2 * right, given + wanted)]
    lines.push(`| ${type} | ${wanted} | ${given} | ${right} | ${cells.join(' | ')} |`)
  }
  return `${lines.join('\n')}\n`
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : ((100 * part) / whole).toFixed(1)
}

function annotated(row: Row, where: string): { id: string; entities: Annotation[] } {
  if (!Array.isArray(row.entities)) throw new InputError(`${where}: "entities" must be a list`)
  const entities = row.entities.map((each: Row) => ({
    type: text(each, 'type', where),
    text: text(each, 'text', where),
    value: text(each, 'value', where),
  }))
  return { id: text(row, 'id', where), entities }
}
