import { normalise } from './normalise.ts'
import { fuzzySyllable, syllable } from './pinyin.ts'

/**
 * How alike two short texts are, 0..1, forgiving what people mistype: width, case, script, wrong character of the same
 * or nearly the same sound (净水气), and one-off slips or swaps of letters (puriffier, pruifier).
 */
export function similarity(a: string, b: string): number {
  const left = normalise(a)
  const right = normalise(b)
  const longest = Math.max(left.length, right.length)
  if (longest === 0) return 0
  return Math.max(0, 1 - typingDistance(left.slice(0, LONGEST), right.slice(0, LONGEST)) / Math.min(longest, LONGEST))
}

/** Cost of reading `a` where `b` was meant: 0 the same, 0.15 same sound, 0.3 nearly the same sound, 1 another character. */
export function confusionCost(a: string, b: string): number {
  if (a === b) return 0
  const left = syllable(a)
  if (left === a) return 1
  if (left === syllable(b)) return 0.15
  return fuzzySyllable(a) === fuzzySyllable(b) ? 0.3 : 1
}

/** Damerau edit distance (optimal string alignment) whose substitutions cost less the more alike they sound. */
export function typingDistance(a: string, b: string): number {
  return distance(a, b, confusionCost)
}

/** Plain Damerau edit distance (optimal string alignment): inserts, deletes, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  return distance(a, b, (x, y) => (x === y ? 0 : 1))
}

/** Beyond this, quadratic comparison of two texts is not what a caller wants. */
const LONGEST = 200

function distance(a: string, b: string, cost: (x: string, y: string) => number): number {
  const width = b.length + 1
  let before = new Float64Array(width)
  let previous = Float64Array.from({ length: width }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = new Float64Array(width)
    row[0] = i
    for (let j = 1; j < width; j++) {
      let best = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + cost(a[i - 1]!, b[j - 1]!))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, before[j - 2]! + 1)
      row[j] = best
    }
    before = previous
    previous = row
  }
  return previous[b.length]!
}
