import { buildSegment, type Entry, MOST_DOCUMENTS, mergeSegments, type Segment } from './segments.ts'
import { termsOf } from './terms.ts'

export interface Passage {
  id: string
  title?: string
  text: string
  /** Ways in which customers ask for this passage. */
  questions?: string[]
  tags?: string[]
}

export interface IndexOptions {
  /** The meaning of a text as a vector of length 1 (a sentence encoder): puts in order what the words have found. */
  meaning?: (text: string) => Float32Array
}

/** A searchable collection of passages. Change it only through addPassage and removePassage. */
export interface RetrievalIndex {
  options: IndexOptions
  passages: Map<string, Passage>
  /** Document number of a passage, and back (undefined once removed). */
  numberOf: Map<string, number>
  byNumber: (Passage | undefined)[]
  lengths: number[]
  totalLength: number
  segments: Segment[]
  pending: Entry[]
  /** Terms of the sentences of passages lately looked at, by document number: reading a text again is the dear part of a search. */
  sentences: Map<number, Uint32Array[]>
  /** Meanings of the titles and questions of passages lately looked at, by document number. */
  meanings: Map<number, Float32Array[]>
}

/** Builds an index; of passages with the same id the last one counts. */
export function buildIndex(passages: Passage[], options: IndexOptions = {}): RetrievalIndex {
  const index: RetrievalIndex = {
    options,
    passages: new Map(),
    numberOf: new Map(),
    byNumber: [],
    lengths: [],
    totalLength: 0,
    segments: [],
    pending: [],
    sentences: new Map(),
    meanings: new Map(),
  }
  for (const passage of passages) addPassage(index, passage)
  settle(index)
  return index
}

/** Adds a passage, or replaces the one with the same id. It is found from the next search on. */
export function addPassage(index: RetrievalIndex, passage: Passage): void {
  removePassage(index, passage.id)
  const document = index.byNumber.length
  if (document >= MOST_DOCUMENTS) throw new RangeError(`an index holds at most ${MOST_DOCUMENTS} passages`)
  const { amounts, length } = amountsOf(passage)
  index.passages.set(passage.id, passage)
  index.numberOf.set(passage.id, document)
  index.byNumber.push(passage)
  index.lengths.push(length)
  index.totalLength += length
  index.pending.push({ document, amounts })
}

/** Removes a passage; false when there is none with this id. Scores are those of an index that never held it. */
export function removePassage(index: RetrievalIndex, id: string): boolean {
  const document = index.numberOf.get(id)
  const passage = index.passages.get(id)
  if (document === undefined || !passage) return false
  index.numberOf.delete(id)
  index.passages.delete(id)
  index.byNumber[document] = undefined
  index.sentences.delete(document)
  index.meanings.delete(document)
  index.totalLength -= index.lengths[document]!
  const waiting = index.pending.findIndex((entry) => entry.document === document)
  if (waiting >= 0) index.pending.splice(waiting, 1)
  else buryTerms(index, passage, document)
  return true
}

/** Makes pending passages searchable and keeps the number of segments logarithmic. */
export function settle(index: RetrievalIndex): void {
  if (index.pending.length === 0) return
  index.segments.push(buildSegment(index.pending))
  index.pending = []
  const isAlive = (document: number) => index.byNumber[document] !== undefined
  while (index.segments.length > 1) {
    const [older, newer] = index.segments.slice(-2)
    if (older!.documents > 2 * newer!.documents) return
    index.segments.splice(-2, 2, mergeSegments([older!, newer!], isAlive))
  }
}

/** Weighted counts of a passage's terms: what title and questions say counts more than the body. */
export function amountsOf(passage: Passage): { amounts: Map<number, number>; length: number } {
  const amounts = new Map<number, number>()
  let length = 0
  const put = (text: string, halves: number) => {
    const terms = termsOf(text)
    length += terms.length
    for (const hash of terms.hashes) amounts.set(hash, Math.min(255, (amounts.get(hash) ?? 0) + halves))
  }
  if (passage.title) put(passage.title, 4)
  put(passage.text, 2)
  for (const question of passage.questions ?? []) put(question, 4)
  for (const tag of passage.tags ?? []) put(tag, 3)
  return { amounts, length }
}

/** How often (weighted) the document holds the term; 0 when it does not. */
export function amountIn(index: RetrievalIndex, hash: number, document: number): number {
  for (const segment of index.segments) {
    const slot = segment.slotOf.get(hash)
    const at = slot === undefined ? -1 : placeOf(segment, slot, document)
    if (at >= 0) return (segment.postings[at]! & 255) / 2
  }
  return 0
}

function buryTerms(index: RetrievalIndex, passage: Passage, document: number): void {
  const { amounts } = amountsOf(passage)
  for (const segment of index.segments) {
    for (const hash of amounts.keys()) {
      const slot = segment.slotOf.get(hash)
      if (slot !== undefined && placeOf(segment, slot, document) >= 0) segment.dead[slot]!++
    }
  }
}

/** Position of the document's posting in the slot, or -1: postings are in increasing order of documents. */
function placeOf({ starts, postings }: Segment, slot: number, document: number): number {
  let low = starts[slot]!
  const end = starts[slot + 1]!
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (postings[middle]! >>> 8 < document) low = middle + 1
    else high = middle
  }
  return low < end && postings[low]! >>> 8 === document ? low : -1
}
