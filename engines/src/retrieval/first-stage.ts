import type { Excluded } from './filters.ts'
import type { QueryTerm } from './query-term.ts'
import type { RetrievalIndex } from './search-index.ts'
import { BM25, lengthNorm, MOST_IN_SEGMENT, postingOf, type Segment, slotOf } from './segment.ts'

/** A passage and what its words alone are worth. */
export interface Found {
  segment: Segment
  place: number
  score: number
}

/** What a search of words looks for. */
export interface Wanted {
  terms: QueryTerm[]
  count: number
  average: number
  excluded: (segment: Segment, place: number) => Excluded | undefined
  /** Passages looked up in all, term by term; default BUDGET. */
  budget?: number
}

/** Passages looked up for a query, each term counting those that hold it: some milliseconds however large the index is. */
export const BUDGET = 300_000
/** So many times the passages wanted are looked at with all terms. */
const BROUGHT = 8

/**
 * The best `count` passages by BM25. In a base of any usual size that is exact. Where a query's terms stand in more passages than
 * `budget` together, those that tell most per passage looked up (`bringing`) bring the passages, the best by these are looked at with
 * all terms, and what shares only the most frequent terms with the query is not found. Which terms bring depends on how many
 * passages hold them, never on how the index came about.
 */
export function findWords(index: RetrievalIndex, wanted: Wanted): Found[] {
  const { terms, count, average, budget = BUDGET } = wanted
  const bring = bringing(terms, budget)
  const segments = [...index.segments].sort((a, b) => b.living - a.living)
  const brought: Found[] = []
  try {
    for (const segment of segments) searchSegment(segment, wanted, bring, brought)
  } catch (error) {
    // A caller's filter may throw: the next search starts with clean sums all the same.
    sums.fill(0)
    throw error
  }
  addRest(brought, terms, bring, average)
  const bar = (brought[count - 1]?.score ?? 0) * SPARE
  const best: Found[] = []
  for (const { segment, place, score } of brought)
    if (score >= bar) keep(best, { segment, place, score: scoreOf(segment, place, terms, average) }, count)
  return best
}

/** Adds what the other terms are worth to what was brought, and sorts it. */
function addRest(brought: Found[], terms: QueryTerm[], bring: boolean[], average: number): void {
  const others = terms.flatMap(({ count }, t) => (bring[t] || count === 0 ? [] : [t]))
  if (others.length === 0) return
  for (const found of brought) {
    const { segment, place } = found
    const slots = slotsOf(segment, terms)
    for (const t of others) {
      const at = slots[t]! < 0 ? -1 : postingOf(segment, slots[t]!, place)
      if (at >= 0) found.score += terms[t]!.weight * saturated(segment.amounts[at]!, segment.lengths[place]!, average)
    }
  }
  brought.sort((a, b) => (isBefore(a, b) ? -1 : 1))
}

/** Whether each term brings passages: those of most weight for each passage that holds them, as far as the budget goes, one at least. */
export function bringing(terms: QueryTerm[], budget: number): boolean[] {
  const bring = terms.map(() => false)
  const order = terms
    .map(({ weight, count, hash }, t) => ({ t, count, hash, worth: count > 0 ? weight / count : 0 }))
    .filter(({ worth }) => worth > 0)
    .sort((a, b) => b.worth - a.worth || a.hash - b.hash)
  let left = budget
  for (const [i, { t, count }] of order.entries()) {
    if (count > left && i > 0) continue
    bring[t] = true
    left -= count
  }
  return bring
}

/** Sums are kept in 32 bits, scores in 64: they are compared with this much to spare. */
const SPARE = 1 - 1e-4
const sums = new Float32Array(MOST_IN_SEGMENT)
const touched = new Uint16Array(MOST_IN_SEGMENT)

/** Adds up the bringing terms of a segment and keeps the best of all segments so far. */
function searchSegment(segment: Segment, wanted: Wanted, bring: boolean[], brought: Found[]): void {
  const { terms, average, excluded } = wanted
  const slots = slotsOf(segment, terms)
  let used = 0
  // Always in the terms' own order: sums of 32 bits come out the same whatever segment a passage is in.
  for (let t = 0; t < slots.length; t++)
    if (bring[t] && slots[t]! >= 0) used = addUp(segment, slots[t]!, terms[t]!.weight, average, used)
  const most = BROUGHT * wanted.count
  let least = brought.length < most ? 0 : brought[most - 1]!.score
  for (let i = 0; i < used; i++) {
    const place = touched[i]!
    const score = sums[place]!
    sums[place] = 0
    if (score < least || segment.alive[place] === 0 || excluded(segment, place)) continue
    keep(brought, { segment, place, score }, most)
    if (brought.length === most) least = brought[most - 1]!.score
  }
}

