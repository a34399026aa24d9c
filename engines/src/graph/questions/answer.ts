import type { Fact } from '@loopdesk/contracts/graph.ts'
import type { Graph, Path } from '../graph.ts'
import type { Language } from '../show.ts'
import type { Reading } from './read-question.ts'

/** One thing of a plan, with the facts that put it there. */
export interface PlanItem {
  id: string
  name: string
  path: Path
}
/** What a fault code means and what is done about it, in order. */
export interface RepairPlan {
  code: PlanItem
  meaning: string[]
  causes: PlanItem[]
  /** `cause`: what it is done about; nothing when it is done in any case. `hours` as recorded of the step. */
  steps: (PlanItem & { cause?: string; hours?: number; parts: string[] })[]
  parts: (PlanItem & { price?: number })[]
  /** Sums of what is recorded; null where nothing is. `complete`: every step has its hours, every part its price. */
  totals: { hours: number | null; hoursComplete: boolean; price: number | null; priceComplete: boolean }
}

export type AnswerKind =
  | 'which'
  | 'count'
  | 'compare'
  | 'property'
  | 'yes_no'
  | 'superlative'
  | 'related'
  | 'repair'
  | 'none'

/** What the graph says to a question, with the facts it follows from; or why it says nothing. */
export interface GraphAnswer {
  answered: boolean
  kind: AnswerKind
  /** In the language asked for. Of a question not answered: why, where that helps whoever asks. */
  text: string
  why: 'answered' | 'nothing_linked' | 'not_understood' | 'not_recorded' | 'ambiguous'
  /** Of questions with yes or no. */
  truth?: 'yes' | 'no' | 'unknown'
  /** Each a chain of facts with their sources. */
  paths: Path[]
  facts: Fact[]
  /** What it is about, or what was found, by id. */
  entities: string[]
  table?: { header: string[]; rows: string[][] }
  repair?: RepairPlan
  /** Words nothing of the graph accounts for. */
  rest?: string[]
}

/** What every kind of question is answered from. */
export interface Asked {
  graph: Graph
  reading: Reading
  language: Language
  /** The day facts must hold on, YYYY-MM-DD. */
  day: string | undefined
}

export function answer(kind: AnswerKind, text: string, paths: Path[], more: Partial<GraphAnswer> = {}): GraphAnswer {
  const facts = [...new Set(paths.flatMap((path) => path.map((step) => step.fact)))]
  return { answered: true, kind, text, why: 'answered', paths, facts, entities: [], ...more }
}

export function decline(
  kind: AnswerKind,
  why: GraphAnswer['why'],
  text: string,
  more: Partial<GraphAnswer> = {},
): GraphAnswer {
  return { answered: false, kind, text, why, paths: [], facts: [], entities: [], ...more }
}

/** Both languages of a sentence side by side where it is made. */
export const pick = (language: Language, zh: string, en: string) => (language === 'zh' ? zh : en)
export const join = (language: Language, words: readonly string[]) => words.join(language === 'zh' ? '、' : ', ')
