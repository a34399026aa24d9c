/** What tells covered messages from strange ones. */
export type Evidence = Pick<Judged, 'top' | 'outsideLead'>

/** What one message of the cross-validation told. */
export interface Judged {
  /** Highest score (logit) of a label: short vectors of little-known words and words that favour no label keep it low. */
  top: number
  /** Score of "outside" less `top`; 0 where no out-of-scope examples were trained. */
  outsideLead: number
  /** Whether the message belongs to no label. */
  outside: boolean
  /** Whether the best label is the right one. */
  right: boolean
  /** How much the message counts among those of its side. */
  weight: number
}

/** Logistic model of the chance that a message is outside: sigmoid(bias + ofTop * top + ofLead * outsideLead). */
export interface Rejection {
  bias: number
  ofTop: number
  ofLead: number
  /** Above this chance a message counts as out of scope. */
  threshold: number
}

/** Used where there are too few labels to hold some back. */
export const FIXED_REJECTION: Rejection = { bias: 3, ofTop: -0.75, ofLead: 0.3, threshold: 0.5 }

/** Chance from 0 to 1 that the message is out of scope (where both sides are equally likely beforehand). */
export function outsideChance({ bias, ofTop, ofLead }: Rejection, { top, outsideLead }: Evidence): number {
  return 1 / (1 + Math.exp(-(bias + ofTop * top + ofLead * outsideLead)))
}

/** Fits the logistic model, both sides weighing the same, and chooses the threshold. Needs messages of both sides. */
export function fitRejection(judged: Judged[]): Rejection {
  const outside = weightOf(judged.filter((one) => one.outside))
  const inside = weightOf(judged) - outside
  const shares = judged.map((one) => (0.5 * one.weight) / (one.outside ? outside : inside))
  const rejection = { ...FIXED_REJECTION }
  for (let round = 0; round < 600; round++) {
    const slope = { bias: 0, ofTop: 0, ofLead: 0 }
    judged.forEach((one, i) => {
      const error = shares[i]! * (outsideChance(rejection, one) - (one.outside ? 1 : 0))
      slope.bias += error
      slope.ofTop += error * one.top
      slope.ofLead += error * one.outsideLead
    })
    rejection.bias -= slope.bias
    rejection.ofTop -= 0.1 * slope.ofTop
    rejection.ofLead -= 0.1 * slope.ofLead
  }
  rejection.threshold = bestThreshold(rejection, judged)
  return rejection
}

function weightOf(judged: Judged[]): number {
  return judged.reduce((sum, one) => sum + one.weight, 0)
}

/** The cut with the highest mean of the share of covered messages accepted and right, and the share of strange ones caught. */
function bestThreshold(rejection: Rejection, judged: Judged[]): number {
  const rows = judged.map((one) => ({ ...one, chance: outsideChance(rejection, one) }))
  rows.sort((a, b) => b.chance - a.chance)
  const outside = weightOf(rows.filter((row) => row.outside))
  const inside = weightOf(rows) - outside
  let right = weightOf(rows.filter((row) => row.right))
  let caught = 0
  let best = { value: right / inside, threshold: 1 }
  rows.forEach((row, i) => {
    if (row.outside) caught += row.weight
    else if (row.right) right -= row.weight
    const value = right / inside + caught / outside
    if (value > best.value) best = { value, threshold: (row.chance + (rows[i + 1]?.chance ?? 0)) / 2 }
  })
  return best.threshold
}
