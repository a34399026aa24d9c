import { normalise } from '../text/normalise.ts'
import { foldPassage } from './fold-passage.ts'
import { nearTerms } from './near-words.ts'
import { idfFrom, type QueryTerm } from './query-term.ts'
import { averageLength, frequencyOf, type RetrievalIndex } from './search-index.ts'
import { BIGRAM, CHARACTER, LATIN, SOUND, TRIGRAM, termsOf, WORD } from './terms.ts'
import { weakWords } from './weak-words.ts'

/** A query made ready: the terms of all of it, and, of a long one, those of its sentences. */
export interface Query {
  text: string
  terms: QueryTerm[]
  parts: QueryTerm[][]
  /** Sum of the weights of what is said. */
  total: number
  average: number
}

/** How much each kind of term counts, by its constant: a Latin word has one term where as much Chinese has six. */
export const KIND_WEIGHTS: Record<number, number> = {
  [WORD]: 0.75,
  [CHARACTER]: 1.2,
  [BIGRAM]: 0.4,
  [SOUND]: 0.35,
  [TRIGRAM]: 0.5,
  [LATIN]: 2,
}

/** A term said twice counts a little more: to the power of this. */
const REPETITION = 0.3
/** Terms of a query looked for at most, the weightiest. */
const MOST_TERMS = 160
/** Other words of a synonym group count this much of what was said. */
const SYNONYM = 0.6
const MOST_SYNONYMS = 8

/** From this length on (units as in `termsOf`) a query of several sentences is asked sentence by sentence. */
const LONG = 160
/** Sentences asked at most, those that say most, and units below which a sentence joins the next. */
const MOST_PARTS = 32
const SHORT_PART = 12

/** Reads a query. `synonyms` are groups of expressions that mean the same here (names of a product, slang of a trade). */
export function readQuery(index: RetrievalIndex, text: string, synonyms: readonly string[][] = []): Query {
  const normal = normalise(text)
  const whole = termsOf(normal)
  const terms = weigh(index, whole)
  for (const term of synonymTerms(index, normal, terms, synonyms)) terms.push(term)
  const total = terms.reduce((sum, { weight }) => sum + weight, 0)
  if (whole.length < LONG) for (const term of nearTerms(index, normal, terms)) terms.push(term)
  const parts = whole.length >= LONG ? partsOf(index, text) : []
  return {
    text,
    terms,
    parts: parts.length > 2 ? parts : [],
    total,
    average: averageLength(index),
  }
}

/** The distinct terms with their weights, the weightiest of very many, in an order that does not depend on the index's history. */
function weigh(index: RetrievalIndex, { hashes, kinds }: { hashes: number[]; kinds: number[] }): QueryTerm[] {
  const said = new Map<number, { kind: number; times: number }>()
  for (const [i, hash] of hashes.entries()) {
    const before = said.get(hash)
    if (before) before.times++
    else said.set(hash, { kind: kinds[i]!, times: 1 })
  }
  const terms = Array.from(said, ([hash, { kind, times }]) => {
    const count = frequencyOf(index, hash)
    return { hash, kind, count, weight: boundedIdf(index, hash, count) * KIND_WEIGHTS[kind]! * times ** REPETITION }
  })
  if (terms.length <= MOST_TERMS) return terms
  return terms.sort((a, b) => b.weight - a.weight || a.hash - b.hash).slice(0, MOST_TERMS)
}

/** Words that only frame a question are rare where statements stand, and yet decide nothing: they are never worth more than this. */
const FRAMING = 2
let framing: Set<number> | undefined

function boundedIdf(index: RetrievalIndex, hash: number, count: number): number {
  framing ??= new Set([...weakWords].flatMap((word) => termsOf(word).hashes))
  const idf = idfFrom(index, count)
  return framing.has(hash) ? Math.min(FRAMING, idf) : idf
}

/** Terms of the expressions that mean the same as one that was said. */
function synonymTerms(
  index: RetrievalIndex,
  said: string,
  terms: QueryTerm[],
  groups: readonly string[][],
): QueryTerm[] {
  if (groups.length === 0) return []
  const known = new Set(terms.map(({ hash }) => hash))
  const added: QueryTerm[] = []
  for (const group of groups) {
    const folded = group.map(foldPassage)
    if (!folded.some((expression) => expression !== '' && said.includes(expression))) continue
    for (const expression of folded.filter((one) => !said.includes(one)).slice(0, MOST_SYNONYMS)) {
      for (const term of weigh(index, termsOf(expression))) {
        if (known.has(term.hash)) continue
        known.add(term.hash)
        added.push({ ...term, weight: SYNONYM * term.weight })
      }
    }
  }
  return added
}

/** The sentences of a long query: what each asks for is found by itself and then put together. */
function partsOf(index: RetrievalIndex, text: string): QueryTerm[][] {
  const parts: { terms: QueryTerm[]; said: number }[] = []
  let waiting = ''
  for (const sentence of text.split(SENTENCE_END)) {
    waiting = waiting ? `${waiting} ${sentence}` : sentence
    const found = termsOf(normalise(waiting))
    if (found.length < SHORT_PART) continue
    const terms = weigh(index, found).filter(({ kind }) => kind !== TRIGRAM)
    parts.push({ terms, said: terms.reduce((sum, { weight }) => sum + weight, 0) })
    waiting = ''
  }
  const best = parts.toSorted((a, b) => b.said - a.said).slice(0, MOST_PARTS)
  return parts.filter((part) => best.includes(part)).map(({ terms }) => terms)
}

const SENTENCE_END = /(?<=[.!?])\s+|[\n。！？；]+/u
