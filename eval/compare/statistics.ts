/** Wilson's 95 % confidence interval of a share (Wilson 1927), both ends from 0 to 1. */
export function wilson(right: number, of: number): [low: number, high: number] {
  if (of === 0) return [0, 1]
  const z = 1.959964
  const share = right / of
  const middle = share + (z * z) / (2 * of)
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const scale = 1 + (z * z) / of
  return [(middle - half) / scale, (middle + half) / scale]
}

/** Two-sided exact p of McNemar's test: how likely so uneven a split of the messages that only one of two gets right. */
export function mcnemar(first: boolean[], second: boolean[]): number {
  let onlyFirst = 0
  let onlySecond = 0
  first.forEach((right, i) => {
    if (right && !second[i]) onlyFirst++
    if (!right && second[i]) onlySecond++
  })
  const trials = onlyFirst + onlySecond
  let tail = 0
  for (let k = 0; k <= Math.min(onlyFirst, onlySecond); k++) tail += Math.exp(logChoose(trials, k) - trials * Math.LN2)
  return Math.min(1, 2 * tail)
}

function logChoose(n: number, k: number): number {
  let sum = 0
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i)
  return sum
}
