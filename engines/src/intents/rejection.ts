/** What is known of a message when deciding whether any label covers it at all. See EVIDENCE for the order of the numbers. */
export type Evidence = number[]

/** Names of the evidence, in order: used in traces and tests. */
export const EVIDENCE = ['probability', 'margin', 'energy', 'nearest', 'centroid', 'known', 'outside'] as const

/** A logistic model over the evidence: above `threshold` a message counts as out of scope. */
export interface Rejection {
  means: number[]
  scales: number[]
  coefficients: number[]
  bias: number
  threshold: number
}

/** One message of the cross-validation: was it outside every label, and if inside, was the best label right? */
export interface Judged {
  evidence: Evidence
  outside: boolean
  right: boolean
}

/** Chance from 0 to 1 that the message is out of scope. */
export function rejectionScore({ means, scales, coefficients, bias }: Rejection, evidence: Evidence): number {
  let sum = bias
  for (let i = 0; i < coefficients.length; i++)
    sum += (coefficients[i] ?? 0) * (((evidence[i] ?? 0) - (means[i] ?? 0)) / (scales[i] ?? 1))
  return 1 / (1 + Math.exp(-sum))
}

/** Fits the logistic model (both sides weigh the same) and picks the threshold with the best mean of accuracy and recall. */
export function fitRejection(judged: Judged[]): Rejection {
  const width = judged[0]?.evidence.length ?? 0
  const means = Array.from({ length: width }, (_, i) => mean(judged.map(({ evidence }) => evidence[i] ?? 0)))
  const scales = means.map((m, i) => Math.sqrt(mean(judged.map(({ evidence }) => ((evidence[i] ?? 0) - m) ** 2))) || 1)
  const rejection: Rejection = { means, scales, coefficients: means.map(() => 0), bias: 0, threshold: 0.5 }
  const outside = judged.filter((one) => one.outside).length
  const weights = judged.map((one) => (one.outside ? 0.5 / outside : 0.5 / (judged.length - outside)))
  for (let round = 0; round < 400; round++) descend(rejection, judged, weights, 2)
  rejection.threshold = bestThreshold(rejection, judged)
  return rejection
}

function descend(rejection: Rejection, judged: Judged[], weights: number[], rate: number): void {
  const slope = rejection.coefficients.map((coefficient) => 0.002 * coefficient)
  let biasSlope = 0
  judged.forEach(({ evidence, outside }, at) => {
    const error = (rejectionScore(rejection, evidence) - (outside ? 1 : 0)) * (weights[at] ?? 0)
    biasSlope += error
    for (let i = 0; i < slope.length; i++)
      slope[i] =
        (slope[i] ?? 0) + error * (((evidence[i] ?? 0) - (rejection.means[i] ?? 0)) / (rejection.scales[i] ?? 1))
  })
  rejection.bias -= rate * biasSlope
  rejection.coefficients = rejection.coefficients.map((coefficient, i) => coefficient - rate * (slope[i] ?? 0))
}

/** The cut with the highest (accuracy of what is inside and accepted + recall of what is outside) / 2. */
export function bestThreshold(rejection: Rejection, judged: Judged[]): number {
  const rows = judged
    .map((one) => ({ ...one, score: rejectionScore(rejection, one.evidence) }))
    .sort((a, b) => b.score - a.score)
  const outside = rows.filter((row) => row.outside).length || 1
  const inside = rows.length - outside || 1
  let right = rows.filter((row) => !row.outside && row.right).length
  let caught = 0
  let best = { value: right / inside, threshold: 1 }
  rows.forEach((row, i) => {
    if (row.outside) caught++
    else if (row.right) right--
    const value = right / inside + caught / outside
    const threshold = (row.score + (rows[i + 1]?.score ?? 0)) / 2
    if (value > best.value) best = { value, threshold }
  })
  return best.threshold
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
