import type { PageStart } from '../documents/document.ts'
import type { Words } from '../words/word-vectors.ts'
import type { Rarity } from './rarity.ts'

/** Something found that may answer: an entry of the knowledge base or a passage of a document. */
export interface AnswerCandidate {
  id: string
  kind: 'entry' | 'text' | 'list' | 'table' | 'code' | 'picture' | 'question'
  title?: string
  /** Outermost first. */
  headings?: string[]
  /** What is quoted. Tables: one line a row, `header: cell; header: cell`. */
  text: string
  /** The question a passage of kind `question` or an entry answers. */
  question?: string
  /** Other ways to ask it. */
  questions?: string[]
  /** Row `n` is line `firstLine + n` of the text; 0 where it is left out. */
  table?: { caption?: string; header: string[]; rows: string[][]; firstLine?: number }
  page?: number
  /** Where in `text` pages after `page` begin. */
  pageStarts?: PageStart[]
  /** `entry:ID` or `document:ID`. */
  source?: string
  /** Retrieval score: only compared with the scores of the other candidates. */
  score: number
  parts?: Record<string, number>
  /** ms epoch. */
  updatedAt?: number
  /** How binding the source is; 0 where nothing is said. */
  official?: number
}

export interface AnswerRequest {
  question: string
  /** The question before this one and what it was answered from, newest last. */
  history?: EarlierQuestion[]
  /** Best first; some twenty. */
  candidates: AnswerCandidate[]
  language?: 'zh' | 'en'
  /** ms epoch; only to tell how old sources are. */
  now?: number
  /** How rare a word is in the whole knowledge base (see rarity.ts). */
  rarity?: Rarity
  /** The meaning of a text as a vector of length 1 (a sentence encoder). */
  meaning?: (text: string) => Float32Array
  /** What words of either language mean. */
  words?: Words
}

export interface EarlierQuestion {
  question: string
  /** Title or innermost heading of what it was answered from. */
  title?: string
}

export interface AnswerQuote {
  /** Candidate it is from. */
  id: string
  /** candidate.text.slice(start, end). */
  text: string
  start: number
  end: number
  page?: number
}

/** Two sources that say different things about what was asked. */
export interface Conflict {
  ids: [string, string]
  /** What they differ in: `number`, `date`, `yes_no`. */
  about: 'number' | 'date' | 'yes_no'
  /** What each of them says. */
  says: [string, string]
  preferred: string
  why: 'more_official' | 'newer' | 'better_match'
}

export interface Answer {
  decision: 'answer' | 'clarify' | 'decline'
  /** 0 to 1: how sure it is that the text answers the question. */
  confidence: number
  text: string
  quotes: AnswerQuote[]
  /** What else may be meant, for `clarify`: at most four. */
  alternatives: { id: string; title: string }[]
  conflict?: Conflict
  why: AnswerReason
  /** The question as it was understood: follow-up questions with their subject filled in. */
  understood: string
}

/** Why it was decided so, for people who check answers. */
export type AnswerReason =
  | 'found'
  | 'nothing_found'
  | 'nothing_asked'
  | 'word_missing'
  | 'code_missing'
  | 'value_missing'
  | 'not_sure'
  | 'several_meant'
