import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { AnswerModel } from '@loopdesk/engines/answers/answer-model.ts'
import { DECISION_FEATURES } from '@loopdesk/engines/answers/decision-features.ts'
import { bestOfGroupLoss, logisticLoss, trainBoostedTrees } from '@loopdesk/engines/answers/train-boosted-trees.ts'
import { UNIT_FEATURES } from '@loopdesk/engines/answers/unit-features.ts'
import { operatingPoint } from './answers/operating-point.ts'
import { manualSets, ownSets } from './answers/own-sets.ts'
import { squadSet } from './answers/squad-set.ts'
import { type Asked, decisionRows, type Lists, type Rows, type TrainingSet, unitRows } from './answers/training-rows.ts'

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
  ...(await manualSets()),
  ...files.map((file) => squadSet(file, JSON.parse(readFileSync(file, 'utf8')), Number(values.most))),
]
for (const set of sets) say(`${set.name}: ${set.candidates.length} passages, ${set.asked.length} questions`)

const UNITS = { trees: 80, depth: 3, rate: 0.16, leaf: 8, penalty: 3 }
const DECISION = { trees: 90, depth: 4, rate: 0.1, leaf: 12, penalty: 4 }
const rankerOf = (lists: Lists) =>
  trainBoostedTrees([...UNIT_FEATURES], lists.rows, bestOfGroupLoss(lists.targets, lists.groups), UNITS)
const judgeOf = ({ rows, targets, weights }: Rows) =>
  trainBoostedTrees([...DECISION_FEATURES], rows, logisticLoss(targets, weights), DECISION)

/** Odd and even questions: whoever is trained on one half judges the other. */
const halves = [0, 1].map((half) => (asked: Asked) => asked.fold === half)
const lists = halves.map((mine) => joinLists(sets.map((set) => unitRows(set, mine))))
say(`${lists.map((one) => one.rows.length).join(' + ')} units read, ${seconds()}`)
const rankers = lists.map(rankerOf)
say(`rankers of the halves, ${seconds()}`)
const judged = halves.map((mine, half) => join(sets.map((set) => decisionRows(set, mine, rankers[1 - half]!, sets))))
const judges = judged.map(judgeOf)
for (const half of [0, 1])
  say(`half ${half}, judged by the other: ${operatingPoint(judges[1 - half]!, judged[half]!).line}`)
const units = rankerOf(joinLists(lists))
const decision = judgeOf(join(judged))
/** One threshold that treats both halves well, each judged by the other's judge. */
const points = judges.map((judge, half) => operatingPoint(judge, judged[1 - half]!).threshold)
const threshold = Number(((points[0]! + points[1]!) / 2).toFixed(3))
const model: AnswerModel = {
  note: `Made by tools/train-answers.ts from ${sets.map((set) => `${set.name} (${set.asked.length} questions)`).join(', ')}.`,
  units,
  decision,
  thresholds: { answer: threshold, clarify: Number((threshold * 0.5).toFixed(3)) },
}
writeFileSync(out, `${JSON.stringify(model)}\n`)
say(`threshold ${threshold}, ${(JSON.stringify(model).length / 1e3).toFixed(0)} kB, ${seconds()}`)

function join(parts: Rows[]): Rows {
  return {
    rows: parts.flatMap((one) => one.rows),
    targets: parts.flatMap((one) => one.targets),
    weights: parts.flatMap((one) => one.weights),
    sets: parts.flatMap((one) => one.sets),
  }
}

function joinLists(parts: Lists[]): Lists {
  const all: Lists = { rows: [], targets: [], groups: [] }
  for (const { rows, targets, groups } of parts) {
    const shift = all.rows.length
    for (const [i, row] of rows.entries()) {
      all.rows.push(row)
      all.targets.push(targets[i]!)
    }
    for (const { from, to, weight } of groups) all.groups.push({ from: from + shift, to: to + shift, weight })
  }
  return all
}

function seconds(): string {
  return `${Math.round((Date.now() - started) / 1000)} s`
}
