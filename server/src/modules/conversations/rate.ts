import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { appendMessage } from './ownership.ts'

export interface Rating {
  score: number
  comment: string
  clientId: string
  channelAccountId: string
  externalId: string
  /** What is said in thanks. */
  thanks: string
}

/** Stores the customer's rating, once, as a message of theirs; undefined when none was asked for. */
export function makeRate({ db }: { db: Db }) {
  return (
    workspaceId: string,
    conversationId: string,
    rating: Rating,
  ): Promise<{ seq: number; at: Date; duplicate: boolean } | undefined> =>
    db.tenant(workspaceId, async (tx) => {
      const { rows: before } = await sql<{ seq: number; at: Date }>`
        select seq, created_at as at from messages where channel_account_id = ${rating.channelAccountId} and external_id = ${rating.externalId}`.execute(
        tx.query,
      )
      if (before[0]) return { ...before[0], duplicate: true }
      const text = `${'★'.repeat(rating.score)}${'☆'.repeat(5 - rating.score)} ${rating.comment}`.trim()
      const { rows } = await sql<{ seq: number; at: Date }>`
        with thread as (
          update conversations set rating = 'given', rating_score = ${rating.score}, rating_comment = ${rating.comment},
            last_seq = last_seq + 1, done_seq = last_seq + 1, due_seq = last_seq + 1, updated_at = now()
          where id = ${conversationId} and rating = 'asked' returning id, workspace_id, last_seq
        )
        insert into messages (workspace_id, conversation_id, seq, sender, text, channel_account_id, external_id, client_id)
        select workspace_id, id, last_seq, 'customer', ${text}, ${rating.channelAccountId}, ${rating.externalId}, ${rating.clientId}
        from thread returning seq, created_at as at`.execute(tx.query)
      if (!rows[0]) return undefined
      await appendMessage(tx, {
        conversationId,
        sender: 'system',
        text: rating.thanks,
        event: { type: 'rated', data: { score: rating.score } },
      })
      await publishFact(tx, { type: 'conversation.rated', workspaceId, conversationId, data: { score: rating.score } })
      return { ...rows[0], duplicate: false }
    })
}
