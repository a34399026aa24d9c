import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import type { BoostedTrees } from '@loopdesk/engines/answers/boosted-trees.ts'
import { decisionFeatures } from '@loopdesk/engines/answers/decision-features.ts'
import { fitOf } from '@loopdesk/engines/answers/fit-units.ts'
import { type RankedUnit, rankRead, saidOnce } from '@loopdesk/engines/answers/rank-units.ts'
import { rarityOf } from '@loopdesk/engines/answers/rarity.ts'
import { readQuestion } from '@loopdesk/engines/answers/read-question.ts'
import { type ReadUnit, readUnits } from '@loopdesk/engines/answers/unit-features.ts'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex, type RetrievalIndex } from '@loopdesk/engines/retrieval/search-index.ts'
import { concepts, meaning, words } from './meaning.ts'

export interface Asked {
  question: string
  /** Candidates that answer it; all of one question are left out together. */
  answeredBy: string[]
  /** What an answer must hold one of; nothing where any text of the passage is right. */
  answers: string[]
  fold: 0 | 1
}

export interface TrainingSet {
  name: string
  candidates: AnswerCandidate[]
  asked: Asked[]
  /** Questions near the topic that nothing here answers. */
  unanswerable?: Asked[]
  /** What one of its questions counts. */
  weight: number
  index?: RetrievalIndex
}

export interface Rows {
  rows: Float32Array[]
  targets: number[]
  weights: number[]
  /** `set/answerable`, `set/near`, `set/far`: for reports. */
  sets: string[]
}

/** Rows of which one of each group is looked for. */
export interface Lists {
  rows: Float32Array[]
  targets: number[]
  groups: { from: number; to: number; weight: number; set: string }[]
}

/** All units of what is found for each question, those that hold the answer against the others. */
export function unitRows(set: TrainingSet, mine: (asked: Asked) => boolean): Lists {
  const lists: Lists = { rows: [], targets: [], groups: [] }
  for (const asked of set.asked.filter(mine)) {
    const { units } = read(set, asked.question, () => true)
    const right = units.filter((one) => isRight(one, asked))
    if (right.length === 0) continue
    const from = lists.rows.length
    // Every right unit and a fair sample of the others: of the best eight passages all, of the rest every third.
    for (const [i, one] of units.entries()) {
      if (!right.includes(one) && one.rank >= 8 && i % 3 !== 0) continue
      lists.rows.push(one.features)
      lists.targets.push(right.includes(one) ? 1 / right.length : 0)
    }
    lists.groups.push({ from, to: lists.rows.length, weight: set.weight, set: set.name })
  }
  return lists
}

/** Each question as it is, with what answers it left out, and a few questions of other sets. */
export function decisionRows(
  set: TrainingSet,
  mine: (asked: Asked) => boolean,
  ranker: BoostedTrees,
  sets: TrainingSet[],
): Rows {
  const rows: Rows = { rows: [], targets: [], weights: [], sets: [] }
  const put = (
    question: string,
    keep: (id: string) => boolean,
    name: string,
    judge: (best: RankedUnit) => number | undefined,
    weight: number,
  ) => {
    const { read: understood, units } = read(set, question, keep)
    const ranked = saidOnce(rankRead(units, ranker, (unit) => fitOf(understood, unit)))
    if (ranked.length === 0) return
    const target = judge(ranked[0]!)
    if (target === undefined) return
    rows.rows.push(decisionFeatures(understood, ranked))
    rows.targets.push(target)
    rows.weights.push(weight * set.weight)
    rows.sets.push(`${set.name}/${name}`)
  }
  const own = set.asked.filter(mine)
  for (const asked of own) {
    put(
      asked.question,
      () => true,
      'answerable',
      (best) => (asked.answeredBy.includes(best.candidate.id) ? 1 : 0),
      1,
    )
    const holds = (best: RankedUnit) =>
      asked.answers.some((answer) => answer.length > 3 && best.unit.text.includes(answer))
    put(
      asked.question,
      (id) => !asked.answeredBy.includes(id),
      'near',
      (best) => (holds(best) ? undefined : 0),
      0.8,
    )
  }
  for (const asked of (set.unanswerable ?? []).filter(mine))
    put(
      asked.question,
      () => true,
      'unanswerable',
      () => 0,
      1,
    )
  const language = (text: string) => /\p{Script=Han}/u.test(text)
  const far = sets
    .filter((other) => other.name !== set.name)
    .flatMap((other) =>
      other.asked
        .filter(mine)
        .filter((one, i) => i % 7 === 0 && language(one.question) === language(own[0]?.question ?? '')),
    )
    .slice(0, Math.ceil(own.length / 4))
  for (const asked of far)
    put(
      asked.question,
      () => true,
      'far',
      () => 0,
      0.8,
    )
  return rows
}

export function read(set: TrainingSet, question: string, keep: (id: string) => boolean) {
  set.index ??= buildIndex(
    set.candidates.map(({ id, title, headings, text, question: own, questions, source }) => ({
      id,
      text,
      ...(title && { title }),
      ...(headings && { headings }),
      ...(source && { source }),
      questions: [...(own ? [own] : []), ...(questions ?? [])],
    })),
    { meaning, words, concepts },
  )
  const byId = candidatesById(set)
  const hits = search(set.index, question, { limit: 20, filter: keep })
  const understood = readQuestion(question, rarityOf(set.index))
  const candidates = hits.map((hit) => withoutAsked({ ...byId.get(hit.id)!, score: hit.score }, question))
  return { read: understood, units: readUnits(understood, candidates, { meaning, words }) }
}

const known = new WeakMap<TrainingSet, Map<string, AnswerCandidate>>()

function candidatesById(set: TrainingSet): Map<string, AnswerCandidate> {
  let map = known.get(set)
  if (!map) {
    map = new Map(set.candidates.map((one) => [one.id, one]))
    known.set(set, map)
  }
  return map
}

/** A question that is among those an entry lists would teach nothing. */
function withoutAsked(candidate: AnswerCandidate, question: string): AnswerCandidate {
  if (!candidate.questions?.includes(question)) return candidate
  return { ...candidate, questions: candidate.questions.filter((one) => one !== question) }
}

export function isRight(one: ReadUnit, asked: Asked): boolean {
  if (!asked.answeredBy.includes(one.candidate.id)) return false
  return asked.answers.length === 0 ? one.at === 0 : asked.answers.some((answer) => one.unit.text.includes(answer))
}
