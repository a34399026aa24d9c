/** A frozen part of the index: for each term the documents that hold it, packed as document << 8 | amount. */
export interface Segment {
  slotOf: Map<number, number>
  starts: Uint32Array
  postings: Uint32Array
  /** How many of a slot's postings belong to removed documents. */
  dead: Uint32Array
  /** Documents in the segment, in the order they were added. */
  documents: number
}

/** A document on its way into a segment. */
export interface Entry {
  document: number
  /** Term hash to its weighted count, in halves (1 to 255). */
  amounts: Map<number, number>
}

/** Most documents an index can hold: a document number has 24 bits. */
export const MOST_DOCUMENTS = 1 << 24

/** Builds a segment of documents given in increasing order of their numbers. */
export function buildSegment(entries: Entry[]): Segment {
  const slotOf = new Map<number, number>()
  const counts: number[] = []
  for (const { amounts } of entries) {
    for (const hash of amounts.keys()) {
      const slot = slotOf.get(hash)
      if (slot === undefined) slotOf.set(hash, counts.push(1) - 1)
      else counts[slot]!++
    }
  }
  const starts = startsOf(counts)
  const postings = new Uint32Array(starts[counts.length]!)
  const next = starts.slice()
  for (const { document, amounts } of entries) {
    for (const [hash, amount] of amounts) {
      const slot = slotOf.get(hash)!
      postings[next[slot]!] = ((document << 8) | amount) >>> 0
      next[slot]!++
    }
  }
  return { slotOf, starts, postings, dead: new Uint32Array(counts.length), documents: entries.length }
}

/** Joins segments (older first) into one and leaves out removed documents. */
export function mergeSegments(segments: Segment[], isAlive: (document: number) => boolean): Segment {
  const slotOf = new Map<number, number>()
  const counts: number[] = []
  const each = (visit: (slot: number, posting: number) => void, slotFor: (hash: number) => number) => {
    for (const segment of segments) {
      for (const [hash, from] of segment.slotOf) {
        const slot = slotFor(hash)
        for (let at = segment.starts[from]!; at < segment.starts[from + 1]!; at++) {
          const posting = segment.postings[at]!
          if (isAlive(posting >>> 8)) visit(slot, posting)
        }
      }
    }
  }
  each(
    (slot) => counts[slot]!++,
    (hash) => {
      const slot = slotOf.get(hash) ?? counts.push(0) - 1
      slotOf.set(hash, slot)
      return slot
    },
  )
  const starts = startsOf(counts)
  const postings = new Uint32Array(starts[counts.length]!)
  const next = starts.slice()
  each(
    (slot, posting) => {
      postings[next[slot]!] = posting
      next[slot]!++
    },
    (hash) => slotOf.get(hash)!,
  )
  const documents = segments.reduce((sum, segment) => sum + segment.documents, 0)
  return { slotOf, starts, postings, dead: new Uint32Array(counts.length), documents }
}

function startsOf(counts: number[]): Uint32Array {
  const starts = new Uint32Array(counts.length + 1)
  for (let slot = 0; slot < counts.length; slot++) starts[slot + 1] = starts[slot]! + counts[slot]!
  return starts
}
