import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

/** A question as it is kept, and what became of it. */
export interface QuestionRow {
  workspace_id: string
  id: string
  at: Date
  /** Where it was asked; only what was asked in a turn has an outcome by what happened in its conversation. */
  origin: 'conversation' | 'help' | 'assist'
  conversation_id: string | null
  language: string
  text: string
  key: string
  decision: 'answered' | 'clarified' | 'declined'
  chosen: boolean
  sources: string[]
  outcome: Outcome | null
  unanswered: boolean
  cluster_id: string | null
}
export type Outcome = 'solved' | 'rated_low' | 'asked_again' | 'handed_over' | 'disliked'

/** Newest first. */
export async function readQuestions(
  tx: Tx,
  workspaceId: string,
  condition: RawBuilder<unknown>,
  limit = 1,
): Promise<QuestionRow[]> {
  const { rows } = await sql<QuestionRow>`
    select workspace_id, id, at, origin, conversation_id, language, text, key, decision, chosen, sources, outcome, unanswered, cluster_id
    from growth_questions where workspace_id = ${workspaceId} and ${condition} order by at desc, id limit ${limit}`.execute(
    tx.query,
  )
  return rows
}
