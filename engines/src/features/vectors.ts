import { type FeatureBag, GROUP_WEIGHTS } from './features.ts'

/**
 * A sparse vector over the features seen in training. Features never seen have no column but count in the length of 1: the less of a
 * message is known, the shorter its vector and the weaker every score.
 */
export interface Vector {
  /** Strictly increasing. */
  columns: Int32Array
  values: Float32Array
}

/** The features seen in training with their inverse document frequencies. Column = position in both arrays. */
export interface Vocabulary {
  hashes: Uint32Array
  idf: Float32Array
  /** Idf of a feature never seen in training. */
  unseenIdf: number
  columnOf: Map<number, number>
}

/**
 * Collects the features of the training texts; smoothed idf = ln((1 + n) / (1 + df)) + 1. `limits` keeps those that are in at least
 * `from` texts, and of these the `most` common.
 */
export function buildVocabulary(bags: FeatureBag[], limits: { from: number; most: number } = NO_LIMITS): Vocabulary {
  const counts = new Map<number, number>()
  for (const bag of bags) for (const hash of new Set(bag.hashes)) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  let kept = [...counts.keys()]
  if (limits.from > 1) kept = kept.filter((hash) => counts.get(hash)! >= limits.from)
  if (kept.length > limits.most)
    kept = kept.sort((a, b) => counts.get(b)! - counts.get(a)! || a - b).slice(0, limits.most)
  const hashes = Uint32Array.from(kept.sort((a, b) => a - b))
  const idf = Float32Array.from(hashes, (hash) => Math.log((1 + bags.length) / (1 + (counts.get(hash) ?? 0))) + 1)
  return vocabularyOf(hashes, idf, Math.log(1 + bags.length) + 1)
}

const NO_LIMITS = { from: 1, most: Number.POSITIVE_INFINITY }

export function vocabularyOf(hashes: Uint32Array, idf: Float32Array, unseenIdf: number): Vocabulary {
  const columnOf = new Map<number, number>()
  for (let column = 0; column < hashes.length; column++) columnOf.set(hashes[column]!, column)
  return { hashes, idf, unseenIdf, columnOf }
}

/** TF-IDF with (1 + ln tf), each feature group scaled to its weight, the whole to length 1. */
export function vectorise(vocabulary: Vocabulary, { hashes, groups }: FeatureBag, weights = GROUP_WEIGHTS): Vector {
  const counts = new Map<number, { count: number; group: number }>()
  hashes.forEach((hash, i) => {
    const entry = counts.get(hash)
    if (entry) entry.count++
    else counts.set(hash, { count: 1, group: groups[i] ?? 0 })
  })
  const squares = new Float64Array(weights.length)
  const entries: { column: number; group: number; value: number }[] = []
  for (const [hash, { count, group }] of counts) {
    const column = vocabulary.columnOf.get(hash) ?? -1
    const value = (1 + Math.log(count)) * (column < 0 ? vocabulary.unseenIdf : (vocabulary.idf[column] ?? 0))
    squares[group] = (squares[group] ?? 0) + value * value
    entries.push({ column, group, value })
  }
  return scaled(entries, squares, weights)
}

function scaled(
  entries: { column: number; group: number; value: number }[],
  squares: Float64Array,
  weights: readonly number[],
): Vector {
  let total = 0
  squares.forEach((square, group) => {
    if (square > 0) total += weights[group]!
  })
  const kept = entries.filter((entry) => entry.column >= 0).sort((a, b) => a.column - b.column)
  return {
    columns: Int32Array.from(kept, (entry) => entry.column),
    values: Float32Array.from(kept, ({ group, value }) => value * Math.sqrt(weights[group]! / squares[group]! / total)),
  }
}
