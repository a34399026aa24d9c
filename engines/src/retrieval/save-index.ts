import { crc32 } from 'node:zlib'
import { joinParts, type NumberArray, packParts, unpackBytes } from '../features/pack.ts'
import { COLUMN_NAMES, type Columns, makeColumns, makeNames } from './columns.ts'
import { emptyIndex, type IndexOptions, join, type RetrievalIndex, settle } from './search-index.ts'
import type { Segment } from './segment.ts'

/** Raised whenever terms, weights of fields or the arrays change: an older file is then refused, and the index is built anew. */
const FORMAT = 'retrieval-index-3'
const WHAT = 'a search index'

interface Cover {
  sets: string[][]
  segments: { bytes: number; crc: number }[]
}

interface SegmentHeader {
  living: number
  dead: [number, number][]
}

/** The index as pieces of bytes, to be kept in this order; loadIndex reads them. One piece is at most some hundred megabytes. */
export function saveIndex(index: RetrievalIndex): Uint8Array[] {
  const pieces = Array.from(packIndex(index), joinParts)
  return [pieces.pop()!, ...pieces]
}

/**
 * The same pieces one at a time, each in several parts that are hardly ever copies; the first of `saveIndex` comes last. The index
 * may change between two of them: what was removed since may be missing, what was added since is.
 */
export function* packIndex(index: RetrievalIndex): Generator<Uint8Array[]> {
  settle(index, 0)
  const segments: Cover['segments'] = []
  for (const segment of [...index.segments]) {
    const parts = packSegment(segment)
    segments.push({
      bytes: parts.reduce((sum, { length }) => sum + length, 0),
      crc: parts.reduce((sum, part) => crc32(part, sum), 0),
    })
    yield parts
  }
  yield packParts({ format: FORMAT, sets: index.names.sets, segments } satisfies Cover & { format: string }, [])
}

/** Reads what saveIndex wrote. Throws an Error with one sentence when the bytes are damaged, cut short or of another version. */
export function loadIndex(pieces: readonly Uint8Array[], options: IndexOptions = {}): RetrievalIndex {
  const [first, ...rest] = pieces
  if (!first) throw new Error(`${WHAT} is cut short`)
  const loading = startLoading(first, options)
  for (const piece of rest) loading.take(piece)
  return loading.finish()
}

/** Reads piece by piece, the first of `saveIndex` first; none is held when the next is taken. Throws as loadIndex does. */
export function startLoading(first: Uint8Array, options: IndexOptions = {}) {
  const { sets, segments } = unpackBytes<Cover>(first, FORMAT, WHAT).header
  const index = emptyIndex(options, makeNames(sets))
  let taken = 0
  return {
    take(piece: Uint8Array): void {
      const told = segments[taken++]
      if (piece.length !== told?.bytes) throw new Error(`${WHAT} is cut short`)
      if (crc32(piece) !== told.crc) throw new Error(`${WHAT} is damaged`)
      takeIn(index, unpackSegment(piece))
    },
    finish(): RetrievalIndex {
      if (taken !== segments.length) throw new Error(`${WHAT} is cut short`)
      return index
    },
  }
}

function takeIn(index: RetrievalIndex, segment: Segment): void {
  index.segments.push(segment)
  const { ids, alive, lengths, numbers, columns } = segment
  for (let place = 0; place < ids.length; place++) {
    if (!alive[place]) continue
    const number = index.where.push({ segment, place }) - 1
    numbers[place] = number
    index.numberOf.set(ids[place]!, number)
    index.totalLength += lengths[place]!
    if (columns.source[place] !== 0) join(index, columns.source[place]!, number)
  }
}

const COLUMNS = makeColumns(0)

function packSegment(segment: Segment): Uint8Array[] {
  const { living, dead, ids, columns } = segment
  const header: SegmentHeader = { living, dead: [...dead] }
  const idLengths = new Uint32Array(ids.length)
  const room = new Uint8Array(3 * ids.reduce((sum, { length }) => sum + length, 0))
  let used = 0
  for (const [place, id] of ids.entries()) {
    idLengths[place] = encoder.encodeInto(id, room.subarray(used)).written
    used += idLengths[place]!
  }
  const idBytes = room.slice(0, used)
  const { hashes, starts, places, amounts, lengths, stored, storedAt } = segment
  // It changes while the parts are written.
  const alive = segment.alive.slice()
  const arrays = [hashes, starts, places, signed(amounts), lengths, signed(alive), signed(stored), storedAt]
  const values = COLUMN_NAMES.map((name) =>
    columns[name] instanceof Float64Array ? halves(columns[name]) : columns[name],
  )
  return packParts({ format: FORMAT, ...header }, [...arrays, signed(idBytes), idLengths, ...(values as NumberArray[])])
}

function unpackSegment(bytes: Uint8Array): Segment {
  const { header, arrays } = unpackBytes<SegmentHeader>(bytes, FORMAT, WHAT)
  const [hashes, starts, places, amounts, lengths, alive, stored, storedAt, idBytes, idLengths, ...values] = arrays
  const columns: Record<string, unknown> = {}
  for (const [i, name] of COLUMN_NAMES.entries())
    columns[name] = COLUMNS[name] instanceof Float64Array ? new Float64Array(values[i]!.buffer) : values[i]!
  const ids: string[] = []
  const text = unsigned(idBytes!)
  let at = 0
  for (const length of idLengths!) {
    ids.push(decoder.decode(text.subarray(at, at + length)))
    at += length
  }
  return {
    hashes: hashes as Uint32Array,
    starts: starts as Uint32Array,
    places: places as Uint16Array,
    amounts: unsigned(amounts!),
    lengths: lengths as Uint16Array,
    alive: unsigned(alive!),
    stored: unsigned(stored!),
    storedAt: storedAt as Uint32Array,
    numbers: new Uint32Array(ids.length),
    living: header.living,
    dead: new Map(header.dead),
    ids,
    columns: columns as unknown as Columns,
  }
}

/** The kinds of arrays that packed bytes know, over the same memory. */
const signed = ({ buffer, byteOffset, length }: Uint8Array) => new Int8Array(buffer, byteOffset, length)
const unsigned = ({ buffer, byteOffset, byteLength }: NumberArray) => new Uint8Array(buffer, byteOffset, byteLength)
const halves = ({ buffer, byteOffset, byteLength }: Float64Array) => new Uint32Array(buffer, byteOffset, byteLength / 4)

const encoder = new TextEncoder()
const decoder = new TextDecoder()
