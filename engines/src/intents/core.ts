import { type Encoder, readFeatures, type TopicChances, topicChances } from '../encoder/encoder.ts'
import { FEW_SHOT_WEIGHTS, type FeatureBag } from '../features/features.ts'
import { buildVocabulary, type Vocabulary, vectorise } from '../features/vectors.ts'
import { type Linear, logitsOf, trainLinear } from './linear.ts'
import type { Evidence } from './rejection.ts'
import { labelChances, learnTransfer, logChance, type Transfer } from './transfer.ts'

/** What one training run yields: the workspace's own classifier, and how the library's topics map to its labels. */
export interface Core {
  /** In-scope labels in alphabetical order: column k of the classifier. Out-of-scope examples make one more column. */
  labels: string[]
  vocabulary: Vocabulary
  linear: Linear
  encoder: Encoder | undefined
  transfer: Transfer | undefined
}

/** A text with all that training needs of it, read once. */
export interface Read {
  text: string
  label: string
  bag: FeatureBag
  topics: TopicChances | undefined
}

export function makeReader(encoder: Encoder | undefined): (text: string, label: string) => Read {
  return (text, label) => {
    const bag = readFeatures(encoder, text)
    return { text, label, bag, topics: encoder && topicChances(encoder, bag) }
  }
}

/** From this many examples on, features met only once add size and nothing else. */
const MANY = 2000

export function trainCore(inside: Read[], outside: Read[], seed: number, encoder: Encoder | undefined): Core {
  const labels = [...new Set(inside.map(({ label }) => label))].sort()
  const columnOf = new Map(labels.map((label, k) => [label, k]))
  const all = [...inside, ...outside]
  const vocabulary = buildVocabulary(
    all.map(({ bag }) => bag),
    { from: all.length < MANY ? 1 : 2, most: Number.POSITIVE_INFINITY },
  )
  const vectors = all.map(({ bag }) => vectorise(vocabulary, bag, FEW_SHOT_WEIGHTS))
  const targets = Int32Array.from(all, (one, i) => (i < inside.length ? columnOf.get(one.label)! : labels.length))
  const width = labels.length + (outside.length ? 1 : 0)
  const epochs = Math.round(Math.min(16, Math.max(8, 60_000 / all.length)))
  const settings = { seed, epochs, strength: 100, rate: 3, drop: 0.3, smoothing: 0.05 }
  return {
    labels,
    vocabulary,
    linear: trainLinear(vectors, targets, width, vocabulary.hashes.length, settings),
    encoder,
    transfer: encoder && transferOf(all, targets, width, encoder),
  }
}

function transferOf(all: Read[], targets: Int32Array, width: number, encoder: Encoder): Transfer {
  const seen = all.map(({ topics }, i) => ({ chances: topics!, target: targets[i]! }))
  return { shares: learnTransfer(encoder.topics.length, seen, width), labels: width, strength: 1 }
}

/** The score (logit) of every column, and the chance that the library gives to all labels together. */
export interface Scored {
  scores: Float64Array
  covered: number
}

/** What the workspace's own examples say of each column, and what the library adds at full strength. */
export interface Opinions extends Scored {
  library: Float64Array | undefined
}

/** What the workspace's own examples say plus, by its strength, what the library says. */
export function scoresOf(core: Core, read: Read): Scored {
  return combined(opinionsOf(core, read), core.transfer?.strength ?? 0)
}

export function opinionsOf(core: Core, { bag, topics }: Read): Opinions {
  const scores = logitsOf(core.linear, vectorise(core.vocabulary, bag, FEW_SHOT_WEIGHTS))
  if (!core.transfer || !topics) return { scores, library: undefined, covered: 1 }
  const chances = labelChances(core.transfer, topics)
  let covered = 0
  for (let k = 0; k < core.labels.length; k++) covered += chances[k]!
  // What belongs to no label counts for "outside", where there is such a column.
  if (chances.length > core.labels.length) chances[core.labels.length] = Math.max(0, 1 - covered)
  return { scores, library: chances.map(logChance), covered }
}

export function combined({ scores, library, covered }: Opinions, strength: number): Scored {
  if (!library || strength === 0) return { scores, covered }
  return { scores: scores.map((score, k) => score + strength * library[k]!), covered }
}

export function evidenceOf(core: Core, { scores, covered }: Scored): Evidence {
  const top = core.labels.length ? scores[bestOf(core, scores)]! : 0
  return {
    top,
    outsideLead: scores.length > core.labels.length ? scores[core.labels.length]! - top : 0,
    covered: Math.log(covered + 0.01),
  }
}

export function bestOf({ labels }: Core, scores: Float64Array): number {
  let best = 0
  for (let k = 1; k < labels.length; k++) if (scores[k]! > scores[best]!) best = k
  return best
}
