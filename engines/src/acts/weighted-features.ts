import type { Vector, Vocabulary } from '../features/vectors.ts'
import { hashTerm } from '../text/hash-term.ts'

/** Hashed features with the weight of each. */
export interface WeightedFeatures {
  hashes: number[]
  weights: number[]
}

export function put({ hashes, weights }: WeightedFeatures, feature: string, weight: number): void {
  hashes.push(hashTerm(feature))
  weights.push(weight)
}

/** Features of known columns, each counted once. */
export function vectorOf({ columnOf }: Vocabulary, { hashes, weights }: WeightedFeatures): Vector {
  const values = new Map<number, number>()
  hashes.forEach((hash, i) => {
    const column = columnOf.get(hash)
    if (column !== undefined && !values.has(column)) values.set(column, weights[i]!)
  })
  const columns = Int32Array.from(values.keys()).sort()
  return { columns, values: Float32Array.from(columns, (column) => values.get(column)!) }
}
