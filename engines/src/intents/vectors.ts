import { type Expand, featuresOf, GROUP_WEIGHTS } from './features.ts'

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
  expand: Expand | undefined
}

/** Collects the features of the training texts; smoothed idf = ln((1 + n) / (1 + df)) + 1. */
export function buildVocabulary(texts: string[], expand?: Expand): Vocabulary {
  const counts = new Map<number, number>()
  for (const text of texts)
    for (const hash of new Set(featuresOf(text, expand).hashes)) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  const hashes = Uint32Array.from([...counts.keys()].sort((a, b) => a - b))
  const idf = Float32Array.from(hashes, (hash) => Math.log((1 + texts.length) / (1 + (counts.get(hash) ?? 0))) + 1)
  return vocabularyOf(hashes, idf, Math.log(1 + texts.length) + 1, expand)
}

export function vocabularyOf(hashes: Uint32Array, idf: Float32Array, unseenIdf: number, expand?: Expand): Vocabulary {
  const columnOf = new Map<number, number>()
  for (let column = 0; column < hashes.length; column++) columnOf.set(hashes[column]!, column)
  return { hashes, idf, unseenIdf, columnOf, expand }
}

/** TF-IDF with (1 + ln tf), each feature group scaled to its weight, the whole to length 1. */
export function vectorise(vocabulary: Vocabulary, text: string): Vector {
  const { hashes, groups } = featuresOf(text, vocabulary.expand)
  const counts = new Map<number, { count: number; group: number }>()
  hashes.forEach((hash, i) => {
    const entry = counts.get(hash)
    if (entry) entry.count++
    else counts.set(hash, { count: 1, group: groups[i] ?? 0 })
  })
  const squares = new Float64Array(GROUP_WEIGHTS.length)
  const entries: { column: number; group: number; value: number }[] = []
  for (const [hash, { count, group }] of counts) {
    const column = vocabulary.columnOf.get(hash) ?? -1
    const value = (1 + Math.log(count)) * (column < 0 ? vocabulary.unseenIdf : (vocabulary.idf[column] ?? 0))
    squares[group] = (squares[group] ?? 0) + value * value
    entries.push({ column, group, value })
  }
  return scaled(entries, squares)
}

function scaled(entries: { column: number; group: number; value: number }[], squares: Float64Array): Vector {
  let total = 0
  squares.forEach((square, group) => {
    if (square > 0) total += GROUP_WEIGHTS[group]!
  })
  const kept = entries.filter((entry) => entry.column >= 0).sort((a, b) => a.column - b.column)
  return {
    columns: Int32Array.from(kept, (entry) => entry.column),
    values: Float32Array.from(
      kept,
      ({ group, value }) => value * Math.sqrt(GROUP_WEIGHTS[group]! / squares[group]! / total),
    ),
  }
}
