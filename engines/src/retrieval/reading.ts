import { readPassage } from './build-segment.ts'
import { byScore, type Candidate, credit } from './candidate.ts'
import { wordsOf } from './passage.ts'
import { idfOf, type Query } from './query.ts'
import type { RetrievalIndex } from './search-index.ts'
import { sentencesOf } from './sentences.ts'
import { termsOf } from './terms.ts'

/** Passages looked at sentence by sentence, how much of their text, and how much of its score that can add to one. */
const READ = 20
const LETTERS = 1200
const NEARBY = 0.4
/** Passages of which is remembered what was read. */
const REMEMBERED = 5000

/** Moves up passages in which one sentence covers much of the query: its words stand together, not scattered over a long text. */
export function readSentences(
  index: RetrievalIndex,
  query: Query,
  candidates: Candidate[],
  also?: number,
): Candidate[] {
  if (query.total === 0) return candidates
  const weights = new Map(query.terms.map(({ hash, weight }) => [hash, weight]))
  for (const [rank, candidate] of candidates.entries()) {
    if (rank >= READ && candidate.number !== also) continue
    let covered = 0
    for (const sentence of sentenceTerms(index, candidate)) {
      let sum = 0
      for (const hash of sentence) sum += weights.get(hash) ?? 0
      covered = Math.max(covered, sum)
    }
    credit(candidate, 'proximity', (NEARBY * candidate.score * covered) / query.total)
  }
  return candidates.sort(byScore)
}

/** The distinct terms of each sentence of a passage. */
function sentenceTerms(index: RetrievalIndex, { number, segment, place }: Candidate): Uint32Array[] {
  return remembered(index.sentences, number, () => {
    const text = readPassage(segment, place).text.slice(0, LETTERS)
    return sentencesOf(text).map(({ start, end }) => Uint32Array.from(new Set(termsOf(text.slice(start, end)).hashes)))
  })
}

/** How much a title that is named word for word adds to a passage, as a share of the best score. */
const NAMED = 0.75

/** A long query tells a story; what it is about it calls by name. Moves up passages whose title's words are all in it. */
export function matchTitles(index: RetrievalIndex, query: Query, candidates: Candidate[]): Candidate[] {
  const top = candidates[0]?.score ?? 0
  const said = wordsOf(query.text)
  for (const candidate of candidates) {
    const { title } = readPassage(candidate.segment, candidate.place)
    let all = 0
    let named = 0
    for (const word of title ? wordsOf(title) : []) {
      const idf = idfOf(index, word)
      all += idf
      if (said.has(word)) named += idf
    }
    if (all > 0) credit(candidate, 'title', (NAMED * top * named) / all)
  }
  return candidates.sort(byScore)
}

/** Passages compared by meaning, how many of a passage's questions, and how much full likeness adds, as a share of the best score. */
const MEANT = 40
const QUESTIONS = 8
const LIKENESS = 0.5
/** A passage with neither title nor questions, and no longer than this (in characters), may be a question itself. */
const SHORT = 80

/** Moves up passages whose title or one of whose questions means the same as the query in other words. */
export function compareMeaning(
  index: RetrievalIndex,
  query: Query,
  candidates: Candidate[],
  also?: number,
): Candidate[] {
  const { meaning } = index.options
  const top = candidates[0]?.score
  if (!meaning || top === undefined || candidates.length < 2) return candidates
  const meant = meaning(query.text)
  const likenesses = candidates.map((candidate, rank) => {
    if (rank >= MEANT && candidate.number !== also) return undefined
    const meanings = meaningsOf(index, candidate, meaning)
    return meanings.length > 0 ? Math.max(0, ...meanings.map((one) => cosine(meant, one))) : undefined
  })
  creditLikeness(candidates, 'meaning', LIKENESS * top, likenesses)
  return candidates.sort(byScore)
}

/** Credits likenesses; what cannot be compared gets the usual one of the first: it is neither moved up nor down. */
export function creditLikeness(
  candidates: Candidate[],
  part: 'meaning' | 'vectors',
  points: number,
  likenesses: (number | undefined)[],
): void {
  const known = likenesses.slice(0, MEANT).filter((likeness) => likeness !== undefined)
  if (known.length === 0) return
  const usual = known.reduce((sum, likeness) => sum + likeness, 0) / known.length
  for (const [i, candidate] of candidates.entries()) credit(candidate, part, points * (likenesses[i] ?? usual))
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

function meaningsOf(
  index: RetrievalIndex,
  { number, segment, place }: Candidate,
  meaning: (text: string) => Float32Array,
): Float32Array[] {
  return remembered(index.meanings, number, () => {
    const { title, questions = [], text } = readPassage(segment, place)
    // The title of a document is no question; that of an entry with questions sums them up.
    if (questions.length > 0) return [...(title ? [title] : []), ...questions.slice(0, QUESTIONS)].map(meaning)
    return !title && text.length <= SHORT ? [meaning(text)] : []
  })
}

/** What was found out about a passage before (the oldest memory goes first). */
function remembered<Value>(memory: Map<number, Value>, number: number, findOut: () => Value): Value {
  let value = memory.get(number)
  if (value === undefined) {
    value = findOut()
    for (const oldest of memory.keys()) {
      if (memory.size < REMEMBERED) break
      memory.delete(oldest)
    }
    memory.set(number, value)
  }
  return value
}
