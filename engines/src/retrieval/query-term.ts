import { frequencyOf, type RetrievalIndex } from './search-index.ts'

/** A term that is looked for. */
export interface QueryTerm {
  hash: number
  kind: number
  /** Passages that hold it. */
  count: number
  /** What a full match of it counts. */
  weight: number
  /** The word of the query (its whole-word term) that this one is looked for in place of. */
  instead?: { hash: number; word: string; other: string }
}

/** Inverse document frequency (Robertson, never negative) of a term in the index: ln(1 + (N - n + 0.5) / (n + 0.5)). */
export function idfOf(index: RetrievalIndex, hash: number): number {
  return idfFrom(index, frequencyOf(index, hash))
}

export const idfFrom = ({ numberOf }: RetrievalIndex, count: number) =>
  Math.log(1 + (numberOf.size - count + 0.5) / (count + 0.5))
