import { type Linear, logitsOf, softmax } from '../intents/linear.ts'
import type { IntentScore } from '../intents/model.ts'
import { type Evidence, outsideChance, type Rejection } from '../intents/rejection.ts'

/** Dense vectors of texts, one each, in the same order; all of one length. Whoever makes them: a service, a local model. */
export type Embed = (texts: string[]) => Promise<Float32Array[]>

/** What a workspace's labels look like in the space of an embedding model, and how much that is worth beside the recogniser. */
export interface DenseHead {
  /** In-scope labels in alphabetical order. Out-of-scope examples make one more column of `linear`. */
  labels: string[]
  /** Of the training vectors; taken away before anything else, since texts of one kind share most of their direction. */
  mean: Float32Array
  linear: Linear
  /** Directions of length 1, one label after another. */
  centres: Float32Array
  /** Weight beside the recogniser's own opinion; 0 where cross-validation saw no help in it. */
  strength: number
  /** Combined scores are divided by this before they become probabilities. */
  temperature: number
  rejection: Rejection
}

/** What the recogniser says of a message: labels with probabilities, and the chance that none covers it. */
export interface Opinion {
  intents: IntentScore[]
  outside: number
}

/** Log-probabilities of either side, in the order of the head's columns. */
export interface Sides {
  own: Float64Array
  dense: Float64Array
  evidence: Evidence
}

/** Whether asking for a vector can change anything here. */
export const helps = (head: DenseHead): boolean => head.strength > 0

/**
 * The recogniser's opinion (all its labels) with that of the vector: probabilities multiplied, the vector's by its weight
 * (a log-linear pool, Genest & Zidek 1986).
 */
export function secondOpinion(head: DenseHead, builtIn: Opinion, vector: Float32Array): Opinion {
  if (!helps(head)) return builtIn
  if (vector.length !== head.mean.length)
    throw new Error(`vectors of ${head.mean.length} numbers were learnt from, not of ${vector.length}`)
  const sides = sidesOf(head, builtIn, vector)
  const chances = pooled(sides, head.strength, head.temperature)
  const intents = head.labels.map((label, k) => ({ label, score: chances[k]! }))
  intents.sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
  return { intents, outside: outsideChance(head.rejection, sides.evidence) }
}

/** No label is ruled out by one side alone. */
const FLOOR = 1e-4

export function sidesOf(
  head: Pick<DenseHead, 'labels' | 'mean' | 'linear' | 'centres'>,
  { intents, outside }: Opinion,
  vector: Float32Array,
): Sides {
  const { labels, linear } = head
  const scoreOf = new Map(intents.map(({ label, score }) => [label, score]))
  const own = new Float64Array(linear.labels)
  let left = 1
  labels.forEach((label, k) => {
    const score = scoreOf.get(label) ?? 0
    left -= score
    own[k] = Math.log(score + FLOOR)
  })
  if (own.length > labels.length) own[labels.length] = Math.log(Math.max(0, left) + FLOOR)
  const direction = centred(vector, head.mean)
  const dense = softmax(logitsOf(linear, denseVector(direction))).map((chance) => Math.log(chance + FLOOR))
  const bounded = Math.min(1 - 1e-6, Math.max(1e-6, outside))
  const top = Math.max(...dense.subarray(0, labels.length))
  return {
    own,
    dense,
    evidence: {
      top: Math.log(bounded / (1 - bounded)),
      outsideLead: dense.length > labels.length ? dense[labels.length]! - top : top,
      covered: nearest(head.centres, direction),
    },
  }
}

export function pooled({ own, dense }: Sides, strength: number, temperature: number): Float64Array {
  return softmax(own.map((score, k) => (score + strength * dense[k]!) / temperature))
}

/** Less the mean, and of length 1. */
export function centred(vector: Float32Array, mean: Float32Array): Float32Array {
  const direction = vector.map((value, i) => value - mean[i]!)
  const length = Math.hypot(...direction) || 1
  return direction.map((value) => value / length)
}

let columns = new Int32Array(0)

/** As the linear classifier takes it. */
export function denseVector(values: Float32Array): { columns: Int32Array; values: Float32Array } {
  if (columns.length !== values.length) columns = Int32Array.from(values, (_, i) => i)
  return { columns, values }
}

/** The largest cosine with a label's centre. */
function nearest(centres: Float32Array, direction: Float32Array): number {
  const size = direction.length
  let best = -1
  for (let base = 0; base < centres.length; base += size) {
    let sum = 0
    for (let i = 0; i < size; i++) sum += centres[base + i]! * direction[i]!
    if (sum > best) best = sum
  }
  return best
}
