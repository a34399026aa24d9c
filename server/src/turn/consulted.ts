import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'

/** A question that was put to the knowledge base in this turn, and what it said. */
export interface Consulted {
  text: string
  language: 'zh' | 'en'
  answer: KnowledgeAnswer
  candidates: { id: string; title: string; score: number; category: string }[]
  /** Milliseconds. */
  ms: number
}
