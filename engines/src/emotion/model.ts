import { buildConcepts, type Concept, type ConceptIndex } from '../concepts/concepts.ts'
import { featuresOf } from '../features/features.ts'
import { buildVocabulary, type Vector, type Vocabulary, vectorise } from '../features/vectors.ts'
import { type Linear, logitsOf, softmax, trainLinear } from '../intents/linear.ts'
import { hashTerm } from '../text/hash-term.ts'
import { cuesOf, speaksOfSuicide } from './cues.ts'
import {
  EMOTIONS,
  type Emotion,
  type EmotionReading,
  type Intensity,
  SIGNAL_HOLDS,
  SIGNALS,
  type Signal,
} from './emotions.ts'
import { withoutDoubtful } from './unlabelled.ts'

export interface EmotionExample {
  text: string
  emotion: Emotion
  intensity: Intensity
}

export interface SignalExample {
  text: string
  signal: Signal
}

export interface EmotionTraining {
  examples: EmotionExample[]
  signals: SignalExample[]
  /** Words of feeling by what they do; the names cuesOf relies on. */
  affect: Concept[]
}

/** How messages are told apart: `one-step` asks for all emotions at once, `two-step` whether there is any and then which. */
export interface EmotionOptions {
  steps?: 'one-step' | 'two-step'
  /** Weight of the cues beside the words (0 leaves them out). */
  cueWeight?: number
}

export interface EmotionModel {
  affect: Concept[]
  concepts: ConceptIndex
  words: Vocabulary
  cues: Vocabulary
  cueWeight: number
  /** Two columns: neutral or not. Undefined where `which` knows neutral too. */
  whether: Linear | undefined
  which: Linear
  /** Two columns each: is it at least clear, is it strong. */
  degrees: Linear[]
  /** Two columns each, in the order of SIGNALS. */
  signals: Linear[]
}

const NEUTRAL = EMOTIONS.indexOf('neutral')
const ANGER = EMOTIONS.indexOf('anger')
const SADNESS = EMOTIONS.indexOf('sadness')
/** Signals are given away by turns of phrase more than by words. */
const SIGNAL_CUES = 2.5
/** Probability of a danger that is said outright. */
const OUTRIGHT = 0.9
const SETTINGS = { seed: 1, epochs: 10, strength: 100, rate: 3, drop: 0.3, smoothing: 0.05 }

/** Trains from labelled lines in some seconds on one core; the same lines give the same model. */
export function trainEmotion(training: EmotionTraining, options: EmotionOptions = {}): EmotionModel {
  const { steps = 'one-step', cueWeight = 0.6 } = options
  const concepts = buildConcepts(training.affect)
  const texts = [...training.examples, ...training.signals].map(({ text }) => text)
  const limits = { from: 2, most: Number.POSITIVE_INFINITY }
  const words = buildVocabulary(
    texts.map((text) => featuresOf(text)),
    limits,
  )
  const cues = buildVocabulary(texts.map((text) => cueBag(text, concepts)))
  const reader = { words, cues, cueWeight, concepts }
  const columns = words.hashes.length + cues.hashes.length
  const train = (vectors: Vector[], targets: number[], labels: number) =>
    trainLinear(vectors, Int32Array.from(targets), labels, columns, SETTINGS)

  const read = training.examples.map((example) => ({ ...example, vector: vectorOf(reader, example.text) }))
  const felt = read.filter(({ emotion }) => emotion !== 'neutral')
  const asked = steps === 'two-step' ? felt : read
  const vectors = (rows: { vector: Vector }[]) => rows.map(({ vector }) => vector)
  const cued = ({ vector }: { vector: Vector }) => forSignals(reader, vector)
  const marked = training.signals.map((example) => ({ ...example, vector: vectorOf(reader, example.text) }))
  const others = read.map(cued)
  const quick = { ...SETTINGS, epochs: 4 }
  return {
    ...reader,
    affect: training.affect,
    whether:
      steps === 'two-step'
        ? train(
            vectors(read),
            read.map(({ emotion }) => Number(emotion !== 'neutral')),
            2,
          )
        : undefined,
    which: train(
      vectors(asked),
      asked.map(({ emotion }) => EMOTIONS.indexOf(emotion)),
      asked === felt ? NEUTRAL : NEUTRAL + 1,
    ),
    degrees: [2, 3].map((level) =>
      train(
        vectors(felt),
        felt.map(({ intensity }) => Number(intensity >= level)),
        2,
      ),
    ),
    signals: SIGNALS.map((signal) => {
      const own = marked.filter((each) => each.signal === signal).map(cued)
      return withoutDoubtful(own, others, (both, targets) =>
        trainLinear(both, Int32Array.from(targets), 2, columns, quick),
      )
    }),
  }
}

