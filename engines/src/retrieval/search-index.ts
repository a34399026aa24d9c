import type { ConceptIndex } from '../concepts/concepts.ts'
import type { Words } from '../words/word-vectors.ts'
import { buildSegment, makePending, type Pending, push, readPassage } from './build-segment.ts'
import { makeNames, type Names, sourceKey } from './columns.ts'
import { mergeSegments } from './merge-segments.ts'
import { amountsOf, type Passage } from './passage.ts'
import type { AskedText } from './question-match.ts'
import { countOf, MOST_IN_SEGMENT, postingOf, type Segment, slotOf } from './segment.ts'

export type { Passage } from './passage.ts'

export interface IndexOptions {
  /** The meaning of a text as a vector of length 1 (a sentence encoder): puts in order what the words have found. */
  meaning?: (text: string) => Float32Array
  /** The lexicon: what means the same in other words counts when questions are compared. */
  concepts?: ConceptIndex
  /** What words mean. */
  words?: Words
}

/** A question of a passage, made ready to be compared. */
export interface KnownQuestion {
  written: string
  /** It is the text of the passage itself. */
  isText: boolean
  text: AskedText
  /** Looked up when it is first needed. */
  meaning: Float32Array | undefined
}

/** Where the words of a passage's names, and of its text, lie together. */
export interface KnownDirections {
  names: Float32Array[]
  text: Float32Array | undefined
}

/** Where a passage is: waiting when there is no segment. */
interface Where {
  segment: Segment | undefined
  place: number
}

/** A searchable collection of passages. Change it only through addPassage and removePassage. */
export interface RetrievalIndex {
  options: IndexOptions
  /** The passages as they were added; they are kept as bytes and read when asked for. */
  passages: { get: (id: string) => Passage | undefined; values: () => Passage[]; readonly size: number }
  /** Number of a passage; numbers of removed ones are given again. */
  numberOf: Map<string, number>
  where: (Where | undefined)[]
  free: number[]
  /** Numbers of the passages of a source (by its key); most sources are one passage. */
  members: Map<number, number | number[]>
  names: Names
  totalLength: number
  segments: Segment[]
  pending: Pending
  /** Two or more segments being joined, a few milliseconds at a time. */
  merge: { segments: Segment[]; work: ReturnType<typeof mergeSegments> } | undefined
  /** What was found out about passages lately looked at, by number: reading a text again is the dear part of a search. */
  sentences: Map<number, Uint32Array[]>
  questions: Map<number, KnownQuestion[]>
  subjects: Map<number, Set<number>>
  directions: Map<number, KnownDirections>
}

/** Waiting passages are made searchable by the thousand, so that a large index is built in large pieces. */
const MOST_PENDING = 1 << 14

/** Builds an index; of passages with the same id the last one counts. */
export function buildIndex(passages: Iterable<Passage>, options: IndexOptions = {}): RetrievalIndex {
  const index = emptyIndex(options)
  for (const passage of passages) addPassage(index, passage)
  settle(index, Number.POSITIVE_INFINITY)
  return index
}

/** An index of nothing; `names` are those of a saved one. */
export function emptyIndex(options: IndexOptions, names: Names = makeNames()): RetrievalIndex {
  const numberOf = new Map<string, number>()
  const read = (number: number): Passage => {
    const { segment, place } = index.where[number]!
    return segment ? readPassage(segment, place) : index.pending.passages[place]!
  }
  const index: RetrievalIndex = {
    options,
    passages: {
      get: (id) => (numberOf.has(id) ? read(numberOf.get(id)!) : undefined),
      values: () => Array.from(numberOf.values(), read),
      get size() {
        return numberOf.size
      },
    },
    numberOf,
    where: [],
    free: [],
    members: new Map(),
    names,
    totalLength: 0,
    segments: [],
    pending: makePending(),
    merge: undefined,
    sentences: new Map(),
    questions: new Map(),
    subjects: new Map(),
    directions: new Map(),
  }
  return index
}

/** Adds a passage, or replaces the one with the same id. It is found from the next search on. */
export function addPassage(index: RetrievalIndex, passage: Passage): void {
  removePassage(index, passage.id)
  const { amounts, length } = amountsOf(passage)
  const number = index.free.pop() ?? index.where.length
  const { pending } = index
  index.where[number] = { segment: undefined, place: pending.passages.length }
  push(pending, passage, number, length, amounts)
  index.numberOf.set(passage.id, number)
  index.totalLength += length
  if (passage.source) join(index, sourceKey(passage.source), number)
  if (pending.passages.length >= MOST_PENDING) settle(index)
}

/** Takes a number into the members of a source, at its place in the order of their ids (numbers in them as numbers). */
export function join(index: RetrievalIndex, source: number, number: number): void {
  const members = index.members.get(source)
  if (typeof members !== 'object') {
    index.members.set(source, members === undefined ? number : inOrder(index, [members], number))
  } else inOrder(index, members, number)
}

