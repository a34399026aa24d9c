/** What tells covered messages from strange ones. */
export interface Evidence {
  /** Highest score of a label: short vectors of little-known words and words that favour no label keep it low. */
  top: number
  /** Score of "outside" less `top`; 0 where no out-of-scope examples were trained. */
  outsideLead: number
  /** Logarithm of the chance that a message on its topics belongs to any label; 0 without a library. */
  covered: number
}

/** What one message of the cross-validation told. */
export interface Judged extends Evidence {
  /** Whether the message belongs to no label. */
  outside: boolean
  /** Whether the best label is the right one. */
  right: boolean
  /** How much the message counts among those of its side. */
  weight: number
}

/** Logistic model of the chance that a message is outside: sigmoid(bias + weights of the evidence). */
export interface Rejection {
  bias: number
  ofTop: number
  ofLead: number
  ofCovered: number
  /** Above this chance a message counts as out of scope. */
  threshold: number
}

/** Used where there are too few labels to hold some back. */
export const FIXED_REJECTION: Rejection = { bias: 3, ofTop: -0.75, ofLead: 0.3, ofCovered: 0, threshold: 0.5 }

/** Chance from 0 to 1 that the message is out of scope (where both sides are equally likely beforehand). */
export function outsideChance({ bias, ofTop, ofLead, ofCovered }: Rejection, evidence: Evidence): number {
  const { top, outsideLead, covered } = evidence
  return 1 / (1 + Math.exp(-(bias + ofTop * top + ofLead * outsideLead + ofCovered * covered)))
}

/**
 * Fits the logistic model, both sides weighing the same, and chooses the threshold. Needs messages of both sides; `told` says that
 * some of the strange ones are known to be out of scope.
 */
export function fitRejection(judged: Judged[], told: boolean): Rejection {
  const rejection = { ...unscaled(fitWeights(judged), judged), threshold: 0.5 }
  rejection.threshold = bestThreshold(rejection, judged, told ? CAUGHT.told : CAUGHT.guessed)
  return rejection
}

const EVIDENCE = ['top', 'outsideLead', 'covered'] as const
const ROUNDS = 800

/** Gradient descent on evidence scaled to mean 0 and deviation 1; the first weight is the bias. */
function fitWeights(judged: Judged[]): number[] {
  const outside = weightOf(judged.filter((one) => one.outside))
  const inside = weightOf(judged) - outside
  const scales = scalesOf(judged)
  const rows = judged.map((one) => ({
    values: [1, ...EVIDENCE.map((name, i) => (one[name] - scales[i]!.mean) / scales[i]!.deviation)],
    share: (0.5 * one.weight) / (one.outside ? outside : inside),
    target: one.outside ? 1 : 0,
  }))
  const weights = [0, 0, 0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    const slope = [0, 0, 0, 0]
    for (const { values, share, target } of rows) {
      let sum = 0
      for (let i = 0; i < values.length; i++) sum += weights[i]! * values[i]!
      const error = share * (1 / (1 + Math.exp(-sum)) - target)
      for (let i = 0; i < values.length; i++) slope[i] = slope[i]! + error * values[i]!
    }
    for (let i = 0; i < weights.length; i++) weights[i] = weights[i]! - slope[i]!
  }
  return weights
}

function scalesOf(judged: Judged[]): { mean: number; deviation: number }[] {
  return EVIDENCE.map((name) => {
    const mean = judged.reduce((sum, one) => sum + one[name], 0) / judged.length
    const variance = judged.reduce((sum, one) => sum + (one[name] - mean) ** 2, 0) / judged.length
    return { mean, deviation: Math.sqrt(variance) || 1 }
  })
}

function unscaled([bias = 0, ...weights]: number[], judged: Judged[]): Omit<Rejection, 'threshold'> {
  const scales = scalesOf(judged)
  const [ofTop = 0, ofLead = 0, ofCovered = 0] = weights.map((weight, i) => weight / scales[i]!.deviation)
  const shift = [ofTop, ofLead, ofCovered].reduce((sum, weight, i) => sum + weight * scales[i]!.mean, 0)
  return { bias: bias - shift, ofTop, ofLead, ofCovered }
}

function weightOf(judged: Judged[]): number {
  return judged.reduce((sum, one) => sum + one.weight, 0)
}

/**
 * Share of strange messages that must be recognised as such: a wrong answer given with confidence costs more than a question back.
 * Where strange ones are only guessed at (labels held back), real ones are harder to tell.
 */
const CAUGHT = { told: 0.8, guessed: 0.85 }

/** The cut that answers as many covered messages rightly as can be while it catches the share of strange ones. */
function bestThreshold(rejection: Rejection, judged: Judged[], share: number): number {
  const rows = judged.map((one) => ({ ...one, chance: outsideChance(rejection, one) }))
  rows.sort((a, b) => b.chance - a.chance)
  const outside = weightOf(rows.filter((row) => row.outside))
  let caught = 0
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]!.outside) caught += rows[i]!.weight
    if (caught >= share * outside) return (rows[i]!.chance + (rows[i + 1]?.chance ?? 0)) / 2
  }
  return 0
}
