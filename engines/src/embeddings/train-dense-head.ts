import type { Encoder } from '../encoder/encoder.ts'
import { roundsOf } from '../intents/cross-validation.ts'
import { trainLinear } from '../intents/linear.ts'
import { type IntentExample, type IntentModel, judgeMessage, trainIntents } from '../intents/model.ts'
import { fitRejection, type Judged, type Rejection } from '../intents/rejection.ts'
import { centred, type DenseHead, denseVector, pooled, type Sides, sidesOf } from './dense-head.ts'

/** An example with its dense vector. */
export interface DenseExample extends IntentExample {
  vector: Float32Array
}

interface HeadOptions {
  /** Same seed, examples and vectors, same head. Default 1. */
  seed?: number
  /** Label under which examples are out of scope. Default 'oos'. */
  outOfScopeLabel?: string
  /** That of the recogniser. */
  encoder?: Encoder
}

/**
 * Learns the labels from their examples' vectors. How much that is worth beside `model` (the recogniser trained on the same
 * examples) is found out by its own kind of cross-validation: nothing where held-back messages are no likelier with it.
 */
export function trainDenseHead(model: IntentModel, examples: DenseExample[], options: HeadOptions = {}): DenseHead {
  const { seed = 1, outOfScopeLabel = 'oos', encoder } = options
  const inside = examples.filter(({ label }) => label !== outOfScopeLabel)
  const outside = examples.filter(({ label }) => label === outOfScopeLabel)
  const head = fitHead(inside, outside, seed)
  const asked: Asked[] = []
  for (const { kept, background, covered, strange, known } of roundsOf(inside, outside, seed)) {
    const trial = fitHead(kept, background, seed)
    const own = asTuned(trainIntents([...kept, ...background], { seed, outOfScopeLabel, encoder, tune: false }), model)
    const ask = ({ text, vector }: DenseExample, label: string | undefined, weight: number) =>
      asked.push({
        sides: sidesOf(trial, judgeMessage(own, text), vector),
        target: label === undefined ? -1 : trial.labels.indexOf(label),
        weight,
      })
    for (const one of covered) ask(one, one.label, 1)
    for (const one of strange) ask(one, undefined, 1)
    for (const one of known) ask(one, undefined, Math.max(1, strange.length) / known.length)
  }
  const told = outside.length > 0
  return { ...head, ...worthOf(asked), rejection: rejectionOf(asked, told, model.rejection.threshold) }
}

/** One held-back message: what either side says of it, and the column that is right (-1: none). */
interface Asked {
  sides: Sides
  target: number
  weight: number
}

/** The weakest first: of equals, the cheapest. */
const STRENGTHS = [0, 0.25, 0.5, 1, 2]
const TEMPERATURES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.5, 3, 4]

/** The strength and temperature under which held-back messages were likeliest, if they are answered no worse than without. */
function worthOf(asked: Asked[]): { strength: number; temperature: number } {
  const covered = asked.filter(({ target }) => target >= 0)
  let best = { strength: 0, temperature: 1, loss: Number.POSITIVE_INFINITY }
  let right = 0
  for (const strength of covered.length > 0 ? STRENGTHS : []) {
    const answered = covered.filter(({ sides, target }) => isBest(pooled(sides, strength, 1), target)).length
    if (strength === 0) right = answered
    if (answered < right) continue
    for (const temperature of TEMPERATURES) {
      let loss = 0
      for (const { sides, target } of covered) loss -= Math.log(pooled(sides, strength, temperature)[target]! + 1e-9)
      if (loss < best.loss) best = { strength, temperature, loss }
    }
  }
  const { strength, temperature } = best
  return { strength, temperature }
}

const isBest = (chances: Float64Array, target: number) => chances.every((chance) => chance <= chances[target]!)

function rejectionOf(asked: Asked[], told: boolean, threshold: number): Rejection {
  const judged: Judged[] = asked.map(({ sides, target, weight }) => ({
    ...sides.evidence,
    outside: target < 0,
    right: target >= 0 && isBest(pooled(sides, 1, 1), target),
    weight,
  }))
  const usable = judged.some((one) => one.outside) && judged.some((one) => !one.outside)
  // Without anything to fit on, what the recogniser says stands: the sigmoid of its own log-odds.
  return usable ? fitRejection(judged, told) : { bias: 0, ofTop: 1, ofLead: 0, ofCovered: 0, threshold }
}

function fitHead(inside: DenseExample[], outside: DenseExample[], seed: number) {
  const labels = [...new Set(inside.map(({ label }) => label))].sort()
  const columnOf = new Map(labels.map((label, k) => [label, k]))
  const all = [...inside, ...outside]
  const size = all[0]?.vector.length ?? 0
  const mean = meanOf(all, size)
  const vectors = all.map(({ vector }) => denseVector(centred(vector, mean)))
  const targets = Int32Array.from(all, ({ label }) => columnOf.get(label) ?? labels.length)
  const width = labels.length + (outside.length ? 1 : 0)
  const epochs = Math.round(Math.min(30, Math.max(4, 60_000 / Math.max(1, all.length))))
  const settings = { seed, epochs, strength: 100, rate: 3, drop: 0.1, smoothing: 0.05 }
  const centres = new Float32Array(labels.length * size)
  vectors.slice(0, inside.length).forEach(({ values }, at) => {
    const base = targets[at]! * size
    values.forEach((value, i) => {
      centres[base + i] = centres[base + i]! + value
    })
  })
  for (let base = 0; base < centres.length; base += size) {
    const centre = centres.subarray(base, base + size)
    const length = Math.hypot(...centre) || 1
    centre.forEach((value, i) => {
      centre[i] = value / length
    })
  }
  return { labels, mean, linear: trainLinear(vectors, targets, width, size, settings), centres }
}

function meanOf(examples: DenseExample[], size: number): Float32Array {
  const mean = new Float32Array(size)
  for (const { vector } of examples) for (let i = 0; i < size; i++) mean[i] = mean[i]! + vector[i]! / examples.length
  return mean
}

/** A trial of the cross-validation, used with the settings of the real one. */
function asTuned(trial: IntentModel, { temperature, rejection, transfer }: IntentModel): IntentModel {
  const own = trial.transfer && { ...trial.transfer, strength: transfer?.strength ?? 0 }
  return { ...trial, temperature, rejection, transfer: own }
}
