import { fillColumns, makeColumns, type Names } from './columns.ts'
import type { Passage } from './passage.ts'
import type { Segment } from './segment.ts'

/** Passages on their way into a segment. */
export interface Pending {
  passages: Passage[]
  numbers: number[]
  lengths: number[]
  /** Places of those removed again before they got there. */
  gone: Set<number>
  /** Terms of all of them, passage by passage: hashes, and place << 8 | amount. */
  hashes: Uint32Array
  postings: Uint32Array
  used: number
}

export function makePending(): Pending {
  return {
    passages: [],
    numbers: [],
    lengths: [],
    gone: new Set(),
    hashes: new Uint32Array(1 << 10),
    postings: new Uint32Array(1 << 10),
    used: 0,
  }
}

/** Puts a passage at the end. */
export function push(
  pending: Pending,
  passage: Passage,
  number: number,
  length: number,
  amounts: Map<number, number>,
): void {
  const place = pending.passages.push(passage) - 1
  pending.numbers.push(number)
  pending.lengths.push(length)
  if (pending.used + amounts.size > pending.hashes.length) grow(pending, pending.used + amounts.size)
  for (const [hash, amount] of amounts) {
    pending.hashes[pending.used] = hash
    pending.postings[pending.used++] = (place << 8) | amount
  }
}

function grow(pending: Pending, least: number): void {
  for (const name of ['hashes', 'postings'] as const) {
    const larger = new Uint32Array(Math.max(least, 2 * pending[name].length))
    larger.set(pending[name])
    pending[name] = larger
  }
}

/** Freezes what waits (removed passages left out) into a segment. */
export function buildSegment(pending: Pending, names: Names): Segment {
  const old = [...pending.passages.keys()].filter((place) => !pending.gone.has(place))
  const moved = new Int32Array(pending.passages.length).fill(-1)
  for (let place = 0; place < old.length; place++) moved[old[place]!] = place
  let used = 0
  for (let i = 0; i < pending.used; i++) {
    const place = moved[pending.postings[i]! >>> 8]!
    if (place < 0) continue
    pending.hashes[used] = pending.hashes[i]!
    pending.postings[used++] = (place << 8) | (pending.postings[i]! & 255)
  }
  const passages = old.map((place) => pending.passages[place]!)
  const columns = makeColumns(passages.length)
  for (const [place, passage] of passages.entries()) fillColumns(columns, place, passage, names)
  return {
    ...invert(pending.hashes.subarray(0, used), pending.postings.subarray(0, used)),
    ...store(passages),
    dead: new Map(),
    lengths: Uint16Array.from(old, (place) => pending.lengths[place]!),
    alive: new Uint8Array(passages.length).fill(1),
    living: passages.length,
    ids: passages.map(({ id }) => id),
    numbers: Uint32Array.from(old, (place) => pending.numbers[place]!),
    columns,
  }
}

/** Sorts postings by their terms, each term's in the order given. */
function invert(hashes: Uint32Array, postings: Uint32Array): Pick<Segment, 'hashes' | 'starts' | 'places' | 'amounts'> {
  const [sorted, ordered] = sortTogether(hashes, postings)
  let terms = 0
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) terms++
  const distinct = new Uint32Array(terms)
  const starts = new Uint32Array(terms + 1)
  const places = new Uint16Array(sorted.length)
  const amounts = new Uint8Array(sorted.length)
  let slot = -1
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      distinct[++slot] = sorted[i]!
      starts[slot] = i
    }
    places[i] = ordered[i]! >>> 8
    amounts[i] = ordered[i]! & 255
  }
  starts[terms] = sorted.length
  return { hashes: distinct, starts, places, amounts }
}

/** Radix sort of keys with their values, equal keys in their order. */
function sortTogether(keys: Uint32Array, values: Uint32Array): [Uint32Array, Uint32Array] {
  let [fromKeys, fromValues]: [Uint32Array, Uint32Array] = [keys, values]
  let [toKeys, toValues]: [Uint32Array, Uint32Array] = [new Uint32Array(keys.length), new Uint32Array(keys.length)]
  const next = new Uint32Array(1 << 11)
  for (const shift of [0, 11, 22]) {
    next.fill(0)
    for (let i = 0; i < fromKeys.length; i++) next[(fromKeys[i]! >>> shift) & 2047]!++
    let sum = 0
    for (let digit = 0; digit < next.length; digit++) {
      const count = next[digit]!
      next[digit] = sum
      sum += count
    }
    for (let i = 0; i < fromKeys.length; i++) {
      const at = next[(fromKeys[i]! >>> shift) & 2047]!++
      toKeys[at] = fromKeys[i]!
      toValues[at] = fromValues[i]!
    }
    ;[fromKeys, toKeys] = [toKeys, fromKeys]
    ;[fromValues, toValues] = [toValues, fromValues]
  }
  return [fromKeys, fromValues]
}

function store(passages: Passage[]): Pick<Segment, 'stored' | 'storedAt'> {
  const pieces = passages.map((passage) => encoder.encode(JSON.stringify(passage)))
  const storedAt = new Uint32Array(passages.length + 1)
  for (const [i, piece] of pieces.entries()) storedAt[i + 1] = storedAt[i]! + piece.length
  const stored = new Uint8Array(storedAt[passages.length]!)
  for (const [i, piece] of pieces.entries()) stored.set(piece, storedAt[i]!)
  return { stored, storedAt }
}

/** The passage at a place, as it was added. */
export function readPassage({ stored, storedAt }: Segment, place: number): Passage {
  return JSON.parse(decoder.decode(stored.subarray(storedAt[place]!, storedAt[place + 1]!)))
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
