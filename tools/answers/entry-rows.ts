import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import type { BoostedTrees } from '@loopdesk/engines/answers/boosted-trees.ts'
import { readEntries } from '@loopdesk/engines/answers/entry-features.ts'
import { entryDecisionFeatures, rankReadEntries } from '@loopdesk/engines/answers/rank-entries.ts'
import { rarityOf } from '@loopdesk/engines/answers/rarity.ts'
import { readQuestion } from '@loopdesk/engines/answers/read-question.ts'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex, type RetrievalIndex } from '@loopdesk/engines/retrieval/search-index.ts'
import { concepts, meaning, words } from './meaning.ts'
import type { Lists, Rows } from './training-rows.ts'

/** Entries of a knowledge base, each with every question it lists. */
export interface EntrySet {
  name: string
  entries: AnswerCandidate[]
  /** Questions about other things altogether. */
  far: string[]
  weight: number
}

/** A question that was taken out of its entry, and how to find what is left. */
export interface HeldQuestion {
  question: string
  id: string
  fold: 0 | 1
  base: EntryBase
}

export interface EntryBase {
  index: RetrievalIndex
  byId: Map<string, AnswerCandidate>
}

/** One question of six is taken out of every entry and asked, six times over: every question is asked once. */
const PARTS = 6

export function heldQuestions({ entries }: EntrySet): HeldQuestion[] {
  return Array.from({ length: PARTS }, (_, part) => heldBy(entries, (i) => i % PARTS === part)).flat()
}

/** As bases are that come from a sheet: one question an entry, or the title alone; the others are asked. */
export function sparseQuestions({ entries }: EntrySet): HeldQuestion[] {
  return [
    ...heldBy(entries, (i) => i > 0).filter((_, i) => i % 3 === 0),
    ...heldBy(entries, () => true).filter((_, i) => i % 3 === 1),
  ]
}

function heldBy(entries: AnswerCandidate[], isHeld: (i: number) => boolean): HeldQuestion[] {
  const base = baseOf(
    entries.map((one) => ({ ...one, questions: (one.questions ?? []).filter((_question, i) => !isHeld(i)) })),
  )
  return entries.flatMap(({ id, questions = [] }, e) =>
    questions
      .filter((_question, i) => isHeld(i))
      .map((question): HeldQuestion => ({ question, id, fold: (e % 2) as 0 | 1, base })),
  )
}

export function baseOf(entries: AnswerCandidate[]): EntryBase {
  const passages = entries.map(({ id, title, text, questions = [], source }) => ({
    id,
    text,
    questions,
    ...(title && { title }),
    ...(source && { source }),
  }))
  return {
    index: buildIndex(passages, { meaning, words, concepts }),
    byId: new Map(entries.map((one) => [one.id, one])),
  }
}

export function foundFor({ index, byId }: EntryBase, question: string, without?: string): AnswerCandidate[] {
  return search(index, question, { limit: 20, filter: (id) => id !== without }).map((hit) => ({
    ...byId.get(hit.id)!,
    score: hit.score,
  }))
}

function readFor(base: EntryBase, question: string, without?: string) {
  const understood = readQuestion(question, rarityOf(base.index))
  return { understood, entries: readEntries(understood, foundFor(base, question, without), { meaning, words }) }
}

/** All entries found for each question, its own against the others. */
export function entryLists(held: HeldQuestion[], weight: number): Lists {
  const lists: Lists = { rows: [], targets: [], groups: [] }
  for (const { question, id, base } of held) {
    const { entries } = readFor(base, question)
    if (!entries.some((one) => one.candidate.id === id)) continue
    const from = lists.rows.length
    for (const one of entries) {
      lists.rows.push(one.features)
      lists.targets.push(one.candidate.id === id ? 1 : 0)
    }
    lists.groups.push({ from, to: lists.rows.length, weight, set: 'entries' })
  }
  return lists
}

/** Each question as it is, without its entry, and questions about other things. */
export function entryDecisions(
  set: EntrySet,
  held: HeldQuestion[],
  ranker: BoostedTrees,
  isFar: (i: number) => boolean,
): Rows {
  const rows: Rows = { rows: [], targets: [], weights: [], sets: [] }
  const put = (base: EntryBase, question: string, name: string, right: string | undefined, weight: number) => {
    const { understood, entries } = readFor(base, question, name === 'near' ? right : undefined)
    const ranked = rankReadEntries(entries, ranker)
    if (ranked.length === 0) return
    rows.rows.push(entryDecisionFeatures(understood, ranked))
    rows.targets.push(name === 'answerable' && ranked[0]!.candidate.id === right ? 1 : 0)
    rows.weights.push(weight * set.weight)
    rows.sets.push(`${set.name}/${name}`)
  }
  for (const { question, id, base } of held) {
    put(base, question, 'answerable', id, 1)
    put(base, question, 'near', id, 0.8)
  }
  const base = held[0]?.base
  if (base) for (const [i, question] of set.far.entries()) if (isFar(i)) put(base, question, 'far', undefined, 1)
  return rows
}
