import type { AnswerCandidate } from './answer.ts'
import type { AnswerModel } from './answer-model.ts'
import { scoreOf } from './boosted-trees.ts'
import type { ReadQuestion } from './read-question.ts'
import { type ReadUnit, readUnits } from './unit-features.ts'

/** A unit with the log odds that it answers the question. */
export interface RankedUnit extends ReadUnit {
  score: number
}

/** All units of the candidates, the likeliest answer first. */
export function rankUnits(
  question: ReadQuestion,
  candidates: AnswerCandidate[],
  model: AnswerModel,
  meaning?: (text: string) => Float32Array,
): RankedUnit[] {
  return readUnits(question, candidates, meaning)
    .map((one) => ({ ...one, score: scoreOf(model.units, one.features) }))
    .sort((a, b) => b.score - a.score || a.rank - b.rank || a.at - b.at)
}
