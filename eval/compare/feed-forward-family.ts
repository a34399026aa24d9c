import type { Vector } from '@loopdesk/engines/features/vectors.ts'
import { softmax } from '@loopdesk/engines/intents/linear.ts'
import { makeRandom, shuffle } from '@loopdesk/engines/intents/random.ts'
import { type Family, largest, type Sample, sampleOf, stored } from './family.ts'
import { epochsFor, hidden } from './linear-families.ts'

const HIDDEN = 128
const RATE = 0.02
const SMOOTHING = 0.05

/** Features, 128 rectified units, softmax; AdaGrad (Duchi et al. 2011), one example a step. */
export const feedForward: Family = {
  name: 'feed-forward net (128)',
  seeded: true,
  train(examples, seed) {
    const sample = sampleOf(examples)
    const net = trainNet(sample, seed)
    const units = new Float32Array(HIDDEN)
    const scores = new Float64Array(sample.labels.length)
    return {
      predict(text) {
        forward(net, sample.vectorOf(text), units, scores)
        return sample.labels[largest(scores)]!
      },
      bytes: stored(sample.vocabulary, net.inner.length + net.outer.length),
    }
  },
}

interface Net {
  /** Feature by feature, HIDDEN values each. */
  inner: Float32Array
  /** Label by label, HIDDEN values each. */
  outer: Float32Array
}

function trainNet({ labels, vectors, targets, vocabulary }: Sample, seed: number): Net {
  const random = makeRandom(seed)
  const around = (size: number) => (random() * 2 - 1) * size
  const columns = vocabulary.hashes.length
  const net: Net = {
    inner: Float32Array.from({ length: columns * HIDDEN }, () => around(0.1)),
    outer: Float32Array.from({ length: labels.length * HIDDEN }, () => around(0.1)),
  }
  const pace = { inner: new Float32Array(columns).fill(1e-4), outer: new Float32Array(labels.length).fill(1e-4) }
  const units = new Float32Array(HIDDEN)
  const errors = new Float64Array(labels.length)
  const order = Int32Array.from(vectors, (_, i) => i)
  for (let epoch = epochsFor(vectors.length); epoch > 0; epoch--)
    for (const at of shuffle(order, random)) {
      const vector = hidden(vectors[at]!, random)
      forward(net, vector, units, errors)
      softmax(errors)
      for (let k = 0; k < errors.length; k++) errors[k] = errors[k]! - SMOOTHING / errors.length
      errors[targets[at]!] = errors[targets[at]!]! - 1 + SMOOTHING
      backward(net, pace, vector, units, errors)
    }
  return net
}

function forward({ inner, outer }: Net, { columns, values }: Vector, units: Float32Array, scores: Float64Array): void {
  units.fill(0)
  for (let i = 0; i < columns.length; i++) {
    const base = columns[i]! * HIDDEN
    for (let h = 0; h < HIDDEN; h++) units[h] = units[h]! + values[i]! * inner[base + h]!
  }
  for (let h = 0; h < HIDDEN; h++) if (units[h]! < 0) units[h] = 0
  for (let k = 0; k < scores.length; k++) {
    let score = 0
    for (let h = 0; h < HIDDEN; h++) score += units[h]! * outer[k * HIDDEN + h]!
    scores[k] = score
  }
}

const SMALLEST = 1e-3

function backward(
  { inner, outer }: Net,
  pace: { inner: Float32Array; outer: Float32Array },
  { columns, values }: Vector,
  units: Float32Array,
  errors: Float64Array,
): void {
  const slope = new Float32Array(HIDDEN)
  let length = 0
  for (let h = 0; h < HIDDEN; h++) length += units[h]! ** 2
  for (let k = 0; k < errors.length; k++) {
    const error = errors[k]!
    if (Math.abs(error) < SMALLEST) continue
    pace.outer[k] = pace.outer[k]! + (error * error * length) / HIDDEN
    const change = (RATE * error) / Math.sqrt(pace.outer[k]!)
    for (let h = 0; h < HIDDEN; h++) {
      const at = k * HIDDEN + h
      if (units[h]! > 0) slope[h] = slope[h]! + error * outer[at]!
      outer[at] = outer[at]! - change * units[h]!
    }
  }
  let square = 0
  for (const value of slope) square += value * value
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!
    pace.inner[column] = pace.inner[column]! + (square * values[i]! ** 2) / HIDDEN
    const change = (RATE * values[i]!) / Math.sqrt(pace.inner[column]!)
    for (let h = 0; h < HIDDEN; h++) inner[column * HIDDEN + h] = inner[column * HIDDEN + h]! - change * slope[h]!
  }
}
