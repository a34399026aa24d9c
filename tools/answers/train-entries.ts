import { type BoostedTrees, chanceOf, scoreOf } from '@loopdesk/engines/answers/boosted-trees.ts'
import { ENTRY_FEATURES } from '@loopdesk/engines/answers/entry-features.ts'
import { ENTRY_DECISION_FEATURES } from '@loopdesk/engines/answers/rank-entries.ts'
import { bestOfGroupLoss, logisticLoss, trainBoostedTrees } from '@loopdesk/engines/answers/train-boosted-trees.ts'
import { type EntrySet, entryDecisions, entryLists, heldQuestions, sparseQuestions } from './entry-rows.ts'
import { joinLists, joinRows } from './join-rows.ts'
import { operatingPoint } from './operating-point.ts'
import type { Lists, Rows } from './training-rows.ts'

const RANKER = { trees: 120, depth: 2, rate: 0.1, leaf: 10, penalty: 5 }
const JUDGE = { trees: 80, depth: 3, rate: 0.1, leaf: 10, penalty: 4 }

/** Learns which entry is asked for and whether the best one is. Odd and even entries: whoever is trained on one half judges the other. */
export function trainEntries(
  given: EntrySet[],
  say: (line: string) => void,
): { entries: BoostedTrees; entryDecision: BoostedTrees; threshold: number } {
  const sets = given.flatMap((set) => [
    { set, held: heldQuestions(set) },
    { set: { ...set, name: `${set.name} sparse`, far: [] }, held: sparseQuestions(set) },
  ])
  const halves = [0, 1].map((half) =>
    sets.map(({ set, held }) => ({ set, held: held.filter(({ fold }) => fold === half) })),
  )
  const lists = halves.map((half) => joinLists(half.map(({ set, held }) => entryLists(held, set.weight))))
  const rankers = lists.map(rankerOf)
  const judged = halves.map((half, h) =>
    joinRows(half.map(({ set, held }) => entryDecisions(set, held, rankers[1 - h]!, (i) => i % 2 === h))),
  )
  const judges = judged.map(judgeOf)
  const points = judges.map((judge, h) => operatingPoint(judge, judged[1 - h]!).threshold)
  const threshold = (points[0]! + points[1]!) / 2
  for (const line of figures(judged, judges, threshold)) say(line)
  return { entries: rankerOf(joinLists(lists)), entryDecision: judgeOf(joinRows(judged)), threshold }
}

function rankerOf({ rows, targets, groups }: Lists): BoostedTrees {
  return trainBoostedTrees([...ENTRY_FEATURES], rows, bestOfGroupLoss(targets, groups), RANKER)
}

function judgeOf({ rows, targets, weights }: Rows): BoostedTrees {
  return trainBoostedTrees([...ENTRY_DECISION_FEATURES], rows, logisticLoss(targets, weights), JUDGE)
}

/** What is answered rightly, answered wrongly and declined, each half judged by who was trained on the other. */
function figures(judged: Rows[], judges: BoostedTrees[], threshold: number): string[] {
  const all = judged.flatMap(({ rows, targets, sets }, h) =>
    rows.map((row, i) => ({
      name: sets[i]!,
      right: targets[i] === 1,
      answered: chanceOf(scoreOf(judges[1 - h]!, row)) >= threshold,
    })),
  )
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const mine = all.filter((one) => one.name === name)
    const share = (test: (one: (typeof all)[number]) => boolean) =>
      ((100 * mine.filter(test).length) / mine.length).toFixed(1)
    const declined = share((one) => !one.answered)
    if (!name.endsWith('/answerable')) return `${name}: ${declined} % of ${mine.length} declined`
    return `${name}: of ${mine.length} ${share((one) => one.answered && one.right)} % right, ${share((one) => one.answered && !one.right)} % wrong, ${declined} % declined; best entry right ${share((one) => one.right)} %`
  })
}

/** The same trees with all log odds moved, so that what had the chance `from` has the chance `to`. */
export function moved(trees: BoostedTrees, from: number, to: number): BoostedTrees {
  const odds = (chance: number) => Math.log(chance / (1 - chance))
  return { ...trees, base: Number((trees.base + odds(to) - odds(from)).toFixed(5)) }
}
