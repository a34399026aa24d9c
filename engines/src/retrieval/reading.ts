import { type ConceptMatch, conceptsIn } from '../concepts/concepts.ts'
import { readPassage } from './build-segment.ts'
import { byScore, type Candidate, credit } from './candidate.ts'
import { wordsOf } from './passage.ts'
import type { Query } from './query.ts'
import { idfOf } from './query-term.ts'
import { likenessOf, readAsked } from './question-match.ts'
import type { KnownQuestion, RetrievalIndex } from './search-index.ts'
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

/** Passages compared as questions, how many of a passage's questions, and how many of these by meaning. */
export const COMPARED = 50
const QUESTIONS = 8
const ENCODED = 3
/** How much full likeness of what is said and of what is meant adds, as shares of the best score. */
const LIKE = 1.2
const MEANT = 1
/** A passage with neither title nor questions, no longer than this (in characters) and not ending like a statement, may be a question itself. */
const SHORT = 60
const STATEMENT = /[。.:：;；]\s*$|[。;；\n].*\S/u

/** Moves up passages whose title or one of whose questions asks the same as the query: in its words or sounds, and by its meaning. */
export function compareQuestions(
  index: RetrievalIndex,
  query: Query,
  candidates: Candidate[],
  also?: number,
): Candidate[] {
  const { meaning, concepts, words } = index.options
  const alike = words?.likeness
  const top = candidates[0]?.score
  if (top === undefined || candidates.length < 2) return candidates
  const conceptsOf = concepts && ((text: string) => conceptsIn(concepts, text))
  const asked = readAsked(query.text, conceptsOf, hasLikeIn(index))
  const meant = meaning?.(query.text)
  const idfs = new Map<number, number>()
  const weightOf = (term: number) => {
    let idf = idfs.get(term)
    if (idf === undefined) {
      idf = idfOf(index, term)
      idfs.set(term, idf)
    }
    return idf
  }
  const likenesses: (number | undefined)[] = []
  const meanings: (number | undefined)[] = []
  for (const [rank, candidate] of candidates.entries()) {
    const close = rank < COMPARED || candidate.number === also
    const known = close ? questionsOf(index, candidate, conceptsOf) : []
    const questions = isPart(index, candidate) ? known.filter(({ isText }) => !isText) : known
    const like = questions.map(({ text }) => likenessOf(asked, text, weightOf, alike))
    likenesses.push(like.length > 0 ? Math.max(...like) : undefined)
    meanings.push(meant && like.length > 0 ? mostMeant(questions, like, meant, meaning!) : undefined)
  }
  creditLikeness(candidates, 'question', LIKE * top, likenesses)
  creditLikeness(candidates, 'meaning', MEANT * top, meanings)
  return candidates.sort(byScore)
}

/** Tells which words have others like them; undefined where nothing is known of words. */
function hasLikeIn({ options: { words } }: RetrievalIndex): ((word: string) => boolean) | undefined {
  return words && ((word) => words.near(word).length > 0)
}

/** Whether a passage is one of several of its source: what it says is part of a text, and no question. */
function isPart({ members }: RetrievalIndex, { segment, place }: Candidate): boolean {
  const all = members.get(segment.columns.source[place]!)
  return typeof all === 'object' && all.length > 1
}

/** Cosine of the query and the best of those questions that are most like it: encoding is the dear part. */
function mostMeant(
  questions: KnownQuestion[],
  like: number[],
  meant: Float32Array,
  meaning: (text: string) => Float32Array,
): number {
  const order = [...questions.keys()].sort((a, b) => like[b]! - like[a]! || a - b).slice(0, ENCODED)
  let most = 0
  for (const i of order) {
    const question = questions[i]!
    question.meaning ??= meaning(question.written)
    most = Math.max(most, cosine(meant, question.meaning))
  }
  return most
}

/** Credits likenesses; what cannot be compared gets the usual one of the first: it is neither moved up nor down. */
export function creditLikeness(
  candidates: Candidate[],
  part: 'question' | 'meaning' | 'about' | 'vectors',
  points: number,
  likenesses: (number | undefined)[],
): void {
  const known = likenesses.slice(0, COMPARED).filter((likeness) => likeness !== undefined)
  if (known.length === 0) return
  const usual = known.reduce((sum, likeness) => sum + likeness, 0) / known.length
  for (const [i, candidate] of candidates.entries()) credit(candidate, part, points * (likenesses[i] ?? usual))
}

function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

/** The questions a passage answers, made ready to be compared. */
function questionsOf(
  index: RetrievalIndex,
  { number, segment, place }: Candidate,
  conceptsOf?: (text: string) => ConceptMatch[],
): KnownQuestion[] {
  return remembered(index.questions, number, () => {
    const { title, questions = [], text } = readPassage(segment, place)
    // The title of a document is no question; that of an entry with questions sums them up.
    const asked =
      questions.length > 0
        ? [...(title ? [title] : []), ...questions.slice(0, QUESTIONS)]
        : isQuestionItself(title, questions, text)
          ? [text]
          : []
    return asked.map((one) => ({
      written: one,
      isText: questions.length === 0,
      text: readAsked(one, conceptsOf, hasLikeIn(index)),
      meaning: undefined,
    }))
  })
}

/** Whether a passage is nothing but a text that may be asked. */
export function isQuestionItself(title: string | undefined, questions: string[], text: string): boolean {
  return !title && questions.length === 0 && text.length <= SHORT && !STATEMENT.test(text)
}

/** What was found out about a passage before (the oldest memory goes first). */
export function remembered<Value>(memory: Map<number, Value>, number: number, findOut: () => Value): Value {
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
