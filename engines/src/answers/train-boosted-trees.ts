import { type BoostedTrees, chanceOf } from './boosted-trees.ts'

export interface TreeOptions {
  trees: number
  depth: number
  /** Step of each tree. */
  rate: number
  /** Least sum of hessians in a leaf. */
  leaf: number
  /** L2 penalty of leaf values. */
  penalty: number
}

/** What trees are to make small: gives gradient and hessian of every row at its present sum. */
export interface Loss {
  base: number
  step: (sums: Float64Array, gradients: Float64Array, hessians: Float64Array) => void
}

/** For yes or no, row by row: the logistic loss. */
export function logisticLoss(targets: ArrayLike<number>, weights: ArrayLike<number>): Loss {
  return {
    base: baseOf(targets, weights),
    step: (sums, gradients, hessians) => {
      for (let i = 0; i < sums.length; i++) {
        const chance = chanceOf(sums[i]!)
        gradients[i] = (chance - targets[i]!) * weights[i]!
        hessians[i] = Math.max(1e-6, chance * (1 - chance)) * weights[i]!
      }
    },
  }
}

/** For the best of each group (rows [from, to), targets that sum to 1): the softmax loss of lists. */
export function bestOfGroupLoss(
  targets: ArrayLike<number>,
  groups: { from: number; to: number; weight: number }[],
): Loss {
  return {
    base: 0,
    step: (sums, gradients, hessians) => {
      for (const { from, to, weight } of groups) {
        let most = Number.NEGATIVE_INFINITY
        for (let i = from; i < to; i++) most = Math.max(most, sums[i]!)
        let total = 0
        for (let i = from; i < to; i++) total += Math.exp(sums[i]! - most)
        for (let i = from; i < to; i++) {
          const chance = Math.exp(sums[i]! - most) / total
          gradients[i] = (chance - targets[i]!) * weight
          hessians[i] = Math.max(1e-4, chance * (1 - chance)) * weight
        }
      }
    },
  }
}

/** Learns boosted trees by second-order steps over histograms of at most 48 bins (as XGBoost and LightGBM do). Deterministic. */
export function trainBoostedTrees(
  features: string[],
  rows: Float32Array[],
  loss: Loss,
  options: TreeOptions,
): BoostedTrees {
  const edges = features.map((_, feature) => edgesOf(rows, feature))
  const bins = features.map((_, feature) => Uint8Array.from(rows, (row) => binOf(edges[feature]!, row[feature]!)))
  const sums = new Float64Array(rows.length).fill(loss.base)
  const gradients = new Float64Array(rows.length)
  const hessians = new Float64Array(rows.length)
  const trees: BoostedTrees['trees'] = []
  for (let t = 0; t < options.trees; t++) {
    loss.step(sums, gradients, hessians)
    const tree: BoostedTrees['trees'][number] = []
    const all = Uint32Array.from(rows, (_, i) => i)
    grow(tree, { bins, edges, gradients, hessians, sums, options }, all, 0)
    trees.push(tree)
  }
  return { features, base: round(loss.base), trees }
}

interface Growing {
  bins: Uint8Array[]
  edges: number[][]
  gradients: Float64Array
  hessians: Float64Array
  sums: Float64Array
  options: TreeOptions
}

function grow(tree: BoostedTrees['trees'][number], state: Growing, members: Uint32Array, depth: number): number {
  const { gradients, hessians, sums, options, bins, edges } = state
  const at = tree.length
  let gradient = 0
  let hessian = 0
  for (const i of members) {
    gradient += gradients[i]!
    hessian += hessians[i]!
  }
  const split = depth < options.depth ? bestSplit(state, members, gradient, hessian) : undefined
  if (!split) {
    const value = round((-gradient / (hessian + options.penalty)) * options.rate)
    tree.push([-1, value, 0, 0])
    for (const i of members) sums[i]! += value
    return at
  }
  const column = bins[split.feature]!
  tree.push([split.feature, edges[split.feature]![split.bin]!, 0, 0])
  const left = grow(
    tree,
    state,
    members.filter((i) => column[i]! <= split.bin),
    depth + 1,
  )
  const right = grow(
    tree,
    state,
    members.filter((i) => column[i]! > split.bin),
    depth + 1,
  )
  tree[at]![2] = left
  tree[at]![3] = right
  return at
}

function bestSplit(
  { bins, edges, gradients, hessians, options }: Growing,
  members: Uint32Array,
  gradient: number,
  hessian: number,
): { feature: number; bin: number } | undefined {
  const { penalty, leaf } = options
  const worth = (g: number, h: number) => (g * g) / (h + penalty)
  let best: { feature: number; bin: number } | undefined
  let most = worth(gradient, hessian) + 1e-3
  const g = new Float64Array(BINS)
  const h = new Float64Array(BINS)
  for (const [feature, column] of bins.entries()) {
    g.fill(0)
    h.fill(0)
    for (const i of members) {
      g[column[i]!]! += gradients[i]!
      h[column[i]!]! += hessians[i]!
    }
    let leftG = 0
    let leftH = 0
    for (let bin = 0; bin < edges[feature]!.length; bin++) {
      leftG += g[bin]!
      leftH += h[bin]!
      if (leftH < leaf || hessian - leftH < leaf) continue
      const value = worth(leftG, leftH) + worth(gradient - leftG, hessian - leftH)
      if (value > most) {
        most = value
        best = { feature, bin }
      }
    }
  }
  return best
}

const BINS = 48

/** Upper edges of the bins but the last: quantiles of the distinct values. */
function edgesOf(rows: Float32Array[], feature: number): number[] {
  const values = [...rows.map((row) => row[feature]!)].sort((a, b) => a - b)
  const edges = new Set<number>()
  for (let i = 1; i < BINS; i++) edges.add(round(values[Math.floor((i * values.length) / BINS)] ?? 0))
  return [...edges].sort((a, b) => a - b).slice(0, BINS - 1)
}

function binOf(edges: number[], value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value <= edges[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

function baseOf(targets: ArrayLike<number>, weights: ArrayLike<number>): number {
  let yes = 0
  let all = 0
  for (let i = 0; i < targets.length; i++) {
    yes += targets[i]! * weights[i]!
    all += weights[i]!
  }
  const share = Math.min(0.99, Math.max(0.01, yes / all))
  return Math.log(share / (1 - share))
}

function round(value: number): number {
  return Number(value.toPrecision(5))
}
