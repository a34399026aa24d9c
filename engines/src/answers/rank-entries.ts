import type { AnswerCandidate } from './answer.ts'
import { type BoostedTrees, scoreOf, sharesOf } from './boosted-trees.ts'
import { ENTRY_FEATURES, type ReadEntry, readEntries } from './entry-features.ts'
import { coverage, joined } from './match-word.ts'
import type { Senses } from './meant-cover.ts'
import type { ReadQuestion } from './read-question.ts'

/** An entry with its score, and the chance that of all entries found it is the one asked for: these sum to 1. */
export interface RankedEntry extends ReadEntry {
  score: number
  share: number
}

/** The entries among the candidates, the likeliest first. */
export function rankEntries(
  question: ReadQuestion,
  candidates: AnswerCandidate[],
  model: BoostedTrees,
  senses: Senses = {},
): RankedEntry[] {
  return rankReadEntries(readEntries(question, candidates, senses), model)
}

/** What retrieval's score counts beside the trees: where they cannot tell entries apart, its order stands. */
const RETRIEVAL = 1
const SCORE = ENTRY_FEATURES.indexOf('score')

/** Ranks entries that are read already. */
export function rankReadEntries(entries: ReadEntry[], model: BoostedTrees): RankedEntry[] {
  const scores = entries.map((one) => scoreOf(model, one.features) + RETRIEVAL * one.features[SCORE]!)
  const shares = sharesOf(scores)
  return entries
    .map((one, i) => ({ ...one, score: scores[i]!, share: shares[i]! }))
    .sort((a, b) => b.score - a.score || a.rank - b.rank)
}

const OF_ALL = [
  'certainty',
  'share',
  'lead', // over the second entry
  'words', // how many words the question has
  'rareMissing', // rarity of the rarest word the entry has nowhere
  'unknown', // share of the weight that no passage holds at all
  'everywhere', // coverage by all entries together
  'otherCover', // best coverage of another entry
  'retrievalLead', // second candidate's retrieval score over the first's
  'retrievalRest', // mean of the next ten over the first
] as const

export const ENTRY_DECISION_FEATURES = [...ENTRY_FEATURES, ...OF_ALL]

/** What speaks for and against the best entry being what was asked for. */
export function entryDecisionFeatures(question: ReadQuestion, ranked: RankedEntry[]): Float32Array {
  const [best, second] = ranked as [RankedEntry, RankedEntry | undefined]
  const others = ranked.slice(1)
  const everywhere = ranked.reduce<ArrayLike<number>>((all, one) => joined(all, one.near), best.near)
  const scores = ranked.map((one) => one.candidate.score).sort((a, b) => b - a)
  const top = Math.max(1e-9, scores[0]!)
  const rest = scores.slice(1, 11)
  const missing = question.words.filter((_, i) => best.near[i]! < 0.5)
  const total = question.words.reduce((sum, word) => sum + word.weight, 0) || 1
  const unknown = missing.filter((word) => word.rarity > 0.995)
  const values: Record<(typeof OF_ALL)[number], number> = {
    certainty: best.score,
    share: best.share,
    lead: second ? best.score - second.score : 5,
    words: question.words.length,
    rareMissing: Math.max(0, ...missing.map((word) => (word.asked ? 0.5 : 1) * word.rarity)),
    unknown: unknown.reduce((sum, word) => sum + word.weight, 0) / total,
    everywhere: coverage(question, everywhere),
    otherCover: Math.max(0, ...others.map((one) => coverage(question, one.near))),
    retrievalLead: (scores[1] ?? 0) / top,
    retrievalRest: rest.reduce((sum, score) => sum + score, 0) / Math.max(1, rest.length) / top,
  }
  return Float32Array.from([...best.features, ...OF_ALL.map((name) => values[name])])
}
