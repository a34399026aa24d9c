import { normalise, normaliseWithMap } from '../text/normalise.ts'
import { stemEnglish } from '../text/stem-english.ts'
import { idfOf } from './search.ts'
import type { RetrievalIndex } from './search-index.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { BIGRAM, CHARACTER, termsOf } from './terms.ts'
import { isWeakWord } from './weak-words.ts'

export interface Quote {
  /** The best sentences as they stand in the passage: passage.text.slice(start, end). */
  text: string
  start: number
  end: number
  /** Words of the query inside the passage's text, as offsets into passage.text, in order. */
  highlights: { start: number; end: number }[]
}

/** The sentence (or two, when both are needed) that answers the query best; undefined when the passage is unknown or empty. */
export function quote(index: RetrievalIndex, id: string, query: string): Quote | undefined {
  const passage = index.passages.get(id)
  if (!passage) return undefined
  const weights = queryWeights(index, query)
  const sentences = sentencesOf(passage.text).map((sentence) => {
    const covered = coveredBy(weights, passage.text.slice(sentence.start, sentence.end))
    return { ...sentence, covered, value: weightOf(weights, covered) }
  })
  let at = 0
  for (let i = 1; i < sentences.length; i++) if (sentences[i]!.value > sentences[at]!.value) at = i
  const best = sentences[at]
  if (!best) return undefined
  const span = { start: best.start, end: best.end }
  const next = [sentences[at + 1], sentences[at - 1]].find((other) => other && adds(weights, best, other))
  if (next) Object.assign(span, { start: Math.min(best.start, next.start), end: Math.max(best.end, next.end) })
  return {
    text: passage.text.slice(span.start, span.end),
    ...span,
    highlights: highlightsOf(query, passage.text, span),
  }
}

/** Whether a neighbouring sentence brings at least a quarter more of the query. */
function adds(
  weights: Map<number, number>,
  best: { covered: Set<number>; value: number },
  other: { covered: Set<number> },
): boolean {
  const extra = new Set([...other.covered].filter((hash) => !best.covered.has(hash)))
  return best.value > 0 && weightOf(weights, extra) > 0.25 * best.value
}

function queryWeights(index: RetrievalIndex, query: string): Map<number, number> {
  const { hashes, kinds } = termsOf(query)
  const factor = (kind: number) => (kind === CHARACTER ? 0.3 : kind === BIGRAM ? 0.7 : 1)
  return new Map(hashes.map((hash, i) => [hash, factor(kinds[i]!) * Math.max(0.1, idfOf(index, hash))]))
}

function coveredBy(weights: Map<number, number>, sentence: string): Set<number> {
  return new Set(termsOf(sentence).hashes.filter((hash) => weights.has(hash)))
}

function weightOf(weights: Map<number, number>, hashes: Set<number>): number {
  let sum = 0
  for (const hash of hashes) sum += weights.get(hash) ?? 0
  return sum
}

/** What the text shares with the query (pairs of characters, English words by their stem), script and width aside; framing words are not marked. */
function highlightsOf(query: string, text: string, span: Sentence): Sentence[] {
  const asked = new Set(piecesOf(normalise(query)).map((piece) => piece.key))
  const { text: folded, spanToOriginal } = normaliseWithMap(text.slice(span.start, span.end))
  const marks: Sentence[] = []
  for (const { key, start, end } of piecesOf(folded)) {
    if (!asked.has(key) || isWeakWord(key)) continue
    const place = spanToOriginal(start, end)
    const mark = { start: span.start + place.start, end: span.start + place.end }
    const last = marks.at(-1)
    if (last && mark.start <= last.end) last.end = mark.end
    else marks.push(mark)
  }
  return marks
}

/** Every pair of neighbouring ideographs and every other word of a normalised text. */
function piecesOf(text: string): (Sentence & { key: string })[] {
  const pieces: (Sentence & { key: string })[] = []
  for (const { 0: run, index: at } of text.matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}'])+/gu)) {
    if (!/^\p{Script=Han}/u.test(run)) pieces.push({ key: stemEnglish(run), start: at, end: at + run.length })
    else
      for (let i = 0; i + 2 <= run.length; i++)
        pieces.push({ key: run.slice(i, i + 2), start: at + i, end: at + i + 2 })
  }
  return pieces
}