function inOrder(index: RetrievalIndex, members: number[], number: number): number[] {
  const id = idOf(index, number)
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (byNumerals.compare(idOf(index, members[middle]!), id) < 0) low = middle + 1
    else high = middle
  }
  members.splice(low, 0, number)
  return members
}

const byNumerals = new Intl.Collator('en', { numeric: true })

function idOf(index: RetrievalIndex, number: number): string {
  const { segment, place } = index.where[number]!
  return segment ? segment.ids[place]! : index.pending.passages[place]!.id
}

function leave(index: RetrievalIndex, source: number, number: number): void {
  const members = index.members.get(source)
  if (typeof members !== 'object') index.members.delete(source)
  else if (members.length > 1) members.splice(members.indexOf(number), 1)
  else index.members.delete(source)
}

/** Removes a passage; false when there is none with this id. Scores are those of an index that never held it. */
export function removePassage(index: RetrievalIndex, id: string): boolean {
  const number = index.numberOf.get(id)
  if (number === undefined) return false
  const passage = index.passages.get(id)!
  const { segment, place } = index.where[number]!
  if (segment) {
    index.totalLength -= segment.lengths[place]!
    bury(segment, place, passage)
  } else {
    index.totalLength -= index.pending.lengths[place]!
    index.pending.gone.add(place)
  }
  if (passage.source) leave(index, sourceKey(passage.source), number)
  index.numberOf.delete(id)
  index.where[number] = undefined
  index.free.push(number)
  index.sentences.delete(number)
  index.questions.delete(number)
  index.subjects.delete(number)
  index.directions.delete(number)
  return true
}

function bury(segment: Segment, place: number, passage: Passage): void {
  segment.alive[place] = 0
  segment.living--
  for (const hash of amountsOf(passage).amounts.keys()) {
    const slot = slotOf(segment, hash)
    if (slot >= 0) segment.dead.set(slot, (segment.dead.get(slot) ?? 0) + 1)
  }
}

/** How long a search or an addition may tidy up at most, in ms. */
const TIDYING = 2

/**
 * Makes waiting passages searchable and goes on joining segments for about `milliseconds`. Searches call it; a host may call it
 * with more time when nothing else is to be done.
 */
export function settle(index: RetrievalIndex, milliseconds = TIDYING): void {
  if (index.pending.passages.length > 0) freeze(index)
  const until = performance.now() + milliseconds
  do {
    index.merge ??= nextMerge(index)
    if (!index.merge) return
    const step = index.merge.work.next()
    if (step.done) finishMerge(index, step.value)
  } while (performance.now() < until)
}

function freeze(index: RetrievalIndex): void {
  const { pending } = index
  index.pending = makePending()
  if (pending.gone.size === pending.passages.length) return
  const segment = buildSegment(pending, index.names)
  index.segments.push(segment)
  for (let place = 0; place < segment.numbers.length; place++) index.where[segment.numbers[place]!] = { segment, place }
}

/** Segments of like size are joined, so that there are few; one of which a third is removed is written anew. */
function nextMerge(index: RetrievalIndex): RetrievalIndex['merge'] {
  const bySize = [...index.segments].sort((a, b) => a.living - b.living)
  const group: Segment[] = []
  let living = 0
  for (const segment of bySize) {
    if (living + segment.living > MOST_IN_SEGMENT) break
    // Each of a group is at most twice as large as all before it together.
    if (group.length > 0 && segment.living > 2 * living) {
      if (group.length > 1) break
      group.length = 0
      living = 0
    }
    group.push(segment)
    living += segment.living
    if (group.length === 8) break
  }
  const worn = index.segments.find(({ living, ids }) => living < (2 / 3) * ids.length)
  const segments = worn ? [worn] : group.length > 1 ? group : undefined
  return segments && { segments, work: mergeSegments(segments) }
}

function finishMerge(
  index: RetrievalIndex,
  { segment, copied }: { segment: Segment; copied: { from: Segment; place: number }[] },
): void {
  const merged = new Set(index.merge!.segments)
  index.merge = undefined
  index.segments = index.segments.filter((one) => !merged.has(one))
  if (segment.ids.length > 0) index.segments.push(segment)
  for (const [place, { from, place: old }] of copied.entries()) {
    if (from.alive[old]) index.where[segment.numbers[place]!] = { segment, place }
    else bury(segment, place, readPassage(segment, place))
  }
}

/** Weighted count of a term in a passage (by its number); 0 when it does not hold it. */
export function amountIn(index: RetrievalIndex, hash: number, number: number): number {
  const { segment, place } = index.where[number]!
  const slot = segment ? slotOf(segment, hash) : -1
  const at = slot < 0 ? -1 : postingOf(segment!, slot, place)
  return at < 0 ? 0 : segment!.amounts[at]! / 2
}

/** Number of passages that hold the term. */
export function frequencyOf(index: RetrievalIndex, hash: number): number {
  let count = 0
  for (const segment of index.segments) count += countOf(segment, hash)
  return count
}

/** Mean length of the passages, at least 1. */
export function averageLength(index: RetrievalIndex): number {
  return Math.max(1, index.totalLength / Math.max(1, index.numberOf.size))
}
