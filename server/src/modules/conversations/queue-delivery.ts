import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'

/** Works off the outbox of one conversation: payload `{ workspaceId, conversationId }`. */
export const deliverJob = 'channels.deliver'

/** Has the conversation's outbox worked off (from `runAt` on) once the transaction commits; one waiting job each is enough. */
export function wakeDelivery(tx: Tx, workspaceId: string, conversationId: string, runAt?: Date): Promise<void> {
  return addJob(tx, deliverJob, { workspaceId, conversationId }, { key: `deliver:${conversationId}`, runAt })
}

/**
 * A part of the statements that store our messages: rows of `stored` in conversations of `thread` get their place in the outbox
 * where the channel is pushed to. On the web, whose clients fetch, it costs one look at the account.
 */
export const queueDeliveries = sql`queued as (
  insert into deliveries (message_id, workspace_id, conversation_id, channel_account_id)
  select stored.id, thread.workspace_id, thread.id, thread.channel_account_id
  from stored, thread join channel_accounts account on account.id = thread.channel_account_id and account.pushed
  returning message_id
)`
