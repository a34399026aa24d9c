import type { Vector } from '@loopdesk/engines/features/vectors.ts'
import { logitsOf, trainLinear } from '@loopdesk/engines/intents/linear.ts'
import { makeRandom, shuffle } from '@loopdesk/engines/intents/random.ts'
import { type Family, largest, type Sample, sampleOf, stored } from './family.ts'

/** The product's own classifier, without what the product knows besides. */
export const softmaxRegression: Family = {
  name: 'softmax regression',
  seeded: true,
  train(examples, seed) {
    const sample = sampleOf(examples)
    const settings = { seed, epochs: epochsFor(examples.length), strength: 100, rate: 3, drop: 0.3, smoothing: 0.05 }
    const columns = sample.vocabulary.hashes.length
    const linear = trainLinear(sample.vectors, sample.targets, sample.labels.length, columns, settings)
    return {
      predict: (text) => sample.labels[largest(logitsOf(linear, sample.vectorOf(text)))]!,
      bytes: stored(sample.vocabulary, linear.weights.length),
    }
  },
}

/** Derivative of the loss with respect to the score, for a label that holds or not. */
type Slope = (score: number, holds: boolean) => number

const logistic: Slope = (score, holds) => 1 / (1 + Math.exp(-score)) - (holds ? 1 : 0)
const hinge: Slope = (score, holds) => (holds ? (score < 1 ? -1 : 0) : score > -1 ? 1 : 0)

export const oneVsRest: Family = oneAgainstAll('one-vs-rest logistic regression', logistic, { rate: 6, strength: 100 })

/** Linear support vector machines by stochastic subgradients (Shalev-Shwartz et al. 2007), a falling rate as for the others. */
export const linearSvm: Family = oneAgainstAll('linear SVM (hinge)', hinge, { rate: 1, strength: 30 })

function oneAgainstAll(name: string, slope: Slope, settings: { rate: number; strength: number }): Family {
  return {
    name,
    seeded: true,
    train(examples, seed) {
      const sample = sampleOf(examples)
      const weights = trainOneAgainstAll(sample, slope, { ...settings, seed })
      const count = sample.labels.length
      return {
        predict: (text) => sample.labels[largest(scoresOf(weights, count, sample.vectorOf(text), 1))]!,
        bytes: stored(sample.vocabulary, weights.length),
      }
    },
  }
}

const SMALLEST = 1e-3
const DROP = 0.3

function trainOneAgainstAll(
  { labels, vectors, targets, vocabulary }: Sample,
  slope: Slope,
  { rate, strength, seed }: { rate: number; strength: number; seed: number },
): Float32Array {
  const count = labels.length
  const weights = new Float32Array(vocabulary.hashes.length * count)
  const random = makeRandom(seed)
  const order = Int32Array.from(vectors, (_, i) => i)
  const epochs = epochsFor(vectors.length)
  const steps = epochs * vectors.length
  const penalty = 1 / (strength * vectors.length)
  let scale = 1
  let step = 0
  for (let epoch = 0; epoch < epochs; epoch++)
    for (const at of shuffle(order, random)) {
      const now = rate * (1 - step++ / steps) + 1e-3
      const vector = hidden(vectors[at]!, random)
      const scores = scoresOf(weights, count, vector, scale)
      scale *= 1 - now * penalty
      for (let k = 0; k < count; k++) {
        const error = slope(scores[k]!, k === targets[at])
        if (Math.abs(error) < SMALLEST) continue
        const change = (now / scale) * error
        for (let i = 0; i < vector.columns.length; i++) {
          const w = vector.columns[i]! * count + k
          weights[w] = weights[w]! - change * vector.values[i]!
        }
      }
    }
  return weights
}

function scoresOf(weights: Float32Array, count: number, { columns, values }: Vector, scale: number): Float64Array {
  const scores = new Float64Array(count)
  for (let i = 0; i < columns.length; i++) {
    const base = columns[i]! * count
    const value = values[i]! * scale
    for (let k = 0; k < count; k++) scores[k] = scores[k]! + value * weights[base + k]!
  }
  return scores
}

/** The vector without the features that chance hides from one step, as the product's own classifier learns. */
export function hidden({ columns, values }: Vector, random: () => number): Vector {
  const kept: number[] = []
  for (let i = 0; i < columns.length; i++) if (random() >= DROP) kept.push(i)
  return { columns: Int32Array.from(kept, (i) => columns[i]!), values: Float32Array.from(kept, (i) => values[i]!) }
}

/** As often as the product goes through its examples. */
export function epochsFor(examples: number): number {
  return Math.round(Math.min(16, Math.max(8, 60_000 / examples)))
}
