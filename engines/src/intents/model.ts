import { type Linear, logitsOf, softmax, trainLinear } from './linear.ts'
import { buildNeighbours, type Neighbours, similarities } from './neighbours.ts'
import { makeRandom, shuffle } from './random.ts'
import { type Evidence, fitRejection, type Judged, type Rejection, rejectionScore } from './rejection.ts'
import { buildVocabulary, type Vector, type Vocabulary, vectorise } from './vectors.ts'

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
  /** False skips the cross-validation that sets the operating point (three times faster; isOutOfScope then uses a fixed point). */
  rejection?: boolean
}

export interface IntentModel {
  /** In-scope labels in alphabetical order; column k of the classifier. The column after the last is "outside", if trained. */
  labels: string[]
  outside: boolean
  vocabulary: Vocabulary
  linear: Linear
  neighbours: Neighbours
  /** Column of each indexed example. */
  targets: Int32Array
  rejection: Rejection
}

export interface IntentScore {
  label: string
  score: number
}

/** Trains a recogniser on a workspace's own examples: seconds for thousands of them, on one core, the same every time. */
export function trainIntents(examples: IntentExample[], options: TrainOptions = {}): IntentModel {
  const outsideLabel = options.outOfScopeLabel ?? 'oos'
  const seed = options.seed ?? 1
  const inside = examples.filter((example) => example.label !== outsideLabel)
  const outside = examples.filter((example) => example.label === outsideLabel).map((example) => example.text)
  outside.push(...(options.background ?? []))
  const core = trainCore(inside, outside, seed, 1)
  const judged = options.rejection === false ? [] : crossValidate(inside, outside, seed)
  const both = judged.some((one) => one.outside) && judged.some((one) => !one.outside)
  return { ...core, rejection: both ? fitRejection(judged) : FIXED }
}

/** Labels with calibrated probabilities, best first; what is missing to 1 is the chance that no label applies. */
export function predictIntents(
  model: IntentModel,
  text: string,
  { limit = 5 }: { limit?: number } = {},
): IntentScore[] {
  const scores = softmax(logitsOf(model.linear, vectorise(model.vocabulary, text)))
  const found = model.labels.map((label, k) => ({ label, score: scores[k] ?? 0 }))
  found.sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
  return found.slice(0, Math.max(0, limit))
}

/** Chance from 0 to 1 that no label covers the message. */
export function rejectScore(model: IntentModel, text: string): number {
  return rejectionScore(model.rejection, evidenceOf(model, vectorise(model.vocabulary, text)))
}

/** Whether the message is out of scope, at the operating point that cross-validation on the training data chose. */
export function isOutOfScope(model: IntentModel, text: string): boolean {
  return rejectScore(model, text) > model.rejection.threshold
}

const FIXED: Rejection = {
  means: [0, 0, 0, 0, 0, 0, 0],
  scales: [1, 1, 1, 1, 1, 1, 1],
  coefficients: [-2, -1, 0, -6, -3, -2, 0],
  bias: 4.5,
  threshold: 0.5,
}

type Core = Omit<IntentModel, 'rejection'>

function trainCore(inside: IntentExample[], outside: string[], seed: number, effort: number): Core {
  const labels = [...new Set(inside.map((example) => example.label))].sort()
  const columnOf = new Map(labels.map((label, k) => [label, k]))
  const texts = [...inside.map((example) => example.text), ...outside]
  const vocabulary = buildVocabulary(texts)
  const vectors = texts.map((text) => vectorise(vocabulary, text))
  const targets = Int32Array.from(texts, (_, i) => columnOf.get(inside[i]?.label ?? '') ?? labels.length)
  const width = labels.length + (outside.length ? 1 : 0)
  const linear = trainLinear(vectors, targets, width, vocabulary.hashes.length, {
    seed,
    epochs: Math.round(16 * effort),
    strength: 100,
    rate: 3,
    drop: 0.2,
    smoothing: 0.05,
  })
  const neighbours = buildNeighbours(vectors, vocabulary.hashes.length)
  return { labels, outside: outside.length > 0, vocabulary, linear, neighbours, targets }
}

function evidenceOf(model: Core, vector: Vector): Evidence {
  const logits = logitsOf(model.linear, vector)
  const inside = logits.subarray(0, model.labels.length)
  const probabilities = softmax(Float64Array.from(inside))
  let [first, second] = [0, 0]
  let energy = 0
  const top = inside.reduce((max, score) => Math.max(max, score), Number.NEGATIVE_INFINITY)
  for (const score of inside) energy += Math.exp(score - top)
  for (const p of probabilities) [first, second] = p > first ? [p, first] : [first, Math.max(second, p)]
  let nearest = 0
  const near = similarities(model.neighbours, vector)
  const sums = new Float64Array(model.labels.length + 1)
  for (let i = 0; i < near.length; i++) {
    const s = near[i] as number
    const k = model.targets[i] as number
    if (k < model.labels.length && s > nearest) nearest = s
    sums[k] = (sums[k] as number) + s * s * s
  }
  const reach = Math.sqrt(vector.known)
  const centroid = Math.cbrt(Math.max(0, ...sums.subarray(0, model.labels.length)))
  const outside = model.outside ? (logits[model.labels.length] ?? 0) - top : 0
  return [
    Number.isFinite(first) ? first : 0,
    Math.log((first + 1e-6) / (second + 1e-6)),
    Number.isFinite(top) ? (top + Math.log(energy)) * reach : 0,
    nearest * reach,
    centroid * reach,
    vector.known,
    outside,
  ]
}

const FOLDS = 4

/**
 * Rounds in which a quarter of the labels is held back entirely (their messages play what no label covers) together with a quarter
 * of the other labels' examples (what a label covers) and of the known out-of-scope examples.
 */
function crossValidate(inside: IntentExample[], outside: string[], seed: number): Judged[] {
  const random = makeRandom(seed + 17)
  const labels = [...new Set(inside.map((example) => example.label))].sort()
  if (labels.length < 4) return []
  const groups = shuffle(
    Int32Array.from(labels, (_, i) => i % FOLDS),
    random,
  )
  const groupOf = new Map(labels.map((label, i) => [label, groups[i] ?? 0]))
  const folds = shuffle(
    Int32Array.from(inside, (_, i) => i % FOLDS),
    random,
  )
  const judged: Judged[] = []
  for (let fold = 0; fold < FOLDS; fold++) {
    const kept = inside.filter((example, i) => groupOf.get(example.label) !== fold && folds[i] !== fold)
    const known = outside.filter((_, i) => i % FOLDS !== fold)
    const core = trainCore(kept, known, seed, 0.5)
    inside.forEach((example, i) => {
      const strange = groupOf.get(example.label) === fold
      if (!strange && folds[i] !== fold) return
      judged.push(judge(core, example, strange))
    })
    outside.forEach((text, i) => {
      if (i % FOLDS === fold) judged.push(judge(core, { text, label: '' }, true))
    })
  }
  return judged
}

function judge(core: Core, { text, label }: IntentExample, outside: boolean): Judged {
  const vector = vectorise(core.vocabulary, text)
  const logits = logitsOf(core.linear, vector)
  let best = 0
  for (let k = 1; k < core.labels.length; k++) if ((logits[k] ?? 0) > (logits[best] ?? 0)) best = k
  return { evidence: evidenceOf(core, vector), outside, right: !outside && core.labels[best] === label }
}
