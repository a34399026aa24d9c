import { amountIn, type RetrievalIndex, settle } from './search-index.ts'
import { sentencesOf } from './sentences.ts'
import { BIGRAM, CHARACTER, KINDS, SOUND, TRIGRAM, termsOf, WORD } from './terms.ts'

export interface SearchOptions {
  /** At most this many hits; default 20. */
  limit?: number
  filter?: (id: string) => boolean
}

export interface Hit {
  id: string
  score: number
  /** Points by kind of evidence; their sum times 1 to 1.8 (how much of the query one sentence covers) is the score. */
  parts: { words: number; characters: number; sounds: number; spelling: number }
}

/** How much each kind of term counts, by its constant. */
const KIND_WEIGHTS: Record<number, number> = { [WORD]: 1, [CHARACTER]: 1, [BIGRAM]: 0.6, [SOUND]: 0.35, [TRIGRAM]: 0.4 }

/** BM25: saturation of repeated terms and strength of the length normalisation. */
const BM25 = { k1: 1, b: 0.55 }

interface QueryTerm {
  hash: number
  kind: number
}

/** Finds the passages that answer a query, best first. Never throws; an empty query finds nothing. */
export function search(index: RetrievalIndex, query: string, { limit = 20, filter }: SearchOptions = {}): Hit[] {
  settle(index)
  const terms = queryTerms(query)
  const scores = new Float32Array(index.byNumber.length)
  const touched: number[] = []
  for (const term of terms) addScores(index, term, scores, touched)
  const best = bestOf(index, scores, touched, Math.max(limit, RERANKED, index.options.meaning ? MEANT : 0), filter)
  return byMeaning(index, query, nearby(index, terms, best))
    .slice(0, Math.max(0, limit))
    .map(({ document, score }) => ({ id: index.byNumber[document]!.id, score, parts: partsOf(index, terms, document) }))
}

interface Candidate {
  document: number
  score: number
}

/** The best `count` living documents that pass the filter, best first; equal scores in the order of their ids. */
function bestOf(
  index: RetrievalIndex,
  scores: Float32Array,
  touched: number[],
  count: number,
  filter: SearchOptions['filter'],
): Candidate[] {
  const best: Candidate[] = []
  for (const document of touched) {
    const candidate = { document, score: scores[document]! }
    if (best.length >= count && !isBefore(index, candidate, best[best.length - 1]!)) continue
    const passage = index.byNumber[document]
    if (!passage || (filter && !filter(passage.id))) continue
    let at = best.length
    while (at > 0 && isBefore(index, candidate, best[at - 1]!)) at--
    best.splice(at, 0, candidate)
    if (best.length > count) best.pop()
  }
  return best
}

function isBefore(index: RetrievalIndex, a: Candidate, b: Candidate): boolean {
  if (a.score !== b.score) return a.score > b.score
  return (index.byNumber[a.document]?.id ?? '') < (index.byNumber[b.document]?.id ?? '')
}

/** How many of the best are looked at sentence by sentence, how much of their text, and how much that can add to the score. */
const RERANKED = 6
const READ = 2000
const NEARBY = 0.8
/** Passages whose sentences are remembered. */
const REMEMBERED = 5000

/** Moves up passages in which one sentence covers much of the query: its words stand together, not scattered over a long text. */
function nearby(index: RetrievalIndex, terms: QueryTerm[], candidates: Candidate[]): Candidate[] {
  const weights = new Map(terms.map((term) => [term.hash, factorOf(index, term)]))
  let total = 0
  for (const weight of weights.values()) total += weight
  return candidates
    .map(({ document, score }, rank) => {
      if (rank >= RERANKED || total === 0) return { document, score }
      let covered = 0
      for (const sentence of sentenceTerms(index, document)) {
        let sum = 0
        for (const hash of sentence) sum += weights.get(hash) ?? 0
        covered = Math.max(covered, sum)
      }
      return { document, score: score * (1 + (NEARBY * covered) / total) }
    })
    .sort((a, b) => (isBefore(index, a, b) ? -1 : 1))
}

/** How many of the best are compared by meaning, how many of a passage's questions, and how much full likeness adds to the best score. */
const MEANT = 20
const QUESTIONS = 12
const LIKENESS = 0.8
/** A passage with neither title nor questions, and no longer than this (in characters), may be a question itself. */
const SHORT = 80

/** Moves up passages whose title or one of whose questions means the same as the query in other words. */
function byMeaning(index: RetrievalIndex, query: string, candidates: Candidate[]): Candidate[] {
  const { meaning } = index.options
  const top = candidates[0]?.score
  if (!meaning || top === undefined || candidates.length < 2) return candidates
  const meant = meaning(query)
  const likenesses = candidates.slice(0, MEANT).map(({ document }) => {
    const meanings = meaningsOf(index, document, meaning)
    return meanings.length > 0 ? Math.max(0, ...meanings.map((one) => cosine(meant, one))) : undefined
  })
  const known = likenesses.filter((likeness) => likeness !== undefined)
  // What cannot be compared is neither moved up nor down.
  const usual = known.reduce((sum, likeness) => sum + likeness, 0) / Math.max(1, known.length)
  return candidates
    .map(({ document, score }, rank) => ({ document, score: score + LIKENESS * top * (likenesses[rank] ?? usual) }))
    .sort((a, b) => (isBefore(index, a, b) ? -1 : 1))
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

function meaningsOf(index: RetrievalIndex, document: number, meaning: (text: string) => Float32Array): Float32Array[] {
  return remembered(index.meanings, document, () => {
    const { title, questions = [], text } = index.byNumber[document]!
    // The title of a document is no question; that of an entry with questions sums them up.
    if (questions.length > 0) return [...(title ? [title] : []), ...questions.slice(0, QUESTIONS)].map(meaning)
    return !title && text.length <= SHORT ? [meaning(text)] : []
  })
}

/** What was found out about a document before (the oldest memory goes first). */
function remembered<Value>(memory: Map<number, Value>, document: number, findOut: () => Value): Value {
  let value = memory.get(document)
  if (value === undefined) {
    value = findOut()
    for (const oldest of memory.keys()) {
      if (memory.size < REMEMBERED) break
      memory.delete(oldest)
    }
    memory.set(document, value)
  }
  return value
}

/** The distinct terms of each sentence of a document, remembered (the oldest memory goes first). */
function sentenceTerms(index: RetrievalIndex, document: number): Uint32Array[] {
  return remembered(index.sentences, document, () => {
    const text = index.byNumber[document]!.text.slice(0, READ)
    return sentencesOf(text).map(({ start, end }) => Uint32Array.from(new Set(termsOf(text.slice(start, end)).hashes)))
  })
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

/** The distinct terms of a query. */
function queryTerms(query: string): QueryTerm[] {
  const found = new Map<number, QueryTerm>()
  const { hashes, kinds } = termsOf(query)
  for (const [i, hash] of hashes.entries()) if (!found.has(hash)) found.set(hash, { hash, kind: kinds[i]! })
  return [...found.values()]
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
  if (factor <= 0) return
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

function factorOf(index: RetrievalIndex, { hash, kind }: QueryTerm): number {
  return idfOf(index, hash) * (KIND_WEIGHTS[kind] ?? 0)
}

function saturated(amount: number, relativeLength: number): number {
  return (amount * (BM25.k1 + 1)) / (amount + BM25.k1 * (1 - BM25.b + BM25.b * relativeLength))
}

function averageLength(index: RetrievalIndex): number {
  return index.totalLength / Math.max(1, index.passages.size) || 1
}
