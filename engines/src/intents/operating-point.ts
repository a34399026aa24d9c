import type { Encoder } from '../encoder/encoder.ts'
import { bestOf, combined, evidenceOf, opinionsOf, type Read, trainCore } from './core.ts'
import { roundsOf } from './cross-validation.ts'
import { softmax } from './linear.ts'
import { makeMisspeller } from './misspell.ts'
import { makeRandom } from './random.ts'
import { FIXED_REJECTION, fitRejection, type Judged, type Rejection } from './rejection.ts'

export interface OperatingPoint {
  temperature: number
  /** Of what the library says. */
  strength: number
  rejection: Rejection
}

/** One message asked of a model trained without it, at each strength of the library. */
interface Asked {
  byStrength: { scores: Float64Array; judged: Judged }[]
  /** Column of the right label; -1 where it belongs to none. */
  target: number
}

/** Tried for the library's weight, the strongest first. */
const STRENGTHS = [1, 0.5, 0.25, 0]
const TEMPERATURES = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3]

/**
 * Finds out by cross-validation how much the library helps here, how sure scores are, and how those of covered and of strange
 * messages differ. Every message is asked as it was written and once more with slips of the pen, as customers write.
 */
export function operatingPoint(
  inside: Read[],
  outside: Read[],
  { seed, encoder, misread }: { seed: number; encoder: Encoder | undefined; misread: (text: string) => Read },
): OperatingPoint {
  const strengths = encoder ? STRENGTHS : [0]
  const asked: Asked[] = []
  const misspelled = makeMisspeller(inside.map(({ text }) => text).slice(0, 5000), makeRandom(seed + 29))
  for (const { kept, background, covered, strange, known } of roundsOf(inside, outside, seed)) {
    const trial = trainCore(kept, background, seed, encoder)
    const ask = (one: Read, label: string | undefined, weight: number) => {
      for (const read of [one, misread(misspelled(one.text))]) {
        const target = label === undefined ? -1 : trial.labels.indexOf(label)
        const opinions = opinionsOf(trial, read)
        const byStrength = strengths.map((strength) => {
          const scored = combined(opinions, strength)
          const right = target >= 0 && bestOf(trial, scored.scores) === target
          return { scores: scored.scores, judged: { ...evidenceOf(trial, scored), outside: target < 0, right, weight } }
        })
        asked.push({ byStrength, target })
      }
    }
    const strangers = someOf(strange)
    for (const one of someOf(covered)) ask(one, one.label, 1)
    for (const one of strangers) ask(one, undefined, 1)
    for (const one of someOf(known)) ask(one, undefined, strangers.length / Math.min(known.length, ENOUGH))
  }
  const { at, temperature } = likeliest(asked, strengths)
  const judged = asked.map(({ byStrength }) => byStrength[at]!.judged)
  const usable = judged.some((one) => one.outside) && judged.some((one) => !one.outside)
  return {
    temperature,
    strength: strengths[at]!,
    rejection: usable ? fitRejection(judged, outside.length > 0) : FIXED_REJECTION,
  }
}

/** More messages of a kind than this make no figure steadier. */
const ENOUGH = 2000

/** At most ENOUGH of them, evenly taken. */
function someOf<Item>(items: Item[]): Item[] {
  if (items.length <= ENOUGH) return items
  return Array.from({ length: ENOUGH }, (_, i) => items[Math.floor((i * items.length) / ENOUGH)]!)
}

/** The strength that answers most held-back messages rightly, and the temperature under which they were most likely. */
function likeliest(asked: Asked[], strengths: number[]): { at: number; temperature: number } {
  const covered = asked.filter(({ target }) => target >= 0)
  const at = strongestAmongBest(covered, strengths)
  let best = { temperature: 1, loss: Number.POSITIVE_INFINITY }
  for (const temperature of covered.length > 0 ? TEMPERATURES : []) {
    let loss = 0
    for (const { byStrength, target } of covered)
      loss -= Math.log(softmax(byStrength[at]!.scores.map((score) => score / temperature))[target]! + 1e-9)
    if (loss < best.loss) best = { temperature, loss }
  }
  return { at, temperature: best.temperature }
}

/**
 * Of the strengths that are as good as the best (within half a standard error of its accuracy) the strongest: examples are tidier
 * than what customers write, so what helps a little here helps more there.
 */
function strongestAmongBest(covered: Asked[], strengths: number[]): number {
  if (covered.length === 0) return 0
  const accuracies = strengths.map(
    (_, at) => covered.filter(({ byStrength }) => byStrength[at]!.judged.right).length / covered.length,
  )
  const best = Math.max(...accuracies)
  const slack = 0.5 * Math.sqrt((best * (1 - best)) / covered.length)
  return accuracies.findIndex((accuracy) => accuracy >= best - slack)
}
