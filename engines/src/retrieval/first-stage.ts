import type { Excluded } from './filters.ts'
import type { QueryTerm } from './query.ts'
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
  /** Look at every passage that holds any of the terms; the outcome is the same (tests hold it against the short way). */
  exhaustive?: boolean
}

/** A term in one segment. */
interface Reach {
  term: QueryTerm
  slot: number
  /** The most any passage of the segment can get for it, and for it and all after it. */
  bound: number
  rest: number
}

/**
 * The best `count` passages by BM25, exact: terms are added up from the weightiest down until what is left cannot lift a passage that
 * has none of the terms before into the best (MaxScore, term at a time); then only passages that still can win are looked at.
 */
export function findWords(index: RetrievalIndex, wanted: Wanted): Found[] {
  const best: Found[] = []
  try {
    for (const segment of [...index.segments].sort((a, b) => b.living - a.living)) searchSegment(segment, wanted, best)
  } catch (error) {
    // A caller's filter may throw: the next search starts with clean sums all the same.
    sums.fill(0)
    throw error
  }
  return best
}

/** Sums are kept in 32 bits, scores in 64: candidates are kept with this much to spare. */
const SPARE = 1 - 1e-4
const sums = new Float32Array(MOST_IN_SEGMENT)
const touched = new Uint16Array(MOST_IN_SEGMENT)

function searchSegment(segment: Segment, wanted: Wanted, best: Found[]): void {
  const { count, average, exhaustive } = wanted
  const reaches = reachesOf(segment, wanted)
  const least = () => (best.length < count || exhaustive ? 0 : best[best.length - 1]!.score)
  let used = 0
  let next = 0
  for (; next < reaches.length && reaches[next]!.rest >= least() * SPARE; next++)
    used = addUp(segment, reaches[next]!, average, used)
  const rest = reaches[next]?.rest ?? 0
  const bar = least() * SPARE
  for (let i = 0; i < used; i++) {
    const place = touched[i]!
    let sum = sums[place]!
    sums[place] = 0
    if (sum + rest < bar || segment.alive[place] === 0) continue
    for (let r = next; r < reaches.length && sum + reaches[r]!.rest >= bar; r++) {
      const { term, slot } = reaches[r]!
      const at = postingOf(segment, slot, place)
      if (at >= 0) sum += term.weight * saturated(segment.amounts[at]!, segment.lengths[place]!, average)
    }
    if (sum < least() * SPARE || wanted.excluded(segment, place)) continue
    keep(best, { segment, place, score: scoreOf(segment, place, wanted.terms, average) }, count)
  }
}

/** The terms that the segment holds, the weightiest first. */
function reachesOf(segment: Segment, { terms, average }: Wanted): Reach[] {
  const reaches: Reach[] = []
  // The segment knows its bounds at the average length it was made with.
  const drift = Math.max(1, average / segment.average)
  const slots = slotsOf(segment, terms)
  for (const [t, term] of terms.entries()) {
    const slot = slots[t]!
    if (slot < 0 || term.weight <= 0) continue
    const most = segment.most[slot]! * drift * 1.0001
    reaches.push({ term, slot, bound: (term.weight * most * (BM25.k1 + 1)) / (most + BM25.k1), rest: 0 })
  }
  reaches.sort((a, b) => b.bound - a.bound)
  for (let r = reaches.length - 1; r >= 0; r--) reaches[r]!.rest = reaches[r]!.bound + (reaches[r + 1]?.rest ?? 0)
  return reaches
}

function addUp(segment: Segment, { term, slot }: Reach, average: number, used: number): number {
  const { places, amounts, lengths } = segment
  const end = segment.starts[slot + 1]!
  const gain = term.weight * (BM25.k1 + 1)
  const base = 2 * BM25.k1 * (1 - BM25.b)
  const slope = (2 * BM25.k1 * BM25.b) / average
  for (let at = segment.starts[slot]!; at < end; at++) {
    const place = places[at]!
    const amount = amounts[at]!
    const before = sums[place]!
    if (before === 0) touched[used++] = place
    sums[place] = before + (gain * amount) / (amount + base + slope * lengths[place]!)
  }
  return used
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
    let used = 0
    for (const reach of reachesOf(other, wanted)) used = addUp(other, reach, wanted.average, used)
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
