import type { BoostedTrees } from '@loopdesk/engines/answers/boosted-trees.ts'
import { ENTRY_FEATURES } from '@loopdesk/engines/answers/entry-features.ts'
import { ENTRY_DECISION_FEATURES } from '@loopdesk/engines/answers/rank-entries.ts'
import { bestOfGroupLoss, logisticLoss, trainBoostedTrees } from '@loopdesk/engines/answers/train-boosted-trees.ts'
import { type EntrySet, entryDecisions, entryLists, heldQuestions, sparseQuestions } from './entry-rows.ts'
import { joinLists, joinRows } from './join-rows.ts'
import { operatingPoint } from './operating-point.ts'

const RANKER = { trees: 120, depth: 2, rate: 0.1, leaf: 10, penalty: 5 }
const JUDGE = { trees: 80, depth: 3, rate: 0.1, leaf: 10, penalty: 4 }

/** Learns which entry is asked for and whether the best one is. Odd and even entries: whoever is trained on one half judges the other. */
export function trainEntries(sets: EntrySet[], say: (line: string) => void) {
  const held = sets.map((set) => [...heldQuestions(set), ...sparseQuestions(set)])
  const halves = [0, 1].map((half) => held.map((list) => list.filter(({ fold }) => fold === half)))
  const lists = halves.map((half) => joinLists(half.map((list, s) => entryLists(list, sets[s]!.weight))))
  const rankerOf = (from: (typeof lists)[number]) =>
    trainBoostedTrees([...ENTRY_FEATURES], from.rows, bestOfGroupLoss(from.targets, from.groups), RANKER)
  const judgeOf = (from: (typeof judged)[number]): BoostedTrees =>
    trainBoostedTrees([...ENTRY_DECISION_FEATURES], from.rows, logisticLoss(from.targets, from.weights), JUDGE)
  const rankers = lists.map(rankerOf)
  const judged = halves.map((half, h) =>
    joinRows(half.map((list, s) => entryDecisions(sets[s]!, list, rankers[1 - h]!, (i) => i % 2 === h))),
  )
  const judges = judged.map(judgeOf)
  const points = judges.map((judge, h) => operatingPoint(judge, judged[1 - h]!))
  for (const [h, { line }] of points.entries()) say(`entries, half ${1 - h} judged by the other: ${line}`)
  return {
    entries: rankerOf(joinLists(lists)),
    entryDecision: judgeOf(joinRows(judged)),
    /** Trained on one half each: for figures on the other. */
    halves: [0, 1].map((h) => ({ entries: rankers[h]!, entryDecision: judges[h]! })),
    threshold: (points[0]!.threshold + points[1]!.threshold) / 2,
  }
}

/** The same trees with all log odds moved, so that what had the chance `from` has the chance `to`. */
export function moved(trees: BoostedTrees, from: number, to: number): BoostedTrees {
  const odds = (chance: number) => Math.log(chance / (1 - chance))
  return { ...trees, base: Number((trees.base + odds(to) - odds(from)).toFixed(5)) }
}
