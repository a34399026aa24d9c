import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { Knowledge } from '../modules/knowledge/index.ts'

export interface LookUp {
  workspaceId: string
  query: string
  language: 'zh' | 'en'
  asker: Asker
  at: Date
}

/** What the knowledge base answers, `{id, title, answer, score, page?}`; null when it does not know. */
export async function lookUp(
  knowledge: Pick<Knowledge, 'answer'>,
  { workspaceId, query, ...around }: LookUp,
): Promise<object | null> {
  const { answer } = await knowledge.answer(workspaceId, { text: query, ...around })
  const [source] = answer.sources
  if (answer.decision !== 'answer' || !source) return null
  const { id, title, page } = source
  return { id, title, answer: answer.text, score: answer.confidence, ...(page !== undefined && { page }) }
}
