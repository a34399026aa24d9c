import type { Message, PublicConversation } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { type MessageRow, toMessage } from './stored.ts'

/** Message rows after a seq, in order, with what delivery needs. */
export async function readRows(tx: Tx, conversationId: string, afterSeq: number, limit = 500): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select m.id, m.conversation_id, m.seq, m.sender, s.name as sender_name, m.text, m.parts, m.pii, m.event, m.client_id, m.form, m.turn_id,
      m.created_at, d.state as delivery_state, d.reason as delivery_reason, c.received_seq, c.read_seq
    from messages m join conversations c on c.id = m.conversation_id
    left join staff s on s.id = m.staff_id left join deliveries d on d.message_id = m.id
    where m.conversation_id = ${conversationId} and m.seq > ${afterSeq} order by m.seq limit ${limit}`.execute(tx.query)
  return rows
}

/** What the customer sees after a seq. */
export async function readMessages(tx: Tx, conversationId: string, afterSeq: number): Promise<Message[]> {
  return (await readRows(tx, conversationId, afterSeq)).map(toMessage)
}

/** How the conversation stands for its customer; the expected wait is by the caller's estimate of seconds per place in the queue. */
export async function readPublic(
  tx: Tx,
  conversationId: string,
  secondsPerPlace: number,
): Promise<PublicConversation | undefined> {
  const { rows } = await sql<{
    id: string
    status: 'open' | 'resolved'
    owner: PublicConversation['owner']
    agent_name: string | null
    last_seq: number
    done_seq: number
    due_seq: number
    rating: PublicConversation['rating']
    position: number
  }>`
    select c.id, c.status, c.owner, s.name as agent_name, c.last_seq, c.done_seq, c.due_seq, c.rating,
      case when c.owner = 'queue' then (
        select count(*)::int from conversations q where q.workspace_id = c.workspace_id and q.owner = 'queue'
          and (q.priority > c.priority or (q.priority = c.priority and q.queued_at <= c.queued_at))) else 0 end as position
    from conversations c left join staff s on s.id = c.agent_id where c.id = ${conversationId}`.execute(tx.query)
  const row = rows[0]
  if (!row) return undefined
  const position = Math.max(1, row.position)
  return {
    id: row.id,
    status: row.status,
    owner: row.owner,
    agentName: row.agent_name,
    queue: row.owner === 'queue' ? { position, expectedWaitSeconds: Math.round(position * secondsPerPlace) } : null,
    lastSeq: row.last_seq,
    settledSeq: row.done_seq >= row.due_seq ? row.last_seq : row.done_seq,
    rating: row.rating,
  }
}

/** The conversation a customer's client shows: the open one, else the newest. */
export async function currentConversation(
  tx: Tx,
  channelAccountId: string,
  customerId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from conversations where channel_account_id = ${channelAccountId} and customer_id = ${customerId}
    order by (status = 'open') desc, created_at desc limit 1`.execute(tx.query)
  return rows[0]?.id
}

/** The conversation a customer had last, on any channel. */
export async function newestOf(tx: Tx, customerId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from conversations where customer_id = ${customerId} and workspace_id = ${tx.workspaceId}
    order by created_at desc limit 1`.execute(tx.query)
  return rows[0]?.id
}
