import type { Encoder } from '../encoder/encoder.ts'
import { makeSpeller, type Speller, type WordCounts, wordCounts } from '../text/spelling.ts'
import { type Core, evidenceOf, makeReader, type Read, scoresOf, trainCore } from './core.ts'
import { softmax } from './linear.ts'
import { operatingPoint } from './operating-point.ts'
import { FIXED_REJECTION, outsideChance, type Rejection } from './rejection.ts'

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
  tune?: boolean
  /** General knowledge of how people talk. The same must be given to loadModel. */
  encoder?: Encoder
}

export interface IntentModel extends Core {
  speller: Speller
  words: WordCounts
  /** Scores are divided by this before they become probabilities (temperature scaling, Guo et al. 2017). */
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
  const inside: Read[] = []
  const outside: Read[] = []
  const words = wordCounts(examples.map(({ text }) => text))
  const speller = makeSpeller(words, options.encoder?.words)
  const read = makeReader(options.encoder)
  for (const { text, label } of examples) (label === outsideLabel ? outside : inside).push(read(text, label))
  for (const text of options.background ?? []) outside.push(read(text, outsideLabel))
  const core = trainCore(inside, outside, seed, options.encoder)
  const misread = (text: string) => read(speller.correct(text), outsideLabel)
  const point =
    options.tune === false ? UNTUNED : operatingPoint(inside, outside, { seed, encoder: options.encoder, misread })
  const transfer = core.transfer && { ...core.transfer, strength: point.strength }
  return { ...core, transfer, speller, words, temperature: point.temperature, rejection: point.rejection }
}

const UNTUNED = { temperature: 1, strength: 1, rejection: FIXED_REJECTION }

/** Labels with calibrated probabilities, best first. With out-of-scope examples in training the sum stays below 1. */
export function predictIntents(
  model: IntentModel,
  text: string,
  { limit = 5 }: { limit?: number } = {},
): IntentScore[] {
  return ranked(model, scoresOf(model, readMessage(model, text)).scores).slice(0, Math.max(0, limit))
}

/** Chance from 0 to 1 that no label covers the message. */
export function rejectScore(model: IntentModel, text: string): number {
  return outsideChance(model.rejection, evidenceOf(model, scoresOf(model, readMessage(model, text))))
}

/** Whether the message is out of scope, at the operating point that cross-validation on the training data chose. */
export function isOutOfScope(model: IntentModel, text: string): boolean {
  return rejectScore(model, text) > model.rejection.threshold
}

/** Both at the price of one: labels, best first, and the chance that none covers the message. */
export function judgeMessage(model: IntentModel, text: string): { intents: IntentScore[]; outside: number } {
  const scored = scoresOf(model, readMessage(model, text))
  return { intents: ranked(model, scored.scores), outside: outsideChance(model.rejection, evidenceOf(model, scored)) }
}

function ranked(model: IntentModel, scores: Float64Array): IntentScore[] {
  const chances = softmax(scores.map((score) => score / model.temperature))
  const found = model.labels.map((label, k) => ({ label, score: chances[k]! }))
  return found.sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
}

function readMessage({ encoder, speller }: IntentModel, text: string): Read {
  return makeReader(encoder)(speller.correct(text), '')
}
