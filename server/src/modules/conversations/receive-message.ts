import type { SentForm } from '@loopdesk/contracts/form.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import { type Db, isUniqueViolation, type Tx } from '../../infra/db.ts'
import type { PiiSpan } from './stored.ts'
import { type ClaimRow, claimColumns, leaseSeconds } from './turn-lease.ts'

export interface InboundMessage {
  workspaceId: string
  channelAccountId: string
  customerId: string
  /** The channel's own id of the message. Channels and clients send again, so this is what makes us idempotent. */
  externalId: string
  clientId: string | null
  text: string
  parts: Part[]
  pii: PiiSpan[]
  /** Value of a pressed button. */
  choice: string | null
  /** The answers of a form. */
  form?: SentForm | null
  language: 'zh' | 'en'
  page: object | null
  /** The worker that takes the turn at once when nobody else has it; null where this process does not work on turns. */
  worker: string | null
}

export interface Received {
  status: 'stored' | 'duplicate'
  conversationId: string
  seq: number
  at: Date
  messageId: string
  owner: string
  /** The turn was claimed with the message: whoever called now works on it. */
  claim: ClaimRow | null
  /** No earlier message waits for a turn: the claimed turn is about this one alone. */
  alone: boolean
}

export type ReceiveMessage = (message: InboundMessage) => Promise<Received>

/**
 * Stores one customer message exactly once, at the end of the customer's open conversation (opened when there is none), and
 * announces it in the same transaction. When the bot owns the conversation and no worker has its turn, the turn is claimed
 * in the same statement, which saves the common case a transaction.
 */
export function makeReceiveMessage({ db }: { db: Db }): ReceiveMessage {
  return async (message) => {
    for (;;) {
      try {
        const received = await db.tenant(message.workspaceId, (tx) => receive(tx, message))
        if (received) return received
      } catch (error) {
        // Two deliveries of the same message raced, or two first messages: the loser looks again and finds the winner's.
        if (!isUniqueViolation(error)) throw error
      }
    }
  }
}

async function receive(tx: Tx, message: InboundMessage): Promise<Received | undefined> {
  const known = await append(tx, message)
  if (known) return known
  const duplicate = await findDuplicate(tx, message)
  if (duplicate) return duplicate
  await sql`
    insert into conversations (workspace_id, channel_account_id, customer_id, language)
    values (${message.workspaceId}, ${message.channelAccountId}, ${message.customerId}, ${message.language})`.execute(
    tx.query,
  )
  return append(tx, message)
}

interface AppendedRow extends ClaimRow {
  message_id: string
  at: Date
  seq: number
  claimed: boolean
  settled: boolean
}

/** One statement: take the next seq (which locks the conversation), store, announce, claim. Nothing when it is a repeat. */
async function append(tx: Tx, message: InboundMessage): Promise<Received | undefined> {
  const { rows } = await sql<AppendedRow>`
    with before as materialized (
      select id, lease_until, due_seq <= done_seq as settled from conversations
      where channel_account_id = ${message.channelAccountId} and customer_id = ${message.customerId} and status = 'open'
      for update
    ), thread as (
      update conversations c set
        last_seq = c.last_seq + 1,
        due_seq = case when c.owner = 'bot' then c.last_seq + 1 else c.due_seq end,
        done_seq = case when c.owner = 'bot' then c.done_seq else c.last_seq + 1 end,
        language = ${message.language},
        page = coalesce(${json(message.page)}::jsonb, c.page),
        last_message = ${json({ sender: 'customer', text: message.text.slice(0, 200), pii: message.pii })}::jsonb || jsonb_build_object('at', now()),
        updated_at = now(),
        lease_holder = case when ${claimable(message.worker)} then ${message.worker}::uuid else c.lease_holder end,
        lease_epoch = case when ${claimable(message.worker)} then c.lease_epoch + 1 else c.lease_epoch end,
        lease_until = case when ${claimable(message.worker)} then now() + ${leaseSeconds} * interval '1 second' else c.lease_until end
      from before
      where c.id = before.id and not exists (
        select 1 from messages m where m.channel_account_id = ${message.channelAccountId} and m.external_id = ${message.externalId})
      returning c.*, (${claimable(message.worker, sql`before.lease_until`)}) as claimed, before.settled
    ), stored as (
      insert into messages (workspace_id, conversation_id, seq, sender, text, parts, pii, channel_account_id, external_id, client_id, choice, form)
      select workspace_id, id, last_seq, 'customer', ${message.text}, ${json(message.parts)}::jsonb, ${json(message.pii)}::jsonb,
        ${message.channelAccountId}, ${message.externalId}, ${message.clientId}, ${message.choice}, ${json(message.form ?? null)}::jsonb
      from thread returning id, seq, created_at
    ), fact as (
      insert into facts (type, workspace_id, conversation_id, data)
      select 'message.received', thread.workspace_id, thread.id, jsonb_build_object('seq', stored.seq, 'messageId', stored.id)
      from thread, stored
    )
    select ${claimColumns(sql`thread`)}, stored.id as message_id, stored.created_at as at, stored.seq, thread.claimed, thread.settled
    from thread, stored`.execute(tx.query)
  const row = rows[0]
  if (!row) return undefined
  tx.wroteFacts()
  const { message_id: messageId, at, seq, claimed, settled: alone } = row
  return {
    status: 'stored',
    conversationId: row.id,
    seq,
    at,
    messageId,
    owner: row.owner,
    claim: claimed ? row : null,
    alone,
  }
}

/** True in SQL when the turn is free for this worker. */
function claimable(worker: string | null, leaseUntil = sql`c.lease_until`) {
  return sql`(${worker}::uuid is not null and c.owner = 'bot' and (${leaseUntil} is null or ${leaseUntil} < now()))`
}

async function findDuplicate(tx: Tx, message: InboundMessage): Promise<Received | undefined> {
  const { rows } = await sql<{ id: string; conversation_id: string; seq: number; created_at: Date; owner: string }>`
    select m.id, m.conversation_id, m.seq, m.created_at, c.owner
    from messages m join conversations c on c.id = m.conversation_id
    where m.channel_account_id = ${message.channelAccountId} and m.external_id = ${message.externalId}`.execute(
    tx.query,
  )
  const row = rows[0]
  if (!row) return undefined
  const { id: messageId, conversation_id: conversationId, seq, created_at: at, owner } = row
  return { status: 'duplicate', conversationId, seq, at, messageId, owner, claim: null, alone: false }
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}
