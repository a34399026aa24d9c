export type NumberArray = Int8Array | Uint8Array | Uint16Array | Uint32Array | Float32Array

const KINDS = { Int8Array, Uint8Array, Uint16Array, Uint32Array, Float32Array } as const

/** A JSON header and number arrays as bytes; arrays in the machine's (little-endian) order, each on a boundary of 8. */
export function packBytes(header: Record<string, unknown>, arrays: NumberArray[]): Uint8Array {
  return joinParts(packParts(header, arrays))
}

/** The same bytes in several parts: the arrays are the given ones, not copies. */
export function packParts(header: Record<string, unknown>, arrays: NumberArray[]): Uint8Array[] {
  const shapes = arrays.map((array) => ({ kind: array.constructor.name, length: array.length }))
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: shapes }))
  const begin = new Uint8Array(aligned(4 + text.length))
  new DataView(begin.buffer).setUint32(0, text.length, true)
  begin.set(text, 4)
  const parts: Uint8Array[] = [begin]
  for (const { buffer, byteOffset, byteLength } of arrays)
    parts.push(new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(aligned(byteLength) - byteLength))
  return parts.filter(({ length }) => length > 0)
}

/** Parts one after another. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** Reads what packBytes wrote when its header has this `format`. Throws an Error with one sentence that names `what` otherwise. */
export function unpackBytes<Header>(
  packed: Uint8Array,
  format: string,
  what: string,
): { header: Header; arrays: NumberArray[] } {
  const { header, shapes, from } = headerOf<Header>(packed, format, what)
  let offset = aligned(from)
  const arrays = shapes.map(({ kind, length }) => {
    const Kind = KINDS[kind]
    const size = length * Kind.BYTES_PER_ELEMENT
    if (offset + size > packed.length) throw new Error(`${what} is cut short`)
    // A copy in memory of its own: what was packed need not be kept, nor begin on a boundary.
    const own = new Uint8Array(size)
    own.set(packed.subarray(offset, offset + size))
    const array = new Kind(own.buffer)
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
