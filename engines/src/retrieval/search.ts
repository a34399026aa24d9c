import { segment } from '../text/segment.ts'
import { amountIn, type RetrievalIndex, settle } from './search-index.ts'
import { BIGRAM, CHARACTER, KINDS, SOUND, TRIGRAM, termsOf, termsOfWord, WORD } from './terms.ts'

export interface SearchOptions {
  /** At most this many hits; default 20. */
  limit?: number
  filter?: (id: string) => boolean
}

export interface Hit {
  id: string
  score: number
  /** What the score is made of: points by kind of evidence. */
  parts: { words: number; characters: number; sounds: number; spelling: number }
}

/** How much each kind of term counts, by its constant. */
export const KIND_WEIGHTS = Object.assign(new Float64Array(KINDS), {
  [WORD]: 1,
  [CHARACTER]: 0.5,
  [BIGRAM]: 1,
  [SOUND]: 0.5,
  [TRIGRAM]: 0.4,
})
/** BM25: saturation of repeated terms and strength of the length normalisation. */
export const BM25 = { k1: 1.2, b: 0.6 }

interface QueryTerm {
  hash: number
  kind: number
  weight: number
}

/** Finds the passages that answer a query, best first. Never throws; an empty query finds nothing. */
export function search(index: RetrievalIndex, query: string, { limit = 20, filter }: SearchOptions = {}): Hit[] {
  settle(index)
  const terms = queryTerms(index, query)
  const scores = new Float32Array(index.byNumber.length)
  const touched: number[] = []
  for (const term of terms) addScores(index, term, scores, touched)
  const kept: { document: number; score: number }[] = []
  for (const document of touched) {
    const passage = index.byNumber[document]
    if (!passage || (filter && !filter(passage.id))) continue
    kept.push({ document, score: scores[document]! })
  }
  kept.sort((a, b) => b.score - a.score || compare(index.byNumber[a.document]!.id, index.byNumber[b.document]!.id))
  return kept
    .slice(0, limit)
    .map(({ document, score }) => ({ id: index.byNumber[document]!.id, score, parts: partsOf(index, terms, document) }))
}

function partsOf(index: RetrievalIndex, terms: QueryTerm[], document: number): Hit['parts'] {
  const points = new Float64Array(KINDS)
  for (const term of terms) points[term.kind]! += pointsFor(index, term, document, amountIn(index, term.hash, document))
  return {
    words: points[WORD]!,
    characters: points[CHARACTER]! + points[BIGRAM]!,
    sounds: points[SOUND]!,
    spelling: points[TRIGRAM]!,
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function queryTerms(index: RetrievalIndex, query: string): QueryTerm[] {
  const found = new Map<number, QueryTerm>()
  const put = (hash: number, kind: number, weight: number) => {
    const term = found.get(hash)
    if (term) term.weight = Math.max(term.weight, weight)
    else found.set(hash, { hash, kind, weight })
  }
  const { hashes, kinds } = termsOf(query)
  for (let i = 0; i < hashes.length; i++) put(hashes[i]!, kinds[i]!, 1)
  for (const word of expansions(index, query)) {
    const extra = termsOfWord(word)
    for (let i = 0; i < extra.hashes.length; i++) put(extra.hashes[i]!, extra.kinds[i]!, 0.5)
  }
  return [...found.values()]
}

function expansions({ options }: RetrievalIndex, query: string): string[] {
  if (!options.synonyms && !options.expand) return []
  const words = segment(query)
  const same = words.flatMap((word) =>
    options.synonyms && Object.hasOwn(options.synonyms, word) ? options.synonyms[word]! : [],
  )
  return [...same, ...(options.expand?.(words) ?? [])]
}

/** Number of passages that hold the term. */
function frequencyOf(index: RetrievalIndex, hash: number): number {
  let count = 0
  for (const { slotOf, starts, dead } of index.segments) {
    const slot = slotOf.get(hash)
    if (slot !== undefined) count += starts[slot + 1]! - starts[slot]! - dead[slot]!
  }
  return count
}

/** Inverse document frequency (Robertson, never negative) of a term in the index: ln(1 + (N - n + 0.5) / (n + 0.5)). */
export function idfOf(index: RetrievalIndex, hash: number): number {
  const count = frequencyOf(index, hash)
  return Math.log(1 + (index.passages.size - count + 0.5) / (count + 0.5))
}

function addScores(index: RetrievalIndex, term: QueryTerm, scores: Float32Array, touched: number[]): void {
  const factor = factorOf(index, term)
  const average = averageLength(index)
  for (const { slotOf, starts, postings } of index.segments) {
    const slot = slotOf.get(term.hash)
    if (slot === undefined) continue
    for (let at = starts[slot]!; at < starts[slot + 1]!; at++) {
      const posting = postings[at]!
      const document = posting >>> 8
      if (scores[document] === 0) touched.push(document)
      scores[document] = scores[document]! + factor * saturated((posting & 255) / 2, index.lengths[document]! / average)
    }
  }
}

function pointsFor(index: RetrievalIndex, term: QueryTerm, document: number, amount: number): number {
  return amount === 0 ? 0 : factorOf(index, term) * saturated(amount, index.lengths[document]! / averageLength(index))
}

function factorOf(index: RetrievalIndex, { hash, kind, weight }: QueryTerm): number {
  return idfOf(index, hash) * weight * KIND_WEIGHTS[kind]!
}

function saturated(amount: number, relativeLength: number): number {
  return (amount * (BM25.k1 + 1)) / (amount + BM25.k1 * (1 - BM25.b + BM25.b * relativeLength))
}

function averageLength(index: RetrievalIndex): number {
  return index.totalLength / Math.max(1, index.passages.size) || 1
}
