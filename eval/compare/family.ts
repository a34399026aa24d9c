import { FEW_SHOT_WEIGHTS, type FeatureBag, featuresOf } from '@loopdesk/engines/features/features.ts'
import { buildVocabulary, type Vector, type Vocabulary, vectorise } from '@loopdesk/engines/features/vectors.ts'

export interface Example {
  text: string
  label: string
}

/** A way to learn labels from examples. Families see the same features; none of them reads the other's mind. */
export interface Family {
  name: string
  /** Whether another seed gives another model. */
  seeded: boolean
  train(examples: Example[], seed: number): Trained
}

export interface Trained {
  predict(text: string): string
  /** As stored, with eight bits a weight where weights are many. */
  bytes: number
}

/** Training examples as the vectors that all linear families, centroids and the net learn from. */
export interface Sample {
  labels: string[]
  targets: Int32Array
  bags: FeatureBag[]
  vocabulary: Vocabulary
  vectors: Vector[]
  vectorOf: (text: string) => Vector
}

export function sampleOf(examples: Example[]): Sample {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const columnOf = new Map(labels.map((label, k) => [label, k]))
  const bags = examples.map(({ text }) => featuresOf(text))
  const vocabulary = buildVocabulary(bags)
  const vectorOf = (bag: FeatureBag) => vectorise(vocabulary, bag, FEW_SHOT_WEIGHTS)
  return {
    labels,
    targets: Int32Array.from(examples, ({ label }) => columnOf.get(label)!),
    bags,
    vocabulary,
    vectors: bags.map(vectorOf),
    vectorOf: (text) => vectorOf(featuresOf(text)),
  }
}

/** Position of the largest score. */
export function largest(scores: ArrayLike<number>): number {
  let best = 0
  for (let k = 1; k < scores.length; k++) if (scores[k]! > scores[best]!) best = k
  return best
}

/** Bytes of a vocabulary (hash and idf) and of this many eight-bit weights. */
export function stored({ hashes }: Vocabulary, weights: number): number {
  return hashes.length * 8 + weights
}
