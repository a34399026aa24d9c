import type { Vector } from '../features/vectors.ts'
import { makeRandom, shuffle } from './random.ts'

/**
 * Weights of a multinomial logistic regression, stored column by column: weight(column, label) is scales[label] / 127 times the
 * number at column * labels + label. There is no bias: how often a label was written down says little about how often customers
 * mean it. Eight bits a weight keep a model small and cost no accuracy that can be measured.
 */
export interface Linear {
  labels: number
  weights: Int8Array
  scales: Float32Array
}

export interface LinearOptions {
  seed: number
  epochs: number
  /** Inverse strength of the L2 penalty, as in liblinear: the penalty on each step is 1 / (strength * examples). */
  strength: number
  rate: number
  /** Chance that a feature is hidden from one training step: the cheapest protection against typos. */
  drop: number
  smoothing: number
}

/** Stochastic gradient descent on the cross entropy with a falling rate and an L2 penalty (by scaling, so steps stay sparse). */
export function trainLinear(
  vectors: Vector[],
  targets: Int32Array,
  labels: number,
  columns: number,
  options: LinearOptions,
): Linear {
  const weights = new Float32Array(columns * labels)
  const scores = new Float64Array(labels)
  const active = new Int32Array(labels)
  const random = makeRandom(options.seed)
  const order = Int32Array.from(vectors, (_, i) => i)
  const steps = options.epochs * vectors.length
  const penalty = 1 / (options.strength * Math.max(1, vectors.length))
  let scale = 1
  let step = 0
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random)
    for (const at of order) {
      const vector = thinned(vectors[at]!, options.drop, random)
      const rate = options.rate * (1 - step++ / steps) + 1e-3
      addScores(scores, weights, vector, scale)
      const errors = errorsOf(scores, targets[at]!, options.smoothing, active)
      scale *= 1 - rate * penalty
      move(weights, vector, rate / scale, scores, active, errors)
    }
  }
  return { labels, ...quantised(weights, labels, scale) }
}

/** Errors smaller than this move nothing: with many labels most steps then touch few of them. */
const SMALLEST_ERROR = 2e-3

/** The vector without the features that chance hides from this step. */
function thinned(vector: Vector, drop: number, random: () => number): Vector {
  if (drop <= 0) return vector
  let kept = 0
  const columns = new Int32Array(vector.columns.length)
  const values = new Float32Array(vector.columns.length)
  for (let i = 0; i < columns.length; i++) {
    if (random() < drop) continue
    columns[kept] = vector.columns[i]!
    values[kept++] = vector.values[i]!
  }
  return { columns: columns.subarray(0, kept), values: values.subarray(0, kept) }
}

function addScores(scores: Float64Array, weights: Float32Array, vector: Vector, scale: number): void {
  const labels = scores.length
  scores.fill(0)
  for (let i = 0; i < vector.columns.length; i++) {
    const value = vector.values[i]! * scale
    const base = vector.columns[i]! * labels
    for (let k = 0; k < labels; k++) scores[k] = scores[k]! + value * weights[base + k]!
  }
}

/** Turns scores into errors (probability minus target) in place; `active` lists the labels whose error counts. */
function errorsOf(scores: Float64Array, target: number, smoothing: number, active: Int32Array): number {
  softmax(scores)
  let count = 0
  for (let k = 0; k < scores.length; k++) {
    scores[k] = scores[k]! - smoothing / scores.length - (k === target ? 1 - smoothing : 0)
    if (Math.abs(scores[k]!) > SMALLEST_ERROR) active[count++] = k
  }
  return count
}

function move(
  weights: Float32Array,
  vector: Vector,
  rate: number,
  errors: Float64Array,
  active: Int32Array,
  count: number,
): void {
  const labels = errors.length
  for (let i = 0; i < vector.columns.length; i++) {
    const change = rate * vector.values[i]!
    const base = vector.columns[i]! * labels
    if (count * 3 > labels) {
      for (let k = 0; k < labels; k++) weights[base + k] = weights[base + k]! - change * errors[k]!
      continue
    }
    for (let a = 0; a < count; a++) {
      const k = active[a]!
      weights[base + k] = weights[base + k]! - change * errors[k]!
    }
  }
}

function quantised(weights: Float32Array, labels: number, scale: number): { weights: Int8Array; scales: Float32Array } {
  const scales = new Float32Array(labels)
  for (let i = 0; i < weights.length; i++) {
    const size = Math.abs(weights[i] as number) * scale
    if (size > (scales[i % labels] as number)) scales[i % labels] = size
  }
  const small = new Int8Array(weights.length)
  for (let i = 0; i < weights.length; i++) {
    const largest = scales[i % labels] as number
    if (largest > 0) small[i] = Math.round(((weights[i] as number) * scale * 127) / largest)
  }
  return { weights: small, scales }
}

/** Raw scores (logits) of every label. */
export function logitsOf(linear: Linear, { columns, values }: Vector): Float64Array {
  const scores = new Float64Array(linear.labels)
  for (let i = 0; i < columns.length; i++) {
    const value = values[i] as number
    const base = (columns[i] as number) * linear.labels
    for (let k = 0; k < linear.labels; k++)
      scores[k] = (scores[k] as number) + value * (linear.weights[base + k] as number)
  }
  for (let k = 0; k < linear.labels; k++) scores[k] = (scores[k]! * linear.scales[k]!) / 127
  return scores
}

/** In place: scores become probabilities that sum to 1. */
export function softmax(scores: Float64Array): Float64Array {
  let max = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > max) max = score
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    const e = Math.exp((scores[k] as number) - max)
    scores[k] = e
    sum += e
  }
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] as number) / sum
  return scores
}