/**
 * How the writer of one message feels, how strongly, and what else the tone says; well below half a millisecond. Pure. A message
 * without words is neutral.
 */
export function readEmotion(model: EmotionModel, text: string): EmotionReading {
  const vector = vectorOf(model, text)
  const said = vector.columns.length > 0
  const cued = forSignals(model, vector)
  const signals = SIGNALS.map((_, k) => (said ? chance(model.signals[k]!, cued) : 0))
  const safety = SIGNALS.indexOf('safety')
  const outright = speaksOfSuicide(text)
  if (outright) signals[safety] = Math.max(signals[safety]!, OUTRIGHT)
  const scores = said
    ? notMeant(scoresOf(model, vector), signals[SIGNALS.indexOf('sarcasm')]!)
    : EMOTIONS.map((_, k) => Number(k === NEUTRAL))
  if (outright) soured(scores, SADNESS, 1)
  const emotion = EMOTIONS[decided(scores)]!
  const [clear, strong] = model.degrees.map((degree) => chance(degree, vector))
  const intensity = strong! > 0.5 ? 3 : clear! > 0.5 ? 2 : 1
  return {
    emotion,
    intensity: emotion === 'neutral' ? 0 : intensity,
    scores: Object.fromEntries(EMOTIONS.map((each, k) => [each, scores[k]!])) as EmotionReading['scores'],
    signals: Object.fromEntries(SIGNALS.map((each, k) => [each, signals[k]!])) as EmotionReading['signals'],
  }
}

/** As far as praise and thanks are sarcastic they are anger. In place. */
function notMeant(scores: number[], sarcasm: number): number[] {
  return sarcasm < SIGNAL_HOLDS ? scores : soured(scores, ANGER, sarcasm)
}

/** Moves this share of joy and gratitude to another feeling. In place. */
function soured(scores: number[], to: number, share: number): number[] {
  for (const glad of [EMOTIONS.indexOf('joy'), EMOTIONS.indexOf('gratitude')]) {
    scores[to] = scores[to]! + scores[glad]! * share
    scores[glad] = scores[glad]! * (1 - share)
  }
  return scores
}

/** Where any feeling is likelier than none, the likeliest feeling; however many share that likelihood. */
function decided(scores: number[]): number {
  if (scores[NEUTRAL]! > 0.5) return NEUTRAL
  let best = 0
  for (let k = 1; k < NEUTRAL; k++) if (scores[k]! > scores[best]!) best = k
  return best
}

function scoresOf({ whether, which }: EmotionModel, vector: Vector): number[] {
  const chances = Array.from(softmax(logitsOf(which, vector)))
  if (!whether) return chances
  const felt = chance(whether, vector)
  return [...chances.map((each) => each * felt), 1 - felt]
}

const chance = (linear: Linear, vector: Vector) => softmax(logitsOf(linear, vector))[1]!

type Reader = Pick<EmotionModel, 'words' | 'cues' | 'cueWeight' | 'concepts'>

/** Words and cues side by side, each part of its own length. */
function vectorOf({ words, cues, cueWeight, concepts }: Reader, text: string): Vector {
  const first = vectorise(words, featuresOf(text))
  if (cueWeight === 0 || first.columns.length === 0) return first
  const second = vectorise(cues, cueBag(text, concepts))
  const columns = new Int32Array(first.columns.length + second.columns.length)
  const values = new Float32Array(columns.length)
  columns.set(first.columns)
  values.set(first.values)
  second.columns.forEach((column, i) => {
    columns[first.columns.length + i] = column + words.hashes.length
    values[first.columns.length + i] = second.values[i]! * cueWeight
  })
  return { columns, values }
}

/** The same with more weight on cues. */
function forSignals({ words, cueWeight }: Pick<Reader, 'words' | 'cueWeight'>, { columns, values }: Vector): Vector {
  const times = cueWeight > 0 ? SIGNAL_CUES / cueWeight : 1
  return { columns, values: values.map((value, i) => (columns[i]! < words.hashes.length ? value : value * times)) }
}

function cueBag(text: string, concepts: ConceptIndex) {
  const names = cuesOf(text, concepts)
  return { hashes: names.map(hashTerm), groups: names.map(() => 0) }
}
