import type { TopicChances } from '../encoder/encoder.ts'

/**
 * What a workspace's labels have to do with the topics of the utterance library: topic by topic, the share of its messages that
 * belongs to each label, `labels` values each. What a topic's shares lack to 1 belongs to no label.
 */
export interface Transfer {
  shares: Float32Array
  labels: number
  /** Weight of what is transferred beside what the workspace's own examples say; 0 where it does not help. */
  strength: number
}

/** A topic that the examples touch no more than this (in messages of one label) belongs mostly to none. */
const STRAY = 0.1
/** No label is ruled out by the library alone. */
const FLOOR = 0.005

/**
 * Learns from how the library sees each label's examples: P(topic | label) averaged over them, turned round with all labels equally
 * likely (Bayes), the library's other messages included.
 */
export function learnTransfer(
  topics: number,
  seen: { chances: TopicChances; target: number }[],
  labels: number,
): Float32Array {
  const shares = new Float32Array(topics * labels)
  const counts = new Int32Array(labels)
  for (const { target } of seen) counts[target] = counts[target]! + 1
  for (const { chances, target } of seen)
    for (let i = 0; i < chances.topics.length; i++) {
      const at = chances.topics[i]! * labels + target
      shares[at] = shares[at]! + chances.chances[i]! / counts[target]!
    }
  for (let topic = 0; topic < topics; topic++) {
    let sum = STRAY
    for (let k = 0; k < labels; k++) sum += shares[topic * labels + k]!
    for (let k = 0; k < labels; k++) shares[topic * labels + k] = shares[topic * labels + k]! / sum
  }
  return shares
}

/** The chance that a message about these topics belongs to each label. What the chances lack to 1 belongs to none. */
export function labelChances(
  { shares, labels }: Pick<Transfer, 'shares' | 'labels'>,
  { topics, chances }: TopicChances,
): Float64Array {
  const found = new Float64Array(labels)
  for (let i = 0; i < topics.length; i++) {
    const base = topics[i]! * labels
    const chance = chances[i]!
    for (let k = 0; k < labels; k++) found[k] = found[k]! + chance * shares[base + k]!
  }
  return found
}

/** What a label's chance adds to its score (a logit) at full strength. */
export function logChance(chance: number): number {
  return Math.log(chance + FLOOR)
}
