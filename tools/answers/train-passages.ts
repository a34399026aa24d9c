import { type BoostedTrees, scoreOf } from '@loopdesk/engines/answers/boosted-trees.ts'
import { DECISION_FEATURES } from '@loopdesk/engines/answers/decision-features.ts'
import { bestOfGroupLoss, logisticLoss, trainBoostedTrees } from '@loopdesk/engines/answers/train-boosted-trees.ts'
import { UNIT_FEATURES } from '@loopdesk/engines/answers/unit-features.ts'
import { joinLists, joinRows } from './join-rows.ts'
import { operatingPoint } from './operating-point.ts'
import { type Asked, decisionRows, type Lists, type Rows, type TrainingSet, unitRows } from './training-rows.ts'

const UNITS = { trees: 120, depth: 4, rate: 0.1, leaf: 12, penalty: 5 }
const DECISION = { trees: 90, depth: 4, rate: 0.1, leaf: 12, penalty: 4 }

/**
 * Learns which sentence of the passages answers and whether it does. Odd and even questions: whoever is trained on one half judges
 * the other; the threshold treats both halves well.
 */
export function trainPassages(
  sets: TrainingSet[],
  say: (line: string) => void,
): { units: BoostedTrees; decision: BoostedTrees; threshold: number } {
  const halves = [0, 1].map((half) => (asked: Asked) => asked.fold === half)
  const lists = halves.map((mine) => joinLists(sets.map((set) => unitRows(set, mine))))
  say(`${lists.map((one) => one.rows.length).join(' + ')} units read`)
  const rankers = lists.map(rankerOf)
  for (const half of [0, 1]) say(`half ${half}, ranked by the other: ${firstRight(rankers[1 - half]!, lists[half]!)}`)
  const judged = halves.map((mine, half) =>
    joinRows(sets.map((set) => decisionRows(set, mine, rankers[1 - half]!, sets))),
  )
  const judges = judged.map(judgeOf)
  const points = judges.map((judge, half) => operatingPoint(judge, judged[1 - half]!))
  for (const [half, { line }] of points.entries()) say(`half ${1 - half}, judged by the other: ${line}`)
  return {
    units: together([...rankers, rankerOf(joinLists(lists))]),
    decision: together([...judges, judgeOf(joinRows(judged))]),
    threshold: Number(((points[0]!.threshold + points[1]!.threshold) / 2).toFixed(3)),
  }
}

/** The mean of several: what one of them learnt by chance counts less (bagging; Breiman, 1996). */
function together(models: BoostedTrees[]): BoostedTrees {
  const share = (value: number) => Number((value / models.length).toPrecision(5))
  return {
    features: models[0]!.features,
    base: share(models.reduce((sum, { base }) => sum + base, 0)),
    trees: models.flatMap(({ trees }) =>
      trees.map((tree) =>
        tree.map((node): (typeof tree)[number] => (node[0] < 0 ? [node[0], share(node[1]), 0, 0] : node)),
      ),
    ),
  }
}

/** How often the unit ranked first is right. */
function firstRight(ranker: BoostedTrees, { rows, targets, groups }: Lists): string {
  const shares = new Map<string, { right: number; all: number }>()
  for (const { from, to, set } of groups) {
    const scores = rows.slice(from, to).map((row) => scoreOf(ranker, row))
    const share = shares.get(set) ?? { right: 0, all: 0 }
    share.all++
    if (targets[from + scores.indexOf(Math.max(...scores))]! > 0) share.right++
    shares.set(set, share)
  }
  return [...shares].map(([set, { right, all }]) => `${set} ${((100 * right) / all).toFixed(1)}`).join(', ')
}

function rankerOf({ rows, targets, groups }: Lists): BoostedTrees {
  return trainBoostedTrees([...UNIT_FEATURES], rows, bestOfGroupLoss(targets, groups), UNITS)
}

function judgeOf({ rows, targets, weights }: Rows): BoostedTrees {
  return trainBoostedTrees([...DECISION_FEATURES], rows, logisticLoss(targets, weights), DECISION)
}
