import { featuresOf, GROUP_WEIGHTS } from './features.ts'

/** A sparse vector: strictly increasing columns and their values, squared length 1 (or empty). */
export interface Vector {
  columns: Int32Array
  values: Float32Array
  /** Share of the message's features, weighted as in the vector, that the training data contains: 0 to 1. */
  known: number
}

/** The features seen in training with their inverse document frequencies. Column = position in both arrays. */
export interface Vocabulary {
  hashes: Uint32Array
  idf: Float32Array
  /** Idf of a feature never seen in training. */
  unseenIdf: number
  columnOf: Map<number, number>
}

/** Collects the features of the training texts; smoothed idf = ln((1 + n) / (1 + df)) + 1. */
export function buildVocabulary(texts: string[]): Vocabulary {
  const counts = new Map<number, number>()
  for (const text of texts)
    for (const hash of new Set(featuresOf(text).hashes)) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  const hashes = Uint32Array.from([...counts.keys()].sort((a, b) => a - b))
  const idf = Float32Array.from(hashes, (hash) => Math.log((1 + texts.length) / (1 + (counts.get(hash) ?? 0))) + 1)
  return vocabularyOf(hashes, idf, Math.log(1 + texts.length) + 1)
}

export function vocabularyOf(hashes: Uint32Array, idf: Float32Array, unseenIdf: number): Vocabulary {
  const columnOf = new Map<number, number>()
  hashes.forEach((hash, column) => columnOf.set(hash, column))
  return { hashes, idf, unseenIdf, columnOf }
}

/** TF-IDF with (1 + ln tf), each feature group scaled to its weight, the whole to length 1. */
export function vectorise(vocabulary: Vocabulary, text: string): Vector {
  const { hashes, groups } = featuresOf(text)
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
  let known = 0
  const kept: { column: number; value: number }[] = []
  for (const { column, group, value } of entries) {
    const value2 = value * Math.sqrt((GROUP_WEIGHTS[group] ?? 0) / (squares[group] || 1))
    total += value2 * value2
    if (column < 0) continue
    known += value2 * value2
    kept.push({ column, value: value2 })
  }
  kept.sort((a, b) => a.column - b.column)
  const length = Math.sqrt(known) || 1
  return {
    columns: Int32Array.from(kept, (entry) => entry.column),
    values: Float32Array.from(kept, (entry) => entry.value / length),
    known: total ? known / total : 0,
  }
}
