import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { AnswerModel } from '@loopdesk/engines/answers/answer-model.ts'
import { DECISION_FEATURES } from '@loopdesk/engines/answers/decision-features.ts'
import { trainBoostedTrees } from '@loopdesk/engines/answers/train-boosted-trees.ts'
import { UNIT_FEATURES } from '@loopdesk/engines/answers/unit-features.ts'
import { operatingPoint } from './answers/operating-point.ts'
import { ownSets } from './answers/own-sets.ts'
import { squadSet } from './answers/squad-set.ts'
import { type Asked, decisionRows, type Rows, type TrainingSet, unitRows } from './answers/training-rows.ts'

/**
 * Learns how answers are chosen and refused: `node tools/train-answers.ts --squad FILE,FILE… [--out F]`, some minutes on one core.
 * From what is ours (the shop's knowledge, the library) and from files in the format of SQuAD that are named; never from the sets
 * the product is measured on.
 */
const { values } = parseArgs({
  options: {
    squad: { type: 'string', default: '' },
    out: { type: 'string' },
    most: { type: 'string', default: '1500' },
  },
})
const out = values.out ?? fileURLToPath(new URL('../engines/src/answers/answer-model.json', import.meta.url))
const say = (text: string) => process.stdout.write(`${text}\n`)
const started = Date.now()
const files = values.squad.split(',').filter(Boolean)
const sets: TrainingSet[] = [
  ...ownSets(),
  ...files.map((file) => squadSet(file, JSON.parse(readFileSync(file, 'utf8')), Number(values.most))),
]
for (const set of sets) say(`${set.name}: ${set.candidates.length} passages, ${set.asked.length} questions`)

const UNITS = { trees: 120, depth: 5, rate: 0.12, leaf: 8, penalty: 2 }
const DECISION = { trees: 90, depth: 4, rate: 0.1, leaf: 12, penalty: 4 }

/** Odd and even questions: whoever is trained on one half judges the other. */
const halves = [0, 1].map((half) => (asked: Asked) => asked.fold === half)
const rows = halves.map((mine) => join(sets.map((set) => unitRows(set, mine))))
say(`${rows.map((one) => one.rows.length).join(' + ')} units read, ${seconds()}`)
const rankers = rows.map((one) => trainBoostedTrees([...UNIT_FEATURES], one.rows, one.targets, one.weights, UNITS))
say(`rankers of the halves, ${seconds()}`)
const judged = halves.map((mine, half) => join(sets.map((set) => decisionRows(set, mine, rankers[1 - half]!, sets))))
for (const [half, one] of judged.entries()) {
  const other = trainBoostedTrees([...DECISION_FEATURES], one.rows, one.targets, one.weights, DECISION)
  say(`half ${half}, judged by the other: ${operatingPoint(other, judged[1 - half]!).line}`)
}
const all = join(rows)
const units = trainBoostedTrees([...UNIT_FEATURES], all.rows, all.targets, all.weights, UNITS)
const every = join(judged)
const decision = trainBoostedTrees([...DECISION_FEATURES], every.rows, every.targets, every.weights, DECISION)
const crossed = operatingPoint(
  trainBoostedTrees([...DECISION_FEATURES], judged[0]!.rows, judged[0]!.targets, judged[0]!.weights, DECISION),
  judged[1]!,
)
const model: AnswerModel = {
  note: `Made by tools/train-answers.ts from ${sets.map((set) => `${set.name} (${set.asked.length} questions)`).join(', ')}.`,
  units,
  decision,
  thresholds: { answer: crossed.threshold, clarify: Number((crossed.threshold * 0.5).toFixed(3)) },
}
writeFileSync(out, `${JSON.stringify(model)}\n`)
say(`threshold ${crossed.threshold}, ${(JSON.stringify(model).length / 1e3).toFixed(0)} kB, ${seconds()}`)

function join(parts: Rows[]): Rows {
  return {
    rows: parts.flatMap((one) => one.rows),
    targets: parts.flatMap((one) => one.targets),
    weights: parts.flatMap((one) => one.weights),
    sets: parts.flatMap((one) => one.sets),
  }
}

function seconds(): string {
  return `${Math.round((Date.now() - started) / 1000)} s`
}
