import type { Vector } from './vectors.ts'

/** Inverted index over the training vectors, to find the most similar known example of a message. */
export interface Neighbours {
  /** Postings of column c are the positions starts[c] to starts[c + 1]. */
  starts: Int32Array
  examples: Int32Array
  /** In steps of 1/255. */
  values: Uint8Array
  size: number
}

/** Indexes the vectors. Columns found in more than `common` of all examples say little and are left out. */
export function buildNeighbours(vectors: Vector[], columns: number, common = 0.2): Neighbours {
  const counts = new Int32Array(columns + 1)
  for (const vector of vectors) for (const column of vector.columns) counts[column] = (counts[column] ?? 0) + 1
  const limit = Math.max(20, common * vectors.length)
  const starts = new Int32Array(columns + 1)
  for (let c = 0; c < columns; c++) {
    const count = counts[c] ?? 0
    starts[c + 1] = (starts[c] ?? 0) + (count > limit ? 0 : count)
  }
  const total = starts[columns] ?? 0
  const examples = new Int32Array(total)
  const values = new Uint8Array(total)
  const next = starts.slice()
  vectors.forEach((vector, example) => {
    vector.columns.forEach((column, i) => {
      if ((counts[column] ?? 0) > limit) return
      const at = next[column] ?? 0
      next[column] = at + 1
      examples[at] = example
      values[at] = Math.round(255 * (vector.values[i] ?? 0))
    })
  })
  return { starts, examples, values, size: vectors.length }
}

/** Cosine similarity of the vector to every training example (over the columns that are indexed). */
export function similarities({ starts, examples, values, size }: Neighbours, vector: Vector): Float32Array {
  const sums = new Float32Array(size)
  for (let i = 0; i < vector.columns.length; i++) {
    const column = vector.columns[i] as number
    const value = (vector.values[i] as number) / 255
    const end = starts[column + 1] as number
    for (let at = starts[column] as number; at < end; at++) {
      const example = examples[at] as number
      sums[example] = (sums[example] as number) + value * (values[at] as number)
    }
  }
  return sums
}
