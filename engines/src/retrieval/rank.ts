import { compareAbout } from './about.ts'
import { byScore, type Candidate, credit, idOf, makeCandidate } from './candidate.ts'
import { type Excluded, type Filters, makeFilter } from './filters.ts'
import { evidenceOf, findWords } from './first-stage.ts'
import { type Query, readQuery } from './query.ts'
import type { QueryTerm } from './query-term.ts'
import { compareQuestions, creditLikeness, matchTitles, readSentences } from './reading.ts'
import { type RetrievalIndex, settle } from './search-index.ts'
import type { Segment } from './segment.ts'
import { creditWords, lendEvidence } from './siblings.ts'

export interface SearchOptions extends Filters {
  /** At most this many hits; default 20. */
  limit?: number
  /** Ids that stand above all others for this query, in this order, and ids that stand below all others. */
  pins?: readonly string[]
  buries?: readonly string[]
  /** Groups of expressions that mean the same in this workspace: names of a product, slang of a trade. */
  synonyms?: readonly string[][]
  /** Likeness (0 to 1) of passages by an embedding model: those of its nearest neighbours, or a function that is asked about ids. */
  vectors?: ReadonlyMap<string, number> | ((ids: string[]) => ReadonlyMap<string, number>)
}

/** Passages that are looked at more closely, however few are asked for. */
const POOL = 64
/** Passages that each sentence of a long query brings. */
const OF_EACH_PART = 10
/** How much full likeness by an embedding model adds, as a share of the best score. */
const VECTORS = 0.6
/** A passage of today counts this share of its score more than one without date; half of that after a year. */
const FRESH = 0.03
const YEAR = 365.25 * 24 * 3600 * 1000
/** What people made of a passage moves it by this share of its score. */
const FEEDBACK = 0.1

/** A ranking: the candidates, best first, and what led to them. */
export interface Ranking {
  query: Query
  candidates: Candidate[]
  excluded: (segment: Segment, place: number) => Excluded | undefined
}

/** Ranks the passages that a query's words find. `also` is the number of a passage that is ranked with them in any case. */
export function rank(index: RetrievalIndex, text: string, options: SearchOptions = {}, also?: number): Ranking {
  settle(index)
  const query = readQuery(index, text, options.synonyms)
  const excluded = makeFilter(index, options)
  const count = Math.max(POOL, options.limit ?? 0)
  const long = query.parts.length > 0
  let candidates = long ? byParts(query, excluded, index) : bySingle(query, excluded, index, count)
  candidates = addAsked(index, query, candidates, options, excluded, also)
  if (long) candidates = matchTitles(index, query, candidates)
  else {
    candidates = lendEvidence(index, query, candidates, excluded, also)
    candidates = readSentences(index, query, candidates, also)
    candidates = compareAbout(index, query, candidates, also)
  }
  candidates = compareQuestions(index, query, candidates, also)
  candidates = compareVectors(candidates, options.vectors)
  for (const candidate of candidates) creditPriors(candidate, options.now)
  candidates.sort(byScore)
  return { query, candidates: placePins(candidates, options), excluded }
}

function bySingle(query: Query, excluded: Ranking['excluded'], index: RetrievalIndex, count: number): Candidate[] {
  const { terms, average } = query
  return findWords(index, { terms, count, average, excluded }).map(({ segment, place }) =>
    withWords(makeCandidate(segment, place), terms, average),
  )
}

/** The best for each sentence, worth the sum of what they are worth to those sentences. */
function byParts(query: Query, excluded: Ranking['excluded'], index: RetrievalIndex): Candidate[] {
  const found = new Map<number, Candidate>()
  for (const terms of query.parts) {
    for (const { segment, place } of findWords(index, {
      terms,
      count: OF_EACH_PART,
      average: query.average,
      excluded,
    })) {
      const candidate = found.get(segment.numbers[place]!) ?? makeCandidate(segment, place)
      found.set(candidate.number, withWords(candidate, terms, query.average))
    }
  }
  return [...found.values()].sort(byScore)
}

function withWords(candidate: Candidate, terms: QueryTerm[], average: number): Candidate {
  const { segment, place } = candidate
  creditWords(candidate, terms, evidenceOf(segment, place, terms, average))
  return candidate
}

/** Pinned passages, neighbours by vectors and the one asked about are candidates too, with what their words are worth. */
function addAsked(
  index: RetrievalIndex,
  query: Query,
  candidates: Candidate[],
  { pins = [], vectors }: SearchOptions,
  excluded: Ranking['excluded'],
  also?: number,
): Candidate[] {
  const known = new Set(candidates.map(({ number }) => number))
  const asked = [...pins, ...(vectors && typeof vectors !== 'function' ? vectors.keys() : [])]
  const numbers = asked.map((id) => index.numberOf.get(id)).filter((number) => number !== undefined)
  for (const number of also === undefined ? numbers : [...numbers, also]) {
    const { segment, place } = index.where[number]!
    if (known.has(number) || (number !== also && excluded(segment!, place))) continue
    known.add(number)
    candidates.push(withWords(makeCandidate(segment!, place), query.terms, query.average))
  }
  return candidates.sort(byScore)
}

function compareVectors(candidates: Candidate[], vectors: SearchOptions['vectors']): Candidate[] {
  if (!vectors || candidates.length === 0) return candidates
  // Where words find nothing, likeness alone decides.
  const top = candidates[0]!.score || 1
  const likeness = typeof vectors === 'function' ? vectors(candidates.map(idOf)) : vectors
  const of = (candidate: Candidate) => {
    const value = likeness.get(idOf(candidate))
    return value === undefined ? undefined : Math.min(1, Math.max(0, value))
  }
  creditLikeness(candidates, 'vectors', VECTORS * top, candidates.map(of))
  return candidates.sort(byScore)
}

function creditPriors(candidate: Candidate, now: number | undefined): void {
  const { columns } = candidate.segment
  const { score, place } = candidate
  const age = now === undefined ? Number.NaN : Math.max(0, now - columns.freshness[place]!)
  if (!Number.isNaN(age)) credit(candidate, 'freshness', FRESH * score * 2 ** (-age / YEAR))
  credit(candidate, 'feedback', FEEDBACK * score * columns.quality[place]!)
  credit(candidate, 'boost', score * (columns.boost[place]! - 1))
}

function placePins(candidates: Candidate[], { pins = [], buries = [] }: SearchOptions): Candidate[] {
  if (pins.length === 0 && buries.length === 0) return candidates
  const top = candidates[0]?.score ?? 0
  const bottom = Math.min(0, candidates.at(-1)?.score ?? 0)
  for (const candidate of candidates) {
    const pin = pins.indexOf(idOf(candidate))
    if (pin >= 0) credit(candidate, 'pin', top + pins.length - pin - candidate.score)
    else if (buries.includes(idOf(candidate))) credit(candidate, 'pin', bottom - 1 - candidate.score)
  }
  return candidates.sort(byScore)
}