function addUp(segment: Segment, slot: number, weight: number, average: number, used: number): number {
  const { places, amounts, lengths } = segment
  const end = segment.starts[slot + 1]!
  const gain = weight * (BM25.k1 + 1)
  const base = 2 * BM25.k1 * (1 - BM25.b)
  const slope = (2 * BM25.k1 * BM25.b) / average
  let count = used
  for (let at = segment.starts[slot]!; at < end; at++) {
    const place = places[at]!
    const amount = amounts[at]!
    const before = sums[place]!
    if (before === 0) touched[count++] = place
    sums[place] = before + (gain * amount) / (amount + base + slope * lengths[place]!)
  }
  return count
}

/** How many passages that may be found are worth more than the one at this place; undefined when its words are worth nothing. */
export function countBetter(
  index: RetrievalIndex,
  wanted: Wanted,
  segment: Segment,
  place: number,
): number | undefined {
  const own = scoreOf(segment, place, wanted.terms, wanted.average)
  if (own === 0) return undefined
  let better = 0
  for (const other of index.segments) {
    const slots = slotsOf(other, wanted.terms)
    let used = 0
    for (const [t, { weight }] of wanted.terms.entries())
      if (slots[t]! >= 0) used = addUp(other, slots[t]!, weight, wanted.average, used)
    for (let i = 0; i < used; i++) {
      const at = touched[i]!
      const sum = sums[at]!
      sums[at] = 0
      if (sum < own * SPARE || other.alive[at] === 0 || wanted.excluded(other, at)) continue
      if (scoreOf(other, at, wanted.terms, wanted.average) > own) better++
    }
  }
  return better
}

/** BM25 of the terms in a passage, in the terms' own order: the same whatever way led to it. */
export function scoreOf(segment: Segment, place: number, terms: QueryTerm[], average: number): number {
  const slots = slotsOf(segment, terms)
  let score = 0
  for (let t = 0; t < slots.length; t++) {
    const at = slots[t]! < 0 ? -1 : postingOf(segment, slots[t]!, place)
    if (at >= 0) score += terms[t]!.weight * saturated(segment.amounts[at]!, segment.lengths[place]!, average)
  }
  return score
}

/** What a passage makes of each of the terms: 0 to k1 + 1. */
export function evidenceOf(segment: Segment, place: number, terms: QueryTerm[], average: number): Float64Array {
  const slots = slotsOf(segment, terms)
  const evidence = new Float64Array(slots.length)
  for (let t = 0; t < slots.length; t++) {
    const at = slots[t]! < 0 ? -1 : postingOf(segment, slots[t]!, place)
    if (at >= 0) evidence[t] = saturated(segment.amounts[at]!, segment.lengths[place]!, average)
  }
  return evidence
}

/** The slots of a query's terms in a segment, looked up once a query. */
function slotsOf(segment: Segment, terms: QueryTerm[]): Int32Array {
  const known = looked.get(terms) ?? new Map<Segment, Int32Array>()
  looked.set(terms, known)
  const slots = known.get(segment) ?? Int32Array.from(terms, ({ hash }) => slotOf(segment, hash))
  known.set(segment, slots)
  return slots
}

const looked = new WeakMap<QueryTerm[], Map<Segment, Int32Array>>()

function saturated(halves: number, length: number, average: number): number {
  return ((BM25.k1 + 1) * halves) / (halves + 2 * BM25.k1 * lengthNorm(length, average))
}

/** Better scores first; of equal ones the smaller id. */
export function isBefore(a: Found, b: Found): boolean {
  if (a.score !== b.score) return a.score > b.score
  return a.segment.ids[a.place]! < b.segment.ids[b.place]!
}

function keep(best: Found[], found: Found, count: number): void {
  if (best.length >= count && !isBefore(found, best[best.length - 1]!)) return
  let low = 0
  let high = best.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(found, best[middle]!)) high = middle
    else low = middle + 1
  }
  best.splice(low, 0, found)
  if (best.length > count) best.pop()
}
