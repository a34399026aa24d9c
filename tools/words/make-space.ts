/** Where words lie: directions of length 1. */
export interface Space {
  dimensions: number
  of(word: string): Float64Array | undefined
  /** How much a word tells, from 0 to 1. */
  weightOf(word: string): number
  /** Words together, the common ones counting little; undefined where hardly anything of them is known. */
  together(words: string[]): Float64Array | undefined
}

/** Directions that all words share (how common they are, above all) say nothing of their meaning: Mu and Viswanath, All-but-the-Top, 2018. */
const SHARED = 3
/** Weight of a word by its chance p: a / (a + p). Arora, Liang and Ma, A Simple but Tough-to-Beat Baseline, 2017. */
const A = 1e-3
export const weightOfChance = (chance: number) => A / (A + chance)
/** Chance of the word of a rank, after Zipf and Mandelbrot. */
const chanceOf = (rank: number) => 0.08 / (rank + 2.7)
const LEAST_WEIGHT = 0.15

/** Centres the vectors, takes out what all share, and keeps the directions in which words differ most. Words are given by how common they are. */
export function makeSpace(words: string[], vectors: Record<string, number[]>, dimensions: number): Space {
  const rows = words.map((word) => Float64Array.from(vectors[word]!.slice(0, 100)))
  const mean = rows[0]!.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length)
  for (const row of rows) for (const [k, value] of mean.entries()) row[k] = row[k]! - value
  const axes = mainAxes(covarianceOf(rows), SHARED + dimensions).slice(SHARED)
  const places = new Map(words.map((word, rank) => [word, rank]))
  const of = (word: string) => {
    const row = rows[places.get(word) ?? -1]
    return row && ofLengthOne(Float64Array.from(axes, (axis) => dot(axis, row)))
  }
  return {
    dimensions,
    of,
    weightOf: (word) => weightOfChance(chanceOf(places.get(word)!)),
    together(parts) {
      const sum = new Float64Array(dimensions)
      let total = 0
      for (const part of parts) {
        const direction = of(part)
        if (!direction) continue
        const weight = weightOfChance(chanceOf(places.get(part)!))
        for (let k = 0; k < dimensions; k++) sum[k] = sum[k]! + weight * direction[k]!
        total += weight
      }
      return total >= LEAST_WEIGHT ? ofLengthOne(sum) : undefined
    },
  }
}

function covarianceOf(rows: Float64Array[]): Float64Array[] {
  const size = rows[0]!.length
  const sums = Array.from({ length: size }, () => new Float64Array(size))
  for (const row of rows)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sums[i]![j] = sums[i]![j]! + row[i]! * row[j]!
  return sums.map((line) => line.map((sum) => sum / rows.length))
}

/** The directions of greatest variance, greatest first: power iteration, each found one taken out. */
function mainAxes(covariance: Float64Array[], count: number): Float64Array[] {
  const left = covariance.map((line) => line.slice())
  return Array.from({ length: count }, (_, n) => {
    let axis = ofLengthOne(Float64Array.from(left, (__, k) => Math.sin(k * (n + 1) + 1)))
    for (let round = 0; round < 200; round++) axis = ofLengthOne(Float64Array.from(left, (line) => dot(line, axis)))
    const variance = dot(
      Float64Array.from(left, (line) => dot(line, axis)),
      axis,
    )
    for (const [i, line] of left.entries())
      for (let j = 0; j < line.length; j++) line[j] = line[j]! - variance * axis[i]! * axis[j]!
    return axis
  })
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}

export function ofLengthOne(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector)) || 1
  return vector.map((value) => value / length)
}
