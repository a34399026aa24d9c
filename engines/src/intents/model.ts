import { roundsOf } from './cross-validation.ts'
import type { Expand } from './features.ts'
import { type Linear, logitsOf, softmax, trainLinear } from './linear.ts'
import { makeMisspeller } from './misspell.ts'
import { makeRandom } from './random.ts'
import {
  type Evidence,
  FIXED_REJECTION,
  fitRejection,
  type Judged,
  outsideChance,
  type Rejection,
} from './rejection.ts'
import { buildVocabulary, type Vocabulary, vectorise } from './vectors.ts'

export interface IntentExample {
  text: string
  label: string
}

export interface TrainOptions {
  /** Same seed and examples, same model. Default 1. */
  seed?: number
  /** Label under which training examples are out of scope. Default 'oos'. */
  outOfScopeLabel?: string
  /** Messages that belong to no label, besides the examples under the out-of-scope label. */
  background?: string[]
  /** False skips the cross-validation that sets the operating point: training is three times faster, rejection cruder. */
  rejection?: boolean
  /** What the words of a message stand for (synonyms, concepts). The same function must be given to loadModel. */
  expand?: Expand
}

export interface IntentModel {
  /** In-scope labels in alphabetical order: column k of the classifier. Out-of-scope examples make one more column. */
  labels: string[]
  vocabulary: Vocabulary
  linear: Linear
  /** Logits are divided by this before they become probabilities (temperature scaling, Guo et al. 2017). */
  temperature: number
  rejection: Rejection
}

export interface IntentScore {
  label: string
  /** Probability from 0 to 1 that this label is meant. */
  score: number
}

/** Trains a recogniser on a workspace's own examples: seconds for thousands of them on one core, the same every time. */
export function trainIntents(examples: IntentExample[], options: TrainOptions = {}): IntentModel {
  const outsideLabel = options.outOfScopeLabel ?? 'oos'
  const seed = options.seed ?? 1
  const inside = examples.filter((example) => example.label !== outsideLabel)
  const outside = examples.filter((example) => example.label === outsideLabel).map((example) => example.text)
  outside.push(...(options.background ?? []))
  const core = trainCore(inside, outside, seed, options.expand)
  if (options.rejection === false) return { ...core, temperature: 1, rejection: FIXED_REJECTION }
  return { ...core, ...operatingPoint(inside, outside, seed, options.expand) }
}

/** Labels with calibrated probabilities, best first. With out-of-scope examples in training the sum stays below 1. */
export function predictIntents(
  model: IntentModel,
  text: string,
  { limit = 5 }: { limit?: number } = {},
): IntentScore[] {
  const logits = logitsOf(model.linear, vectorise(model.vocabulary, text))
  const scores = softmax(logits.map((logit) => logit / model.temperature))
  const found = model.labels.map((label, k) => ({ label, score: scores[k]! }))
  found.sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
  return found.slice(0, Math.max(0, limit))
}

/** Chance from 0 to 1 that no label covers the message. */
export function rejectScore(model: IntentModel, text: string): number {
  return outsideChance(model.rejection, evidenceOf(model, logitsOf(model.linear, vectorise(model.vocabulary, text))))
}

/** Whether the message is out of scope, at the operating point that cross-validation on the training data chose. */
export function isOutOfScope(model: IntentModel, text: string): boolean {
  return rejectScore(model, text) > model.rejection.threshold
}

type Core = Pick<IntentModel, 'labels' | 'vocabulary' | 'linear'>

function trainCore(inside: IntentExample[], outside: string[], seed: number, expand: Expand | undefined): Core {
  const labels = [...new Set(inside.map((example) => example.label))].sort()
  const columnOf = new Map(labels.map((label, k) => [label, k]))
  const texts = [...inside.map((example) => example.text), ...outside]
  const vocabulary = buildVocabulary(texts, expand)
  const vectors = texts.map((text) => vectorise(vocabulary, text))
  const targets = Int32Array.from(texts, (_, i) =>
    i < inside.length ? columnOf.get(inside[i]!.label)! : labels.length,
  )
  const width = labels.length + (outside.length ? 1 : 0)
  const epochs = Math.round(Math.min(16, Math.max(8, 60_000 / texts.length)))
  const settings = { seed, epochs, strength: 100, rate: 3, drop: 0.3, smoothing: 0.05 }
  return { labels, vocabulary, linear: trainLinear(vectors, targets, width, vocabulary.hashes.length, settings) }
}

/**
 * Finds out by cross-validation how the scores of covered and of strange messages differ. Every message is asked as it was written
 * and once more with slips of the pen, as customers write.
 */
function operatingPoint(
  inside: IntentExample[],
  outside: string[],
  seed: number,
  expand: Expand | undefined,
): Pick<IntentModel, 'temperature' | 'rejection'> {
  const judged: Judged[] = []
  const logits: Asked[] = []
  const misspelled = makeMisspeller(inside.map((example) => example.text).slice(0, 5000), makeRandom(seed + 29))
  for (const { kept, background, covered, strange, known } of roundsOf(inside, outside, seed)) {
    const trial = trainCore(kept, background, seed, expand)
    const ask = (text: string, label: string | undefined, weight: number) => {
      for (const written of [text, misspelled(text)]) {
        const scores = logitsOf(trial.linear, vectorise(trial.vocabulary, written))
        const target = label === undefined ? -1 : trial.labels.indexOf(label)
        judged.push({
          ...evidenceOf(trial, scores),
          outside: target < 0,
          right: target >= 0 && bestOf(trial, scores) === target,
          weight,
        })
        if (target >= 0) logits.push({ scores, target })
      }
    }
    for (const { text, label } of covered) ask(text, label, 1)
    for (const text of strange) ask(text, undefined, 1)
    for (const text of known) ask(text, undefined, strange.length / known.length)
  }
  const usable = judged.some((one) => one.outside) && judged.some((one) => !one.outside)
  return { temperature: bestTemperature(logits), rejection: usable ? fitRejection(judged) : FIXED_REJECTION }
}

function evidenceOf(core: Core, logits: Float64Array): Evidence {
  const top = core.labels.length ? logits[bestOf(core, logits)]! : 0
  return { top, outsideLead: core.linear.labels > core.labels.length ? logits[core.labels.length]! - top : 0 }
}

function bestOf({ labels }: Core, logits: Float64Array): number {
  let best = 0
  for (let k = 1; k < labels.length; k++) if (logits[k]! > logits[best]!) best = k
  return best
}

interface Asked {
  scores: Float64Array
  target: number
}

const TEMPERATURES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2]

/** The temperature under which the held-back examples were most likely. */
function bestTemperature(logits: Asked[]): number {
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY }
  for (const temperature of logits.length ? TEMPERATURES : []) {
    let loss = 0
    for (const { scores, target } of logits)
      loss -= Math.log(softmax(scores.map((score) => score / temperature))[target]! + 1e-9)
    if (loss < best.loss) best = { temperature, loss }
  }
  return best.temperature
}
