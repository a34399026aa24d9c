import { makeRandom, shuffle } from './random.ts'
import type { Vector } from './vectors.ts'

/**
 * Weights of a multinomial logistic regression, stored column by column: weight(column, label) is scales[label] / 127 times the
 * number at column * labels + label. Eight bits a weight keep a model small and cost no accuracy that can be measured.
 */
export interface Linear {
  labels: number
  weights: Int8Array
  scales: Float32Array
  bias: Float32Array
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

/** Stochastic gradient descent on the cross entropy; the weights of the second half of the steps are averaged by decay. */
export function trainLinear(
  vectors: Vector[],
  targets: Int32Array,
  labels: number,
  columns: number,
  options: LinearOptions,
): Linear {
  const weights = new Float32Array(columns * labels)
  const bias = new Float32Array(labels)
  const scores = new Float64Array(labels)
  const random = makeRandom(options.seed)
  const order = Int32Array.from(vectors, (_, i) => i)
  const steps = options.epochs * vectors.length
  const penalty = 1 / (options.strength * Math.max(1, vectors.length))
  let scale = 1
  let step = 0
  const keep = new Uint8Array(4096)
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    shuffle(order, random)
    for (const at of order) {
      const vector = vectors[at] as Vector
      const { columns: cols, values } = vector
      const rate = options.rate * (1 - step++ / steps) + 1e-3
      const n = Math.min(cols.length, keep.length)
      for (let i = 0; i < n; i++) keep[i] = options.drop > 0 && random() < options.drop ? 0 : 1
      scores.set(bias)
      for (let i = 0; i < n; i++) {
        if (!keep[i]) continue
        const value = (values[i] as number) * scale
        const base = (cols[i] as number) * labels
        for (let k = 0; k < labels; k++) scores[k] = (scores[k] as number) + value * (weights[base + k] as number)
      }
      softmax(scores)
      const target = targets[at] as number
      const low = options.smoothing / labels
      for (let k = 0; k < labels; k++) scores[k] = (scores[k] as number) - low
      scores[target] = (scores[target] as number) - (1 - options.smoothing)
      scale *= 1 - rate * penalty
      for (let k = 0; k < labels; k++) bias[k] = (bias[k] as number) - rate * 0.05 * (scores[k] as number)
      for (let i = 0; i < n; i++) {
        if (!keep[i]) continue
        const change = (rate * (values[i] as number)) / scale
        const base = (cols[i] as number) * labels
        for (let k = 0; k < labels; k++)
          weights[base + k] = (weights[base + k] as number) - change * (scores[k] as number)
      }
    }
  }
  return { labels, ...quantised(weights, labels, scale), bias }
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
  for (let k = 0; k < linear.labels; k++)
    scores[k] = ((scores[k] as number) * (linear.scales[k] as number)) / 127 + (linear.bias[k] as number)
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
