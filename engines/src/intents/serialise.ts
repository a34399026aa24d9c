import type { IntentModel } from './model.ts'
import { vocabularyOf } from './vectors.ts'

/** A model as bytes, to be stored and loaded again: JSON header, then the number arrays in the machine's (little-endian) order. */
export function serialiseModel(model: IntentModel): Uint8Array {
  const arrays = arraysOf(model)
  const header = new TextEncoder().encode(
    JSON.stringify({
      format: FORMAT,
      labels: model.labels,
      outside: model.outside,
      unseenIdf: model.vocabulary.unseenIdf,
      width: model.linear.labels,
      size: model.neighbours.size,
      rejection: model.rejection,
      lengths: arrays.map((array) => array.length),
    }),
  )
  const total = arrays.reduce((sum, array) => aligned(sum + array.byteLength), aligned(4 + header.length))
  const bytes = new Uint8Array(total)
  new DataView(bytes.buffer).setUint32(0, header.length, true)
  bytes.set(header, 4)
  let offset = aligned(4 + header.length)
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset)
    offset = aligned(offset + array.byteLength)
  }
  return bytes
}

/** Reads what serialiseModel wrote. Throws an Error with one sentence when the bytes are no such model. */
export function loadModel(bytes: Uint8Array): IntentModel {
  const header = headerOf(bytes)
  const { lengths } = header
  let offset = aligned(4 + header.bytes)
  const take = <T>(kind: { new (buffer: ArrayBuffer): T; BYTES_PER_ELEMENT: number }, at: number): T => {
    const size = lengths[at]! * kind.BYTES_PER_ELEMENT
    if (offset + size > bytes.length) throw new Error('the intent model is cut short')
    const array = new kind(bytes.slice(offset, offset + size).buffer)
    offset = aligned(offset + size)
    return array
  }
  const hashes = take(Uint32Array, 0)
  const idf = take(Float32Array, 1)
  const weights = take(Int8Array, 2)
  const linear = { labels: header.width, weights, scales: take(Float32Array, 3), bias: take(Float32Array, 4) }
  const starts = take(Int32Array, 5)
  const neighbours = { starts, examples: take(Int32Array, 6), values: take(Uint8Array, 7), size: header.size }
  const targets = take(Int32Array, 8)
  const vocabulary = vocabularyOf(hashes, idf, header.unseenIdf)
  return {
    labels: header.labels,
    outside: header.outside,
    vocabulary,
    linear,
    neighbours,
    targets,
    rejection: header.rejection,
  }
}

const FORMAT = 'intents-1'

type Header = Pick<IntentModel, 'labels' | 'outside' | 'rejection'> & {
  format: string
  unseenIdf: number
  width: number
  size: number
  lengths: number[]
}

function headerOf(bytes: Uint8Array): Header & { bytes: number } {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header
    if (header.format === FORMAT) return { ...header, bytes: length }
  } catch {
    // Falls through: whatever was wrong, these bytes are no model.
  }
  throw new Error('these bytes are not an intent model of this version')
}

function arraysOf({ vocabulary, linear, neighbours, targets }: IntentModel) {
  const { starts, examples, values } = neighbours
  return [
    vocabulary.hashes,
    vocabulary.idf,
    linear.weights,
    linear.scales,
    linear.bias,
    starts,
    examples,
    values,
    targets,
  ]
}

function aligned(offset: number): number {
  return (offset + 7) & ~7
}
