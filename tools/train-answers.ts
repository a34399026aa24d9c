import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { AnswerModel } from '@loopdesk/engines/answers/answer-model.ts'
import { entrySets, manualSets } from './answers/own-sets.ts'
import { squadSet } from './answers/squad-set.ts'
import { moved, trainEntries } from './answers/train-entries.ts'
import { trainPassages } from './answers/train-passages.ts'
import type { TrainingSet } from './answers/training-rows.ts'

/**
 * Learns how answers are chosen and refused: `node tools/train-answers.ts --squad FILE,FILE… [--most N] [--out F] [--entries]`, some
 * minutes on one core; with `--entries` only what concerns entries, under a minute. From what is ours (the shop's knowledge, the
 * manuals) and from files in the format of SQuAD that are named; never from the sets the product is measured on.
 */
const { values } = parseArgs({
  options: {
    squad: { type: 'string', default: '' },
    out: { type: 'string' },
    most: { type: 'string', default: '1500' },
    entries: { type: 'boolean', default: false },
  },
})
const file = fileURLToPath(new URL('../engines/src/answers/answer-model.json', import.meta.url))
const out = values.out ?? file
const started = Date.now()
const say = (text: string) => process.stdout.write(`${text} (${Math.round((Date.now() - started) / 1000)} s)\n`)

const passages = values.entries ? kept() : await learnt()
const shops = entrySets()
const written = trainEntries(shops, say)
const { answer } = passages.thresholds
const model: AnswerModel = {
  ...passages,
  entries: written.entries,
  // One threshold for both: what is as good as even for entries is moved to where it is for passages.
  entryDecision: moved(written.entryDecision, written.threshold, answer),
}
writeFileSync(out, `${JSON.stringify(model)}\n`)
say(`threshold ${answer}, ${(JSON.stringify(model).length / 1e3).toFixed(0)} kB`)

type Passages = Pick<AnswerModel, 'note' | 'units' | 'decision' | 'thresholds'>

function kept(): Passages {
  const { note, units, decision, thresholds } = JSON.parse(readFileSync(file, 'utf8')) as AnswerModel
  return { note, units, decision, thresholds }
}

async function learnt(): Promise<Passages> {
  const files = values.squad.split(',').filter(Boolean)
  const sets: TrainingSet[] = [
    ...(await manualSets()),
    ...files.map((name) => squadSet(name, JSON.parse(readFileSync(name, 'utf8')), Number(values.most))),
  ]
  for (const set of sets) say(`${set.name}: ${set.candidates.length} passages, ${set.asked.length} questions`)
  const { units, decision, threshold } = trainPassages(sets, say)
  const from = [...sets.map(({ name, asked }) => `${name} (${asked.length} questions)`), "the example shop's entries"]
  return {
    note: `Made by tools/train-answers.ts from ${from.join(', ')}.`,
    units,
    decision,
    thresholds: { answer: threshold, clarify: Number((threshold * 0.5).toFixed(3)) },
  }
}
