import { buildConcepts, type Concept, conceptFeatures } from '../concepts/concepts.ts'
import { featuresOf } from '../features/features.ts'
import { buildVocabulary, type Vector, vectorise } from '../features/vectors.ts'
import { softmax } from '../intents/linear.ts'
import { makeRandom, shuffle } from '../intents/random.ts'
import { wordCounts } from '../text/spelling.ts'
import type { Encoder } from './encoder.ts'

/** One intent of the utterance library: texts of one meaning, in all languages. */
export interface Topic {
  id: string
  texts: string[]
}

export interface EncoderOptions {
  seed?: number
  dimensions?: number
  epochs?: number
  /** Features kept: the file has about `dimensions` + 12 bytes for each. */
  features?: number
  /** Told after each epoch: its number from 1, and how many bits were wrong on average. */
  onEpoch?: (epoch: number, loss: number) => void
}

/** As chosen by cross-validation over the library (`npm run eval -- encoder`). */
const SETTINGS = { rate: 0.07, hidden: 0.3, smoothing: 0.05, start: 0.05, strangers: 128 }

/**
 * Trains by contrast (Oord et al. 2018, with prototypes as in Snell et al. 2017): every utterance is drawn to the prototype of its
 * topic and pushed from those of all others; every expression of the lexicon to that of its concept and from a sample of others, so
 * that words never met in an utterance get a place, too. AdaGrad, one example a step; the same seed gives the same encoder.
 */
export function trainEncoder(topics: Topic[], concepts: Concept[], options: EncoderOptions = {}): Encoder {
  const { seed = 1, dimensions = 128, epochs = 5, features = 62_000 } = options
  const random = makeRandom(seed)
  const index = buildConcepts(concepts)
  const bagOf = (text: string) => featuresOf(text, (words) => conceptFeatures(index, words))
  const said = topics.flatMap(({ texts }, target) => texts.map((text) => ({ bag: bagOf(text), target })))
  const expressed = concepts.flatMap(({ expressions }, target) =>
    expressions.map((text) => ({ bag: bagOf(text.replaceAll('…', '')), target })),
  )
  const vocabulary = buildVocabulary(
    [...said, ...expressed].map(({ bag }) => bag),
    { from: 2, most: features },
  )
  const vectorsOf = (list: typeof said) =>
    list.map(({ bag, target }) => ({ vector: vectorise(vocabulary, bag), target }))
  const utterances = vectorsOf(said)
  const expressions = vectorsOf(expressed)
  const space = {
    dimensions,
    rows: gaussians(vocabulary.hashes.length * dimensions, SETTINGS.start, dimensions, random),
  }
  const rowPace = new Float32Array(vocabulary.hashes.length).fill(1e-6)
  const topicSide = makeSide(topics.length, dimensions, random)
  const conceptSide = makeSide(concepts.length, dimensions, random)
  const steps = epochs * (utterances.length + expressions.length)
  let step = 0
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let loss = 0
    const order = shuffle(
      Int32Array.from({ length: utterances.length + expressions.length }, (_, i) => i),
      random,
    )
    for (const at of order) {
      const rate = SETTINGS.rate * (1 - step++ / steps) + 1e-4
      const one = at < utterances.length ? utterances[at]! : expressions[at - utterances.length]!
      const vector = thinned(one.vector, random)
      if (at < utterances.length)
        loss += draw(space, rowPace, topicSide, vector, { target: one.target, rate, smoothing: SETTINGS.smoothing })
      else draw(space, rowPace, conceptSide, vector, { target: one.target, rate, smoothing: 0 }, random)
    }
    options.onEpoch?.(epoch, loss / Math.max(1, utterances.length) / Math.LN2)
  }
  return {
    dimensions,
    vocabulary,
    ...quantised(space.rows, dimensions),
    topics: topics.map(({ id }) => id),
    prototypes: topicSide.prototypes,
    words: latinWords([...topics.flatMap(({ texts }) => texts), ...concepts.flatMap((one) => one.expressions)]),
    lexicon: concepts,
    concepts: index,
  }
}

interface Space {
  dimensions: number
  rows: Float32Array
}

/** What texts are drawn to: one prototype a class, with AdaGrad's sum of squares for each. */
interface Side {
  prototypes: Float32Array
  pace: Float32Array
}

