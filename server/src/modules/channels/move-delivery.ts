import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { addNote } from '../conversations/index.ts'

type Receipt = 'delivered' | 'read' | 'failed'

/** States a receipt may change; it never takes a message back to an earlier one. */
const before: Record<Receipt, string[]> = {
  delivered: ['sent', 'failed'],
  read: ['sent', 'delivered', 'failed'],
  failed: ['sent'],
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export interface ReceiptOf {
  channelAccountId: string
  /** The channel's id of our message, or ours. */
  messageId: string
  state: Receipt
  reason: string | null
}

/**
 * Writes down how far a message got as its channel tells. Answers our id of the message and its state now; undefined when
 * there is no such message or it is still on its way out, so that nothing can be said about it yet.
 */
export async function noteReceipt(
  tx: Tx,
  receipt: ReceiptOf,
): Promise<{ messageId: string; state: string } | undefined> {
  const own = uuid.test(receipt.messageId) ? receipt.messageId : null
  const { rows } = await sql<{ message_id: string; conversation_id: string; state: string }>`
    select message_id, conversation_id, state from deliveries
    where channel_account_id = ${receipt.channelAccountId} and (external_id = ${receipt.messageId} or message_id = ${own}::uuid)
    order by updated_at desc limit 1 for update`.execute(tx.query)
  const row = rows[0]
  if (!row || row.state === 'queued') return undefined
  const { message_id: messageId, conversation_id: conversationId } = row
  if (!before[receipt.state].includes(row.state)) return { messageId, state: row.state }
  if (receipt.state === 'failed')
    await failDelivery(tx, { messageId, conversationId, reason: receipt.reason ?? 'refused' })
  else {
    await sql`update deliveries set state = ${receipt.state}, reason = null, updated_at = now() where message_id = ${messageId}`.execute(
      tx.query,
    )
    await tellState(tx, conversationId, messageId, receipt.state)
  }
  return { messageId, state: receipt.state }
}

/** Gives a message up: visible at the message, told as a fact, and noted for whoever looks after the conversation. */
export async function failDelivery(
  tx: Tx,
  { messageId, conversationId, reason }: { messageId: string; conversationId: string; reason: string },
): Promise<void> {
  await sql`update deliveries set state = 'failed', reason = ${reason}, updated_at = now() where message_id = ${messageId}`.execute(
    tx.query,
  )
  await tellState(tx, conversationId, messageId, 'failed')
  await publishFact(tx, {
    type: 'delivery.failed',
    workspaceId: tx.workspaceId!,
    conversationId,
    data: { messageId, reason },
  })
  const { rows } = await sql<{ locale: string; seq: number }>`
    select w.locale, m.seq from messages m join workspaces w on w.id = m.workspace_id where m.id = ${messageId}`.execute(
    tx.query,
  )
  const { locale, seq } = rows[0]!
  await addNote(tx, {
    conversationId,
    text: locale.startsWith('zh')
      ? `第 ${seq} 条消息没有送达客户（${reason}），已停止重试。请换一种方式联系客户，或重新发送。`
      : `Message ${seq} did not reach the customer (${reason}) and is no longer retried. Reach them another way, or send it again.`,
    author: locale.startsWith('zh') ? '系统' : 'System',
    staffId: null,
    idempotencyKey: `delivery:${messageId}`,
  })
}

/** Tells those who watch the conversation. */
export async function tellState(tx: Tx, conversationId: string, messageId: string, state: string): Promise<void> {
  await publishFact(tx, {
    type: 'message.receipt',
    workspaceId: tx.workspaceId!,
    conversationId,
    data: { messageId, state },
  })
}
