import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { appendMessage, resolve } from './ownership.ts'

interface CloseIdle {
  db: Db
  /** What is said at the end, in the customer's language. */
  farewell(language: 'zh' | 'en'): string
}

/** Quiet for so long, a conversation of the bot's is over. */
const idleMinutes = 30
const atOnce = 100

/**
 * Closes conversations that the bot owns and nobody has written in for half an hour, and asks for a rating. What is still
 * being waited for (a refund to arrive) is told in it all the same. Answers how many were closed.
 */
export function makeCloseIdle({ db, farewell }: CloseIdle) {
  return async (): Promise<number> => {
    const isIdle = sql`status = 'open' and owner = 'bot' and due_seq <= done_seq and checkpoint is null
      and updated_at < now() - ${idleMinutes} * interval '1 minute'`
    const idle = await db.system(async (tx) => {
      const { rows } = await sql<{ id: string; workspace_id: string; language: 'zh' | 'en' }>`
        select id, workspace_id, language from conversations where ${isIdle} limit ${atOnce}`.execute(tx.query)
      return rows
    })
    for (const { id, workspace_id, language } of idle)
      await db.tenant(workspace_id, async (tx) => {
        // The customer may have come back since.
        const { rows } = await sql`select 1 from conversations where id = ${id} and ${isIdle} for update`.execute(
          tx.query,
        )
        if (rows.length === 0 || !(await resolve(tx, id, null, true))) return
        await appendMessage(tx, {
          conversationId: id,
          sender: 'system',
          text: farewell(language),
          parts: [{ type: 'rating', scale: 5 }],
          event: { type: 'resolved', data: { reason: 'idle' } },
          idempotencyKey: `idle:${id}`,
        })
      })
    return idle.length
  }
}
