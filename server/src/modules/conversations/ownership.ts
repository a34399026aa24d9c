import type { Outcome, Owner, OwnerReason, Part } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { queueDeliveries, wakeDelivery } from './queue-delivery.ts'
import type { PiiSpan } from './stored.ts'

/** What must be true of a conversation for a change to be possible, and what becomes of it. */
export interface OwnerChange {
  conversationId: string
  to: Owner
  reason: OwnerReason
  agentId?: string | null
  skill?: string | null
  priority?: number
  /** Who made the change, when it was a colleague. */
  byStaffId?: string | null
  /** Only when it stands like this now; otherwise nothing happens. */
  only?: { owners: Owner[]; agentId?: string | null }
}

export interface OwnerChanged {
  from: Owner
  fromAgentId: string | null
}

/**
 * Changes who is responsible, atomically: of several who try under the same condition exactly one wins, the others get
 * undefined. The line the customer sees about it is for the caller to append.
 */
export async function changeOwner(tx: Tx, change: OwnerChange): Promise<OwnerChanged | undefined> {
  const owners = change.only?.owners ?? ['bot', 'queue', 'agent', 'nobody']
  const agentId = change.to === 'agent' ? (change.agentId ?? null) : null
  const { rows } = await sql<{ workspace_id: string; from_owner: Owner; from_agent: string | null }>`
    with before as (select id, owner, agent_id, workspace_id from conversations where id = ${change.conversationId} for update),
    changed as (
      update conversations c set owner = ${change.to}, owner_reason = ${change.reason}, agent_id = ${agentId},
        skill = case when ${change.to} = 'queue' then ${change.skill ?? null} else c.skill end,
        queued_at = case when ${change.to} = 'queue' then now() else null end,
        priority = coalesce(${change.priority ?? null}, c.priority),
        done_seq = case when ${change.to} = 'bot' then c.done_seq else c.last_seq end,
        due_seq = case when ${change.to} = 'bot' then c.due_seq else c.last_seq end,
        -- Runs that had a question meanwhile may ask it now.
        wakes = c.wakes + case when ${change.to} = 'bot' and jsonb_array_length(coalesce(c.dialogue->'parked', '[]')) > 0 then 1 else 0 end,
        updated_at = now()
      from before where c.id = before.id and before.owner = any(${owners})
        and (${change.only?.agentId ?? null}::uuid is null or before.agent_id = ${change.only?.agentId ?? null}::uuid)
      returning before.owner as from_owner, before.agent_id as from_agent, before.workspace_id
    ), told as (
      insert into owner_changes (workspace_id, conversation_id, from_owner, to_owner, reason, staff_id)
      select workspace_id, ${change.conversationId}::uuid, from_owner, ${change.to}, ${change.reason}, ${change.byStaffId ?? null}::uuid from changed
    )
    select * from changed`.execute(tx.query)
  const row = rows[0]
  if (!row) return undefined
  await publishFact(tx, {
    type: 'conversation.owner_changed',
    workspaceId: row.workspace_id,
    conversationId: change.conversationId,
    data: { from: row.from_owner, to: change.to, reason: change.reason, agentId, fromAgentId: row.from_agent },
  })
  return { from: row.from_owner, fromAgentId: row.from_agent }
}

export interface OutboundMessage {
  conversationId: string
  sender: 'bot' | 'agent' | 'system'
  staffId?: string | null
  text: string
  parts?: Part[]
  pii?: PiiSpan[]
  event?: { type: string; data: Record<string, unknown> } | null
  /** A repeat with the same key changes nothing. */
  idempotencyKey?: string | null
}

/** Appends a message of ours at the end of a conversation; answers its seq, and whether it was there already. */
export async function appendMessage(
  tx: Tx,
  message: OutboundMessage,
): Promise<{ id: string; seq: number; repeat: boolean }> {
  if (message.idempotencyKey) {
    // Locked first: only a statement begun afterwards sees what somebody else said under the same key meanwhile.
    await sql`select 1 from conversations where id = ${message.conversationId} for update`.execute(tx.query)
    const { rows } = await sql<{ id: string; seq: number }>`
      select id, seq from messages where conversation_id = ${message.conversationId} and idempotency_key = ${message.idempotencyKey}`.execute(
      tx.query,
    )
    if (rows[0]) return { ...rows[0], repeat: true }
  }
  const last = JSON.stringify({ sender: message.sender, text: message.text.slice(0, 200), pii: message.pii ?? [] })
  const { rows } = await sql<{ id: string; seq: number; workspace_id: string; pushed: boolean }>`
    with thread as (
      update conversations set last_seq = last_seq + 1, updated_at = now(),
        last_message = ${last}::jsonb || jsonb_build_object('at', now())
      where id = ${message.conversationId} returning id, workspace_id, last_seq, channel_account_id
    ), stored as (
    insert into messages (workspace_id, conversation_id, seq, sender, staff_id, text, parts, pii, event, idempotency_key)
    select workspace_id, id, last_seq, ${message.sender}, ${message.staffId ?? null}::uuid, ${message.text},
      ${JSON.stringify(message.parts ?? [])}::jsonb, ${JSON.stringify(message.pii ?? [])}::jsonb,
      ${message.event ? JSON.stringify(message.event) : null}::jsonb, ${message.idempotencyKey ?? null}
    from thread returning id, seq, workspace_id
    ), ${queueDeliveries}
    select stored.*, exists (select from queued) as pushed from stored`.execute(tx.query)
  const row = rows[0]
  if (!row) throw new Error('no such conversation')
  if (row.pushed) await wakeDelivery(tx, row.workspace_id, message.conversationId)
  await publishFact(tx, {
    type: 'message.sent',
    workspaceId: row.workspace_id,
    conversationId: message.conversationId,
    data: { seq: row.seq, messageId: row.id, sender: message.sender },
  })
  return { id: row.id, seq: row.seq, repeat: false }
}

/** Closes a conversation; false when it was closed already. */
export async function resolve(
  tx: Tx,
  conversationId: string,
  outcome: Outcome | null,
  askRating: boolean,
): Promise<boolean> {
  const { rows } = await sql<{ workspace_id: string }>`
    update conversations set status = 'resolved', resolved_at = now(), updated_at = now(), outcome = coalesce(${outcome}, outcome),
      rating = case when ${askRating} and rating = 'none' then 'asked' else rating end
    where id = ${conversationId} and status = 'open' returning workspace_id`.execute(tx.query)
  const row = rows[0]
  if (!row) return false
  await publishFact(tx, {
    type: 'conversation.resolved',
    workspaceId: row.workspace_id,
    conversationId,
    data: { outcome },
  })
  return true
}