function makeSide(classes: number, dimensions: number, random: () => number): Side {
  return {
    prototypes: gaussians(classes * dimensions, 1, dimensions, random),
    pace: new Float32Array(classes).fill(1e-6),
  }
}

/** One step of gradient descent on the cross entropy over all classes, or over the target and a sample of others. Returns the loss in nats. */
function draw(
  { rows, dimensions }: Space,
  rowPace: Float32Array,
  { prototypes, pace }: Side,
  { columns, values }: Vector,
  { target, rate, smoothing }: { target: number; rate: number; smoothing: number },
  sampling?: () => number,
): number {
  const classes = sampling
    ? Int32Array.from({ length: SETTINGS.strangers }, (_, i) =>
        i === 0 ? target : Math.floor(sampling() * pace.length),
      )
    : undefined
  const count = classes?.length ?? pace.length
  const right = classes ? 0 : target
  const dense = new Float32Array(dimensions)
  for (let i = 0; i < columns.length; i++) {
    const base = columns[i]! * dimensions
    for (let k = 0; k < dimensions; k++) dense[k] = dense[k]! + values[i]! * rows[base + k]!
  }
  const errors = new Float64Array(count)
  for (let c = 0; c < count; c++) {
    const base = (classes ? classes[c]! : c) * dimensions
    let score = 0
    for (let k = 0; k < dimensions; k++) score += dense[k]! * prototypes[base + k]!
    errors[c] = score
  }
  softmax(errors)
  const loss = -Math.log(errors[right]! + 1e-12)
  for (let c = 0; c < count; c++) errors[c] = errors[c]! - smoothing / count
  errors[right] = errors[right]! - 1 + smoothing
  const slope = new Float32Array(dimensions)
  for (let c = 0; c < count; c++) {
    const error = errors[c]!
    if (Math.abs(error) < SMALLEST_ERROR) continue
    const at = classes ? classes[c]! : c
    pace[at] = pace[at]! + (error * error) / dimensions
    const change = (rate * error) / Math.sqrt(pace[at]!)
    const base = at * dimensions
    for (let k = 0; k < dimensions; k++) {
      slope[k] = slope[k]! + error * prototypes[base + k]!
      prototypes[base + k] = prototypes[base + k]! - change * dense[k]!
    }
  }
  let square = 0
  for (const value of slope) square += value * value
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!
    rowPace[column] = rowPace[column]! + (square * values[i]! * values[i]!) / dimensions
    const change = (rate * values[i]!) / Math.sqrt(rowPace[column]!)
    const base = column * dimensions
    for (let k = 0; k < dimensions; k++) rows[base + k] = rows[base + k]! - change * slope[k]!
  }
  return loss
}

const SMALLEST_ERROR = 1e-3

/** The vector without the features that chance hides from this step. */
function thinned({ columns, values }: Vector, random: () => number): Vector {
  const kept: number[] = []
  for (let i = 0; i < columns.length; i++) if (random() >= SETTINGS.hidden) kept.push(i)
  return { columns: Int32Array.from(kept, (i) => columns[i]!), values: Float32Array.from(kept, (i) => values[i]!) }
}

/** Normally distributed values (Box and Muller 1958) of about the given length a row. */
function gaussians(count: number, length: number, dimensions: number, random: () => number): Float32Array {
  const scale = length / Math.sqrt(dimensions)
  return Float32Array.from(
    { length: count },
    () => scale * Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random()),
  )
}

function quantised(values: Float32Array, dimensions: number): { rows: Int8Array; scales: Float32Array } {
  const rows = new Int8Array(values.length)
  const scales = new Float32Array(values.length / dimensions)
  for (let row = 0; row < scales.length; row++) {
    const from = row * dimensions
    let largest = 0
    for (let k = 0; k < dimensions; k++) largest = Math.max(largest, Math.abs(values[from + k]!))
    scales[row] = largest / 127
    if (largest > 0)
      for (let k = 0; k < dimensions; k++) rows[from + k] = Math.round((values[from + k]! / largest) * 127)
  }
  return { rows, scales }
}

/** Words met in so many texts are words of the language; the library has slips of the keyboard, too. */
const COMMON = 4

function latinWords(texts: string[]): string[] {
  const counts = wordCounts(texts.map((text) => [...new Set(text.toLowerCase().split(/\s+/))].join(' ')))
  return [...counts].flatMap(([word, count]) => (word.length > 2 && count >= COMMON ? [word] : [])).sort()
}
