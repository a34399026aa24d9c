import type { Expand } from './features.ts'
import type { IntentModel } from './model.ts'
import { vocabularyOf } from './vectors.ts'

/** A model as bytes, to be stored and loaded again: JSON header, then the number arrays in the machine's (little-endian) order. */
export function serialiseModel(model: IntentModel): Uint8Array {
  const arrays = arraysOf(model)
  const header = new TextEncoder().encode(
    JSON.stringify({
      format: FORMAT,
      labels: model.labels,
      unseenIdf: model.vocabulary.unseenIdf,
      width: model.linear.labels,
      temperature: model.temperature,
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

/** Reads what serialiseModel wrote; `expand` must be the one the model was trained with. Throws an Error with one sentence when the bytes are no such model. */
export function loadModel(bytes: Uint8Array, options: { expand?: Expand } = {}): IntentModel {
  // A Buffer shares its memory and slices without copying; a plain array of our own does neither.
  const own = new Uint8Array(bytes)
  const header = headerOf(own)
  const { lengths } = header
  let offset = aligned(4 + header.bytes)
  const take = <T>(kind: { new (buffer: ArrayBuffer): T; BYTES_PER_ELEMENT: number }, at: number): T => {
    const size = lengths[at]! * kind.BYTES_PER_ELEMENT
    if (offset + size > bytes.length) throw new Error('the intent model is cut short')
    const array = new kind(own.slice(offset, offset + size).buffer)
    offset = aligned(offset + size)
    return array
  }
  const hashes = take(Uint32Array, 0)
  const idf = take(Float32Array, 1)
  const weights = take(Int8Array, 2)
  const linear = { labels: header.width, weights, scales: take(Float32Array, 3) }
  const vocabulary = vocabularyOf(hashes, idf, header.unseenIdf, options.expand)
  return { labels: header.labels, vocabulary, linear, temperature: header.temperature, rejection: header.rejection }
}

const FORMAT = 'intents-1'

type Header = Pick<IntentModel, 'labels' | 'temperature' | 'rejection'> & {
  format: string
  unseenIdf: number
  width: number
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

function arraysOf({ vocabulary, linear }: IntentModel) {
  return [vocabulary.hashes, vocabulary.idf, linear.weights, linear.scales]
}

function aligned(offset: number): number {
  return (offset + 7) & ~7
}
