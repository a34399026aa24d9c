import type { Encoder } from '../encoder/encoder.ts'
import { bestOf, evidenceOf, type Read, scoresOf, trainCore } from './core.ts'
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

const STRENGTHS = [1, 0.5, 0]
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
        const byStrength = strengths.map((strength) => {
          const core = { ...trial, transfer: trial.transfer && { ...trial.transfer, strength } }
          const scored = scoresOf(core, read)
          const right = target >= 0 && bestOf(core, scored.scores) === target
          return { scores: scored.scores, judged: { ...evidenceOf(core, scored), outside: target < 0, right, weight } }
        })
        asked.push({ byStrength, target })
      }
    }
    for (const one of covered) ask(one, one.label, 1)
    for (const one of strange) ask(one, undefined, 1)
    for (const one of known) ask(one, undefined, strange.length / known.length)
  }
  const { at, temperature } = likeliest(asked, strengths)
  const judged = asked.map(({ byStrength }) => byStrength[at]!.judged)
  const usable = judged.some((one) => one.outside) && judged.some((one) => !one.outside)
  return { temperature, strength: strengths[at]!, rejection: usable ? fitRejection(judged) : FIXED_REJECTION }
}

/** The strength and temperature under which the held-back examples were most likely. */
function likeliest(asked: Asked[], strengths: number[]): { at: number; temperature: number } {
  const covered = asked.filter(({ target }) => target >= 0)
  let best = { at: 0, temperature: 1, loss: Number.POSITIVE_INFINITY }
  if (covered.length === 0) return best
  for (let at = 0; at < strengths.length; at++)
    for (const temperature of TEMPERATURES) {
      let loss = 0
      for (const { byStrength, target } of covered)
        loss -= Math.log(softmax(byStrength[at]!.scores.map((score) => score / temperature))[target]! + 1e-9)
      if (loss < best.loss) best = { at, temperature, loss }
    }
  return best
}
