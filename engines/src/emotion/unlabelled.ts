import type { Vector } from '../features/vectors.ts'
import { type Linear, logitsOf, softmax } from '../intents/linear.ts'

/** Lines said to be likelier than this by the first pass may well carry the signal though nobody wrote it down. */
const DOUBTFUL = 0.35
/** Examples of a signal count together half as much as all the others. */
const SHARE = 2

/**
 * Trains "is it this?" from examples that are, and others nobody looked at: first all others count as not, then those that look as if
 * they were are left out (an angry line may well be abusive).
 */
export function withoutDoubtful(
  own: Vector[],
  others: Vector[],
  train: (vectors: Vector[], targets: number[]) => Linear,
): Linear {
  const fit = (rest: Vector[]) => {
    const times = Math.max(1, Math.round(rest.length / SHARE / Math.max(1, own.length)))
    const repeated = Array.from({ length: times }, () => own).flat()
    return train([...repeated, ...rest], [...repeated.map(() => 1), ...rest.map(() => 0)])
  }
  const first = fit(others)
  return fit(others.filter((vector) => softmax(logitsOf(first, vector))[1]! < DOUBTFUL))
}
