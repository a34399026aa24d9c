import { buildVocabulary, type Vocabulary } from '../features/vectors.ts'
import { type Act, actKey, slotKey } from './act.ts'
import { type Sigmoids, sigmoidScores, trainSigmoids } from './sigmoids.ts'
import { vectorOf, type WeightedFeatures } from './weighted-features.ts'

/** Tells which of the acts seen in training hold, each with a chance of its own. */
export interface ActClassifier {
  labels: Act[]
  vocabulary: Vocabulary
  sigmoids: Sigmoids
}

export interface ActCase {
  features: WeightedFeatures
  acts: Act[]
}

const SETTINGS = { epochs: 14, rate: 1, strength: 100, drop: 0.2 }

export function trainActClassifier(cases: ActCase[], seed: number): ActClassifier {
  const byKey = new Map(cases.flatMap(({ acts }) => acts.map((act) => [actKey(act), act] as const)))
  const keys = [...byKey.keys()].sort()
  const labels = keys.map((key) => byKey.get(key)!)
  const indexOf = new Map(keys.map((key, k) => [key, k]))
  const bags = cases.map(({ features }) => ({ hashes: features.hashes, groups: [] }))
  const vocabulary = buildVocabulary(bags, { from: 2, most: Number.POSITIVE_INFINITY })
  const vectors = cases.map(({ features }) => vectorOf(vocabulary, features))
  const targets = cases.map(({ acts }) => Int32Array.from(acts, (act) => indexOf.get(actKey(act))!))
  const shape = { partsOf: partsOf(labels), columns: vocabulary.hashes.length }
  return { labels, vocabulary, sigmoids: trainSigmoids(vectors, targets, shape, { ...SETTINGS, seed }) }
}

/** Acts whose chance exceeds `least`, with that chance. */
export function likelyActs(
  { labels, vocabulary, sigmoids }: ActClassifier,
  features: WeightedFeatures,
  least: number,
): { act: Act; chance: number }[] {
  const scores = sigmoidScores(sigmoids, vectorOf(vocabulary, features))
  return labels
    .map((act, k) => ({ act, chance: 1 / (1 + Math.exp(-scores[k]!)) }))
    .filter(({ chance }) => chance > least)
}

/** What acts have in common: the act itself, the act whatever its domain, its domain, its slot. */
function partsOf(labels: Act[]): Int32Array[] {
  const indexOf = new Map<string, number>()
  const part = (name: string) => {
    const at = indexOf.get(name) ?? indexOf.size
    indexOf.set(name, at)
    return at
  }
  for (const label of labels) part(actKey(label))
  return labels.map((label) =>
    Int32Array.of(
      part(actKey(label)),
      part(`anywhere ${JSON.stringify([label.intent, label.slot, label.value])}`),
      part(`domain ${label.domain}`),
      part(`slot ${slotKey(label)}`),
    ),
  )
}
