import type { AnswerCandidate } from './answer.ts'
import { type BoostedTrees, scoreOf, sharesOf } from './boosted-trees.ts'
import { fitOf } from './fit-units.ts'
import type { Senses } from './meant-cover.ts'
import { NEGATION } from './question-kind.ts'
import type { ReadQuestion } from './read-question.ts'
import { type ReadUnit, readUnits, UNIT_FEATURES } from './unit-features.ts'
import { likeness } from './unit-words.ts'

/** A unit with its score, and the chance that of all units found it answers the question best: these sum to 1. */
export interface RankedUnit extends ReadUnit {
  score: number
  share: number
}

/** All units of the candidates, the likeliest answer first. */
export function rankUnits(
  question: ReadQuestion,
  candidates: AnswerCandidate[],
  model: BoostedTrees,
  senses: Senses = {},
): RankedUnit[] {
  return rankRead(readUnits(question, candidates, senses), model, (unit) => fitOf(question, unit))
}

/**
 * What several passages say in the same words, or nearly so with the same numbers (a warning told again, a table printed twice), is
 * one: the best of them, with the chances of all.
 */
export function saidOnce(ranked: RankedUnit[]): RankedUnit[] {
  const kept: RankedUnit[] = []
  const first = new Map<string, number>()
  for (const one of ranked) {
    const said = lettersOf(one)
    let at = first.get(said)
    if (at === undefined && kept.length < COMPARED) at = kept.findIndex((before) => saysTheSame(before, one))
    if (at === undefined || at < 0) {
      first.set(said, kept.length)
      kept.push(one)
    } else kept[at] = { ...kept[at]!, share: kept[at]!.share + one.share }
  }
  return kept
}

/** The best are compared with each other as well; of the others only what is word for word the same is found. */
const COMPARED = 12
const NEARLY = 0.75

const lettersOf = ({ unit }: RankedUnit) => unit.bag.text.replace(/[^\p{L}\p{N}]+/gu, '')

/** Whether two units tell the same, in the same words or nearly so. */
export function saysTheSame(a: RankedUnit, b: RankedUnit): boolean {
  if (lettersOf(a) === lettersOf(b)) return true
  const [left, right] = [a.unit.bag.numbers, b.unit.bag.numbers]
  if (left.size !== right.size || [...left].some((number) => !right.has(number))) return false
  return NEGATION.test(a.unit.text) === NEGATION.test(b.unit.text) && likeness(a.unit.bag, b.unit.bag) >= NEARLY
}

/** Ranks units that are read already. */
export function rankRead(
  units: ReadUnit[],
  model: BoostedTrees,
  fit: (unit: ReadUnit) => number = () => 0,
): RankedUnit[] {
  const scores = units.map((one) => scoreOf(model, one.features) + shapeBonus(one.features) + fit(one))
  const shares = sharesOf(scores)
  return units
    .map((one, i) => ({ ...one, score: scores[i]!, share: shares[i]! }))
    .sort((a, b) => b.score - a.score || a.rank - b.rank || a.at - b.at)
}

const [KIND, FORM, LEADS, ROW_NAME, HEADINGS] = (['kind', 'form', 'leads', 'rowName', 'coverHeadings'] as const).map(
  (name) => UNIT_FEATURES.indexOf(name),
) as [number, number, number, number, number]
const METHOD = 7
const ITEM = 1

/** What the text it was learnt from has hardly any of: steps under a heading that says what is to be done, rows that are named. */
function shapeBonus(features: Float32Array): number {
  if (features[ROW_NAME] === 1) return 0.6
  if (features[KIND] !== METHOD) return 0
  const about = features[HEADINGS]! >= 0.5
  // The sentence that leads to the steps stands for all of them.
  return !about ? 0 : features[LEADS] === 1 ? 3 : features[FORM] === ITEM ? 1.5 : 0
}
