import type { Understanding } from '../modules/understanding/index.ts'

export interface LookUp {
  workspaceId: string
  conversationId: string
  query: string
  language: 'zh' | 'en'
  now: Date
}

/** The knowledge entry that answers a question, `{id, title, answer, score}`; null when none does well enough. */
export async function lookUp(
  understanding: Pick<Understanding, 'read'>,
  { workspaceId, query, ...around }: LookUp,
): Promise<object | null> {
  const { reading, brain } = await understanding.read(workspaceId, { text: query, choice: null, files: [], ...around })
  const best = reading.knowledge.candidates[0]
  const entry = best && brain.entries.get(best.id)
  if (!entry || reading.knowledge.decision !== 'answer') return null
  const { language } = around
  return { id: entry.id, title: entry.title[language], answer: entry.answer[language], score: best.score }
}
