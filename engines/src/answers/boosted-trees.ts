/** Gradient-boosted trees for one yes-or-no question, small enough to be read as JSON. */
export interface BoostedTrees {
  features: string[]
  /** Log odds before any tree. */
  base: number
  /** Each tree as nodes [feature, threshold, left, right]; a leaf is [-1, value, 0, 0]. A value <= threshold goes left. */
  trees: [number, number, number, number][][]
}

/** Log odds that the answer is yes. */
export function scoreOf(model: BoostedTrees, values: ArrayLike<number>): number {
  let sum = model.base
  for (const tree of model.trees) {
    let node = tree[0]!
    while (node[0] >= 0) node = tree[values[node[0]]! <= node[1] ? node[2] : node[3]]!
    sum += node[1]
  }
  return sum
}

/** Log odds as a chance between 0 and 1. */
export function chanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/** Chances of log odds that were learnt as lists (see bestOfGroupLoss): they sum to 1. */
export function sharesOf(scores: ArrayLike<number>): Float64Array {
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < scores.length; i++) most = Math.max(most, scores[i]!)
  const shares = Float64Array.from(scores, (score) => Math.exp(score - most))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}
