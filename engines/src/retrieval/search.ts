import { idOf, type Parts } from './candidate.ts'
import { rank, type SearchOptions } from './rank.ts'
import type { RetrievalIndex } from './search-index.ts'

export { idfOf } from './query-term.ts'
export type { SearchOptions } from './rank.ts'

export interface Hit {
  id: string
  score: number
  /** Points by kind of evidence; they add up to the score. */
  parts: Parts
}

/** Finds the passages that answer a query, best first. Never throws; an empty query finds nothing but what is pinned. */
export function search(index: RetrievalIndex, query: string, options: SearchOptions = {}): Hit[] {
  const { candidates } = rank(index, query, options)
  return candidates
    .slice(0, Math.max(0, options.limit ?? 20))
    .map((candidate) => ({ id: idOf(candidate), score: candidate.score, parts: candidate.parts }))
}
