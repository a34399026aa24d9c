import type { GreyImage } from './find-skew.ts'

/** Side of the square a picture is shrunk to before it is hashed. */
export const hashSide = 32
/** Lowest frequencies kept in each direction. */
const kept = 8

/**
 * The look of a picture as 16 hex digits, which stays nearly the same when it is scaled, compressed or slightly brightened: the
 * signs of its 63 lowest frequencies against their median (DCT hash, Zauner 2010). Takes a 32 × 32 picture; undefined where
 * it is too even to tell it from any other.
 */
export function pictureHash({ pixels, width, height }: GreyImage): string | undefined {
  if (width !== hashSide || height !== hashSide)
    throw new RangeError(`a picture of ${hashSide} × ${hashSide} is needed`)
  if (deviation(pixels) < 6) return undefined
  const frequencies = lowFrequencies(pixels)
  const rest = frequencies.slice(1)
  const median = rest.toSorted((a, b) => a - b)[rest.length >> 1]!
  let hash = ''
  for (let i = 0; i < frequencies.length; i += 4) {
    let digit = 0
    for (let bit = 0; bit < 4; bit++) digit = digit * 2 + (i + bit > 0 && frequencies[i + bit]! > median ? 1 : 0)
    hash += digit.toString(16)
  }
  return hash
}

/** In how many of 63 frequencies two hashes differ; 0 to 8 is the same picture, some 32 is any other. */
export function hashDistance(a: string, b: string): number {
  let distance = 0
  for (let i = 0; i < 16; i++) {
    let different = Number.parseInt(a[i] ?? '0', 16) ^ Number.parseInt(b[i] ?? '0', 16)
    for (; different > 0; different >>= 1) distance += different & 1
  }
  return distance
}

function deviation(pixels: Uint8Array): number {
  const mean = pixels.reduce((sum, each) => sum + each, 0) / pixels.length
  return Math.sqrt(pixels.reduce((sum, each) => sum + (each - mean) ** 2, 0) / pixels.length)
}

const cosines = Array.from({ length: kept }, (_, u) =>
  Float64Array.from({ length: hashSide }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * hashSide))),
)

/** The two-dimensional cosine transform, rows first, of which only the low corner is computed. */
function lowFrequencies(pixels: Uint8Array): number[] {
  const rows: number[][] = []
  for (let y = 0; y < hashSide; y++)
    rows.push(cosines.map((wave) => wave.reduce((sum, cosine, x) => sum + cosine * pixels[y * hashSide + x]!, 0)))
  const found: number[] = []
  for (let v = 0; v < kept; v++)
    for (let u = 0; u < kept; u++) found.push(rows.reduce((sum, row, y) => sum + cosines[v]![y]! * row[u]!, 0))
  return found
}
