import { segment } from '../text/segment.ts'
import { type Hit, idfOf, type SearchOptions, search } from './search.ts'
import { amountIn, type RetrievalIndex, settle } from './search-index.ts'
import { BIGRAM, CHARACTER, LATIN, SOUND, TRIGRAM, termsOf, WORD } from './terms.ts'
import { isWeakWord } from './weak-words.ts'

export interface Answerability {
  /** Answer from the best candidate; ask which of the candidates is meant; or say that this is not known. */
  decision: 'answer' | 'clarify' | 'decline'
  /** 0 to 1: how sure it is that the best candidate answers the query. */
  confidence: number
  candidates: (Hit & { coverage: number })[]
}

/** Share of the query's meaning-bearing words a passage must cover to be quoted as an answer, or at least to be offered. */
export const COVERAGE = { answer: 0.6, offer: 0.38 }

/** A second candidate with this share of the first one's score is as good as the first. */
export const TIE = 0.93

/** Decides whether the knowledge base answers the query, from how much of the query the best passages cover and how clearly one leads. */
export function answerability(index: RetrievalIndex, query: string, options: SearchOptions = {}): Answerability {
  settle(index)
  const words = strongWords(index, query)
  const candidates = search(index, query, { ...options, limit: options.limit ?? 5 }).map((hit) => ({
    ...hit,
    coverage: coverageOf(index, words, index.numberOf.get(hit.id)!),
  }))
  const [first, second] = candidates
  if (!first || first.coverage < COVERAGE.offer)
    return { decision: 'decline', confidence: first?.coverage ?? 0, candidates }
  const rival = second && second.coverage >= first.coverage - 0.05 ? second.score / first.score : 0
  const confidence = first.coverage * (1 - (0.5 * Math.max(0, rival - 0.8)) / 0.2)
  if (first.coverage < COVERAGE.answer || rival > TIE)
    return { decision: 'clarify', confidence, candidates: candidates.filter((one) => one.coverage >= COVERAGE.offer) }
  return { decision: 'answer', confidence, candidates }
}

interface StrongWord {
  weight: number
  word: number[]
  /** Looser ways to find the word: pairs of characters, of sounds, or trigrams of letters. */
  parts: number[]
  loose: number[]
}

function strongWords(index: RetrievalIndex, query: string): StrongWord[] {
  const words = segment(query)
  const strong = words.filter((word) => !isWeakWord(word))
  return (strong.length ? strong : words).map((word) => {
    const terms = termsOf(word)
    const of = (...kinds: number[]) => terms.hashes.filter((_, i) => kinds.includes(terms.kinds[i]!))
    const exact = of(WORD, LATIN).length ? of(WORD, LATIN) : of(CHARACTER)
    const idf = Math.max(...exact.map((hash) => idfOf(index, hash)), 0)
    return {
      weight: Math.max(0.1, idf) * (word.length > 1 ? 1 : 0.4),
      word: exact,
      parts: of(BIGRAM),
      loose: of(SOUND, TRIGRAM),
    }
  })
}

/** Share of the words' weight found in the document: whole words count fully, their sound or spelling in part. */
function coverageOf(index: RetrievalIndex, words: StrongWord[], document: number): number {
  const share = (hashes: number[]) =>
    hashes.filter((hash) => amountIn(index, hash, document) > 0).length / (hashes.length || 1)
  let found = 0
  let total = 0
  for (const { weight, word, parts, loose } of words) {
    total += weight
    const whole = share(word)
    found += weight * Math.max(whole === 1 ? 1 : 0.8 * whole, 0.9 * share(parts), 0.8 * share(loose) ** 2)
  }
  return total ? found / total : 0
}
