import { fitOf, shapeOdds } from './fit-units.ts'
import { coverage, joined } from './match-word.ts'
import type { RankedUnit } from './rank-units.ts'
import type { ReadQuestion } from './read-question.ts'
import { UNIT_FEATURES } from './unit-features.ts'

/** What the decision sees of the best unit itself. */
const OF_UNIT = [
  'cover',
  'coverNear',
  'coverClause',
  'coverLocal',
  'pairsLocal',
  'rest',
  'coverMeant',
  'restMeant',
  'rowName',
  'rowSaid',
  'columnSaid',
  'headingSaid',
  'headingsSaid',
  'coverHeadings',
  'coverPassage',
  'phrase',
  'pairs',
  'kind',
  'held',
  'heldOutside',
  'unit',
  'length',
  'rank',
  'score',
  'meaning',
  'meaningHeadings',
  'negation',
  'form',
  'missing',
  'missingCode',
  'superlative',
  'defines',
  'senses',
  'sensesToBest',
  'sensesHeading',
  'sensesAround',
  'backMeant',
  'sameQuestion',
  'names',
] as const satisfies readonly (typeof UNIT_FEATURES)[number][]

const OF_ALL = [
  'certainty', // score of the best unit
  'share', // its chance among all units
  'candidateShare', // the chance of all units of its candidate
  'sourceShare', // … of its source
  'lead', // over the best unit of another candidate
  'words', // how many words the question has
  'rareMissing', // rarity of the rarest word that is not near
  'unknown', // share of the weight that no passage holds at all
  'everywhere', // coverage by all candidates together
  'otherCover', // best coverage near a unit of another candidate
  'retrievalLead', // second candidate's retrieval score over the first's
  'retrievalRest', // mean of the next ten over the first
  'fit', // what the rules of fit-units.ts say of the best unit
  'shape',
] as const

export const DECISION_FEATURES = [...OF_UNIT, ...OF_ALL]

/** What speaks for and against the best unit being the answer. */
export function decisionFeatures(question: ReadQuestion, ranked: RankedUnit[]): Float32Array {
  const best = ranked[0]!
  const other = ranked.find((one) => one.candidate.id !== best.candidate.id)
  const everywhere = ranked.reduce<ArrayLike<number>>((all, one) => joined(all, one.near), best.near)
  const scores = [...new Map(ranked.map((one) => [one.rank, one.candidate.score])).entries()]
    .sort((a, b) => a[0] - b[0])
    .map(([, score]) => score)
  const top = Math.max(1e-9, scores[0] ?? 0)
  const rest = scores.slice(1, 11)
  const missing = question.words.filter((_, i) => best.near[i]! < 0.5)
  const total = question.words.reduce((sum, word) => sum + word.weight, 0) || 1
  const unknown = question.words.filter((word, i) => word.rarity > 0.995 && best.near[i]! < 0.5)
  const shareOf = (mine: (one: RankedUnit) => boolean) =>
    ranked.reduce((sum, one) => sum + (mine(one) ? one.share : 0), 0)
  const values: Record<(typeof OF_ALL)[number], number> = {
    certainty: best.score,
    share: best.share,
    candidateShare: shareOf((one) => one.candidate.id === best.candidate.id),
    sourceShare: shareOf(
      (one) => (one.candidate.source ?? one.candidate.id) === (best.candidate.source ?? best.candidate.id),
    ),
    lead: other ? best.score - other.score : 5,
    words: question.words.length,
    rareMissing: Math.max(0, ...missing.map((word) => (word.asked ? 0.5 : 1) * word.rarity)),
    unknown: unknown.reduce((sum, word) => sum + word.weight, 0) / total,
    everywhere: coverage(question, everywhere),
    otherCover: Math.max(
      0,
      ...ranked.filter((one) => one.candidate.id !== best.candidate.id).map((one) => coverage(question, one.near)),
    ),
    retrievalLead: (scores[1] ?? 0) / top,
    retrievalRest: rest.reduce((sum, score) => sum + score, 0) / Math.max(1, rest.length) / top,
    fit: fitOf(question, best),
    shape: shapeOdds(question, best),
  }
  return Float32Array.from([
    ...OF_UNIT.map((name) => best.features[UNIT_FEATURES.indexOf(name)]!),
    ...OF_ALL.map((name) => values[name]),
  ])
}
