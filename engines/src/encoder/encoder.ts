import { type Concept, type ConceptIndex, conceptFeatures } from '../concepts/concepts.ts'
import { type FeatureBag, featuresOf } from '../features/features.ts'
import { type Vector, type Vocabulary, vectorise } from '../features/vectors.ts'
import { softmax } from '../intents/linear.ts'

/**
 * A small sentence encoder: the features of a text, each with a learnt direction, add up to a dense vector in which texts of one
 * meaning lie together. It also knows the topics it was trained on, the intents of the utterance library.
 */
export interface Encoder {
  dimensions: number
  vocabulary: Vocabulary
  /** Column by column, `dimensions` values each. */
  rows: Int8Array
  /** What the values of a column are multiplied by. */
  scales: Float32Array
  topics: string[]
  /** Topic by topic, `dimensions` values each. */
  prototypes: Float32Array
  /** Latin words of the texts it was trained on: none of them is a slip of the keyboard. */
  words: string[]
  /** The lexicon whose concepts are features. */
  lexicon: Concept[]
  concepts: ConceptIndex
}

/** The topics a text may be about, most likely first, those of hardly any likelihood left out. Chances sum to at most 1. */
export interface TopicChances {
  topics: Uint16Array
  chances: Float32Array
}

/** The features of a text as the encoder and what is trained beside it see them. */
export function readFeatures(encoder: Encoder | undefined, text: string): FeatureBag {
  return featuresOf(text, encoder && ((words) => conceptFeatures(encoder.concepts, words)))
}

/** The meaning of a text as a vector of length 1 (or 0 when none of it is known): the cosine of two is their likeness. */
export function encode(encoder: Encoder, text: string): Float32Array {
  const dense = denseOf(encoder, vectorise(encoder.vocabulary, readFeatures(encoder, text)))
  let square = 0
  for (const value of dense) square += value * value
  if (square > 0) for (let k = 0; k < dense.length; k++) dense[k] = dense[k]! / Math.sqrt(square)
  return dense
}

/** Topics kept of each text, and the chance from which one is kept. */
const KEPT = 32
const LEAST = 1e-3

/** How likely a text is about each topic of the library. */
export function topicChances(encoder: Encoder, bag: FeatureBag): TopicChances {
  const { prototypes, topics, dimensions } = encoder
  const dense = denseOf(encoder, vectorise(encoder.vocabulary, bag))
  const scores = new Float64Array(topics.length)
  for (let t = 0; t < scores.length; t++) {
    let score = 0
    for (let k = 0; k < dimensions; k++) score += dense[k]! * prototypes[t * dimensions + k]!
    scores[t] = score
  }
  softmax(scores)
  const kept: number[] = []
  for (let t = 0; t < scores.length; t++) if (scores[t]! >= LEAST) kept.push(t)
  kept.sort((a, b) => scores[b]! - scores[a]! || a - b)
  const best = kept.slice(0, KEPT)
  return { topics: Uint16Array.from(best), chances: Float32Array.from(best, (t) => scores[t]!) }
}

function denseOf({ rows, scales, dimensions }: Encoder, { columns, values }: Vector): Float32Array {
  const dense = new Float32Array(dimensions)
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!
    const value = values[i]! * scales[column]!
    const base = column * dimensions
    for (let k = 0; k < dimensions; k++) dense[k] = dense[k]! + value * rows[base + k]!
  }
  return dense
}
