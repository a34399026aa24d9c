import type { Columns } from './columns.ts'

/** Most passages of a segment: the place of a passage in it has 16 bits. */
export const MOST_IN_SEGMENT = 1 << 16

/**
 * A frozen part of the index. For each term (by its hash, in increasing order) the passages that hold it, in increasing order of
 * their places, three bytes each.
 */
export interface Segment {
  hashes: Uint32Array
  /** Where the postings of a term begin; one more than there are terms. */
  starts: Uint32Array
  places: Uint16Array
  /** Weighted count of the term in the passage, in halves. */
  amounts: Uint8Array
  /** How many postings of a term (by its slot) belong to removed passages. */
  dead: Map<number, number>
  /** Length of each passage, and whether it still counts. */
  lengths: Uint16Array
  alive: Uint8Array
  living: number
  ids: string[]
  /** Number of each passage in the whole index. */
  numbers: Uint32Array
  /** The passages themselves as UTF-8 JSON, one after another. */
  stored: Uint8Array
  storedAt: Uint32Array
  columns: Columns
}

/** BM25: saturation of repeated terms and strength of the length normalisation. */
export const BM25 = { k1: 1, b: 0.55 }

/** What length does to a count, at this average length: counts are divided by it. */
export const lengthNorm = (length: number, average: number) => 1 - BM25.b + (BM25.b * length) / average

/** The slot of a term, or -1. Hashes are spread evenly, so that a first guess by proportion is nearly right. */
export function slotOf({ hashes }: Segment, hash: number): number {
  let low = 0
  let high = hashes.length - 1
  for (let guesses = 0; low <= high; guesses++) {
    const from = hashes[low]!
    const to = hashes[high]!
    if (hash < from || hash > to) return -1
    const share = guesses < 4 && to > from ? (hash - from) / (to - from) : 0.5
    const at = low + Math.floor(share * (high - low))
    const here = hashes[at]!
    if (here === hash) return at
    if (here < hash) low = at + 1
    else high = at - 1
  }
  return -1
}

/** Position of a passage among the postings of a slot, from `low` on, or -1. */
export function postingOf({ starts, places }: Segment, slot: number, place: number, low = starts[slot]!): number {
  const end = starts[slot + 1]!
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (places[middle]! < place) low = middle + 1
    else high = middle
  }
  return low < end && places[low] === place ? low : -1
}

/** Living passages of the segment that hold the term. */
export function countOf(segment: Segment, hash: number): number {
  const slot = slotOf(segment, hash)
  return slot < 0 ? 0 : segment.starts[slot + 1]! - segment.starts[slot]! - (segment.dead.get(slot) ?? 0)
}
