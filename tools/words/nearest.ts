/** Directions of some words, one after another, and whose they are. */
export interface Senses {
  dimensions: number
  /** Sense by sense, each of length 1. */
  rows: Float32Array
  /** Number of the word that has each sense. */
  words: Uint32Array
}

export interface Near {
  word: number
  likeness: number
}

/** Directions are sorted into this many clusters; those of the clusters nearest to a sense are compared with it. Nine of ten of the nearest are found so. */
const CLUSTERS = 192
const LOOKED_AT = 16
const ROUNDS = 4

/** The words whose nearest sense is at least this like one of a given word's senses, most alike first. `senses` are all of one word. */
export function makeNearest(among: Senses, least: number): (senses: Float32Array[]) => Near[] {
  const { dimensions, rows, words } = among
  const centres = clusterCentres(among)
  const members = Array.from({ length: CLUSTERS }, (): number[] => [])
  for (let i = 0; i < words.length; i++) members[nearestCentres(centres, rows, i * dimensions, 1)[0]!]!.push(i)
  return (senses) => {
    const found = new Map<number, number>()
    for (const sense of senses) {
      for (const cluster of nearestCentres(centres, sense, 0, LOOKED_AT)) {
        for (const i of members[cluster]!) {
          const likeness = dotAt(sense, 0, rows, i * dimensions, dimensions)
          if (likeness >= least && likeness > (found.get(words[i]!) ?? 0)) found.set(words[i]!, likeness)
        }
      }
    }
    return Array.from(found, ([word, likeness]) => ({ word, likeness })).sort((a, b) => b.likeness - a.likeness)
  }
}

/** Spherical k-means, begun with senses spread over the whole list. */
function clusterCentres({ dimensions, rows, words }: Senses): Float32Array[] {
  const step = Math.floor(words.length / CLUSTERS)
  let centres = Array.from({ length: CLUSTERS }, (_, c) =>
    rows.slice(c * step * dimensions, (c * step + 1) * dimensions),
  )
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => new Float32Array(dimensions))
    for (let i = 0; i < words.length; i++) {
      const sum = sums[nearestCentres(centres, rows, i * dimensions, 1)[0]!]!
      for (let k = 0; k < dimensions; k++) sum[k] = sum[k]! + rows[i * dimensions + k]!
    }
    centres = sums.map((sum, c) => {
      const length = Math.hypot(...sum)
      return length > 0 ? sum.map((value) => value / length) : centres[c]!
    })
  }
  return centres
}

function nearestCentres(centres: Float32Array[], rows: Float32Array, from: number, count: number): number[] {
  const likeness = Float64Array.from(centres, (centre) => dotAt(centre, 0, rows, from, centre.length))
  if (count === 1) return [likeness.indexOf(Math.max(...likeness))]
  return [...likeness.keys()].sort((a, b) => likeness[b]! - likeness[a]!).slice(0, count)
}

function dotAt(a: Float32Array, atA: number, b: Float32Array, atB: number, length: number): number {
  let sum = 0
  for (let k = 0; k < length; k++) sum += a[atA + k]! * b[atB + k]!
  return sum
}
