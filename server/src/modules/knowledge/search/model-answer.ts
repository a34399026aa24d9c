import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { Answer } from '@loopdesk/engines/answers/answer.ts'
import type { Candidate } from './candidates.ts'
import type { Question } from './deps.ts'

/** What became of asking a model. */
export interface ModelTrace {
  used: boolean
  why: string
  /** Sentences that were taken out because no source says so. */
  removed: { text: string; why: string }[]
}

/** Has a model word an answer from the candidates; without `answer` the extractive one stands. */
export type WordByModel = (
  workspaceId: string,
  question: Question,
  candidates: Candidate[],
  extracted: Answer,
) => Promise<{ answer?: Pick<KnowledgeAnswer, 'text' | 'sources'>; trace: ModelTrace }>
