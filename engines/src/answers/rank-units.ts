import type { AnswerCandidate } from './answer.ts'
import { type BoostedTrees, scoreOf, sharesOf } from './boosted-trees.ts'
import type { ReadQuestion } from './read-question.ts'
import { type ReadUnit, readUnits } from './unit-features.ts'

/** A unit with its score, and the chance that of all units found it answers the question best: these sum to 1. */
export interface RankedUnit extends ReadUnit {
  score: number
  share: number
}

/** All units of the candidates, the likeliest answer first. */
export function rankUnits(
  question: ReadQuestion,
  candidates: AnswerCandidate[],
  model: BoostedTrees,
  meaning?: (text: string) => Float32Array,
): RankedUnit[] {
  return rankRead(readUnits(question, candidates, meaning), model)
}

/** Ranks units that are read already. */
export function rankRead(units: ReadUnit[], model: BoostedTrees): RankedUnit[] {
  const scores = units.map((one) => scoreOf(model, one.features))
  const shares = sharesOf(scores)
  return units
    .map((one, i) => ({ ...one, score: scores[i]!, share: shares[i]! }))
    .sort((a, b) => b.score - a.score || a.rank - b.rank || a.at - b.at)
}
