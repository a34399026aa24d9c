import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'

export interface Feedback {
  conversationId: string
  /** Whose conversation it must be. */
  customerId: string
  seq: number
  helpful: boolean
}

/** Notes whether one of the bot's messages helped its customer; the last word counts. False when there is no such message. */
export function makeGiveFeedback({ db }: { db: Db }) {
  return (workspaceId: string, { conversationId, customerId, seq, helpful }: Feedback): Promise<boolean> =>
    db.tenant(workspaceId, async (tx) => {
      const { rows: known } = await sql`
        select 1 from messages m join conversations c on c.id = m.conversation_id
        where m.conversation_id = ${conversationId} and m.seq = ${seq} and m.sender = 'bot' and c.customer_id = ${customerId}`.execute(
        tx.query,
      )
      if (known.length === 0) return false
      const { rows } = await sql`
        insert into message_feedback (workspace_id, conversation_id, seq, helpful)
        values (${workspaceId}, ${conversationId}, ${seq}, ${helpful})
        on conflict (conversation_id, seq) do update set helpful = excluded.helpful, at = now()
          where message_feedback.helpful <> excluded.helpful
        returning 1`.execute(tx.query)
      if (rows.length > 0)
        await publishFact(tx, { type: 'message.feedback', workspaceId, conversationId, data: { seq, helpful } })
      return true
    })
}

/** Whether the bot's last words, after those of any agent, did not help the customer. */
export async function isDislikedInTheEnd(tx: Tx, conversationId: string): Promise<boolean> {
  const { rows } = await sql`
    select from message_feedback where conversation_id = ${conversationId} and not helpful
      and seq > (select coalesce(max(seq), 0) from messages where conversation_id = ${conversationId} and sender = 'agent')`.execute(
    tx.query,
  )
  return rows.length > 0
}
