import { crc32 } from 'node:zlib'
import { type NumberArray, packBytes, unpackBytes } from '../features/pack.ts'
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
  settle(index, 0)
  const pieces = index.segments.map(packSegment)
  const cover: Cover = {
    sets: index.names.sets,
    segments: pieces.map((piece) => ({ bytes: piece.length, crc: crc32(piece) })),
  }
  return [packBytes({ format: FORMAT, ...cover }, []), ...pieces]
}

/** Reads what saveIndex wrote. Throws an Error with one sentence when the bytes are damaged, cut short or of another version. */
export function loadIndex(pieces: readonly Uint8Array[], options: IndexOptions = {}): RetrievalIndex {
  const [first, ...rest] = pieces
  if (!first) throw new Error(`${WHAT} is cut short`)
  const { sets, segments } = unpackBytes<Cover>(first, FORMAT, WHAT).header
  if (rest.length !== segments.length) throw new Error(`${WHAT} is cut short`)
  const index = emptyIndex(options, makeNames(sets))
  for (const [i, { bytes, crc }] of segments.entries()) {
    if (rest[i]!.length !== bytes) throw new Error(`${WHAT} is cut short`)
    if (crc32(rest[i]!) !== crc) throw new Error(`${WHAT} is damaged`)
    takeIn(index, unpackSegment(rest[i]!))
  }
  return index
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

function packSegment(segment: Segment): Uint8Array {
  const { living, dead, ids, columns } = segment
  const header: SegmentHeader = { living, dead: [...dead] }
  const texts = ids.map((id) => encoder.encode(id))
  const idBytes = new Uint8Array(texts.reduce((sum, { length }) => sum + length, 0))
  const idLengths = Uint32Array.from(texts, ({ length }) => length)
  let at = 0
  for (const text of texts) {
    idBytes.set(text, at)
    at += text.length
  }
  const { hashes, starts, places, amounts, lengths, alive, stored, storedAt } = segment
  const arrays = [hashes, starts, places, signed(amounts), lengths, signed(alive), signed(stored), storedAt]
  const values = COLUMN_NAMES.map((name) =>
    columns[name] instanceof Float64Array ? halves(columns[name]) : columns[name],
  )
  return packBytes({ format: FORMAT, ...header }, [...arrays, signed(idBytes), idLengths, ...(values as NumberArray[])])
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
