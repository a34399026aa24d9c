import type { Vector } from '../features/vectors.ts'
import { makeRandom, shuffle } from '../intents/random.ts'

/**
 * One logistic regression a label, with shared parts: the score of a label is the sum of the scores of its parts (the act itself, the
 * act without its domain, the domain …), so that rare labels borrow from what they have in common with others.
 */
export interface Sigmoids {
  labels: number
  /** Parts of each label. */
  partsOf: Int32Array[]
  parts: number
  /** Column by column, `parts` values each; the last column is the bias. */
  weights: Float32Array
}

export interface SigmoidOptions {
  seed: number
  epochs: number
  rate: number
  /** As in liblinear: each step is penalised by 1 / (strength * examples). */
  strength: number
  /** Chance that a feature is hidden from one step. */
  drop: number
}

/** Stochastic gradient descent on the sum of the labels' cross entropies. `targets` lists the labels that hold for each vector. */
export function trainSigmoids(
  vectors: Vector[],
  targets: Int32Array[],
  { partsOf, columns }: { partsOf: Int32Array[]; columns: number },
  options: SigmoidOptions,
): Sigmoids {
  const labels = partsOf.length
  const parts = partsOf.reduce((most, list) => Math.max(most, ...list), -1) + 1
  const weights = new Float32Array((columns + 1) * parts)
  const model = { labels, partsOf, parts, weights }
  const random = makeRandom(options.seed)
  const order = Int32Array.from(vectors, (_, i) => i)
  const steps = options.epochs * vectors.length
  const penalty = 1 / (options.strength * Math.max(1, vectors.length))
  const errors = new Float64Array(parts)
  const bias = columns * parts
  for (let p = 0; p < labels; p++) weights[bias + partsOf[p]![0]!] = START
  let scale = 1
  let step = 0
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random)
    for (const at of order) {
      const rate = options.rate * (1 - step++ / steps) + 1e-3
      const vector = thinned(vectors[at]!, options.drop, random)
      const scores = scored(model, vector, scale)
      errors.fill(0)
      const touched: number[] = []
      for (let k = 0; k < labels; k++) {
        const error = 1 / (1 + Math.exp(-scores[k]!)) - (targets[at]!.includes(k) ? 1 : 0)
        if (Math.abs(error) < SMALLEST_ERROR) continue
        for (const part of partsOf[k]!) {
          if (errors[part] === 0) touched.push(part)
          errors[part] = errors[part]! + error
        }
      }
      scale *= 1 - rate * penalty
      move(weights, parts, vector, rate / scale, errors, touched)
      for (const part of touched) weights[bias + part] = weights[bias + part]! - BIAS_RATE * rate * errors[part]!
    }
  }
  for (let i = 0; i < bias; i++) weights[i] = weights[i]! * scale
  return model
}

/** Labels are rare: all of them start out unlikely. */
const START = -3
const BIAS_RATE = 0.02
const SMALLEST_ERROR = 2e-3

/** The logit of every label. */
export function sigmoidScores(model: Sigmoids, vector: Vector): Float64Array {
  return scored(model, vector, 1)
}

function scored(
  { labels, partsOf, parts, weights }: Sigmoids,
  { columns, values }: Vector,
  scale: number,
): Float64Array {
  const sums = new Float64Array(parts)
  for (let i = 0; i < columns.length; i++) {
    const base = columns[i]! * parts
    const value = values[i]! * scale
    for (let p = 0; p < parts; p++) sums[p] = sums[p]! + value * weights[base + p]!
  }
  const bias = weights.length - parts
  for (let p = 0; p < parts; p++) sums[p] = sums[p]! + weights[bias + p]!
  const scores = new Float64Array(labels)
  for (let k = 0; k < labels; k++) for (const part of partsOf[k]!) scores[k] = scores[k]! + sums[part]!
  return scores
}

function move(
  weights: Float32Array,
  parts: number,
  { columns, values }: Vector,
  rate: number,
  errors: Float64Array,
  touched: number[],
): void {
  for (let i = 0; i < columns.length; i++) {
    const base = columns[i]! * parts
    const change = rate * values[i]!
    for (const part of touched) weights[base + part] = weights[base + part]! - change * errors[part]!
  }
}

function thinned({ columns, values }: Vector, drop: number, random: () => number): Vector {
  if (drop <= 0) return { columns, values }
  const kept: number[] = []
  for (let i = 0; i < columns.length; i++) if (random() >= drop) kept.push(i)
  return { columns: Int32Array.from(kept, (i) => columns[i]!), values: Float32Array.from(kept, (i) => values[i]!) }
}
