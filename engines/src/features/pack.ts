export type NumberArray = Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array

const KINDS = { Int8Array, Uint8Array, Uint16Array, Uint32Array, Float32Array } as const

/** A JSON header and number arrays as bytes; arrays in the machine's (little-endian) order, each on a boundary of 8. */
export function packBytes(header: Record<string, unknown>, arrays: NumberArray[]): Uint8Array {
  const shapes = arrays.map((array) => ({ kind: array.constructor.name, length: array.length }))
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: shapes }))
  const total = arrays.reduce((sum, array) => aligned(sum + array.byteLength), aligned(4 + text.length))
  const bytes = new Uint8Array(total)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  let offset = aligned(4 + text.length)
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset)
    offset = aligned(offset + array.byteLength)
  }
  return bytes
}

/** Reads what packBytes wrote when its header has this `format`. Throws an Error with one sentence that names `what` otherwise. */
export function unpackBytes<Header>(
  packed: Uint8Array,
  format: string,
  what: string,
): { header: Header; arrays: NumberArray[] } {
  // A Buffer shares its memory and slices without copying; a plain array of our own does neither.
  const own = new Uint8Array(packed)
  const { header, shapes, from } = headerOf<Header>(own, format, what)
  let offset = aligned(from)
  const arrays = shapes.map(({ kind, length }) => {
    const Kind = KINDS[kind]
    const size = length * Kind.BYTES_PER_ELEMENT
    if (offset + size > own.length) throw new Error(`${what} is cut short`)
    const array = new Kind(own.slice(offset, offset + size).buffer)
    offset = aligned(offset + size)
    return array
  })
  return { header, arrays }
}

type Shapes = { kind: keyof typeof KINDS; length: number }[]

function headerOf<Header>(bytes: Uint8Array, format: string, what: string) {
  try {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header & {
      format: string
      arrays: Shapes
    }
    if (header.format === format) return { header: header as Header, shapes: header.arrays, from: 4 + length }
  } catch {
    // Falls through: whatever was wrong, these bytes are something else.
  }
  throw new Error(`these bytes are not ${what} of this version`)
}

function aligned(offset: number): number {
  return (offset + 7) & ~7
}
