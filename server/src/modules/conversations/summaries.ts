import type { ConversationSummary } from '@loopdesk/contracts/api/conversations.ts'
import { maskText } from '@loopdesk/engines/masking/mask-text.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, containing, cutPage, microsOf, type PageCursor } from '../../infra/page-cursor.ts'
import type { PiiSpan } from './stored.ts'

export type View = 'mine' | 'queue' | 'bot' | 'open' | 'resolved' | 'all'

export interface ListFilter {
  view: View
  /** Whose `mine` is meant; null for API keys, which own nothing. */
  staffId: string | null
  customerId?: string | undefined
  search?: string | undefined
  /** Customers the search names by an identity. */
  customerIds?: string[]
  after?: PageCursor | undefined
  limit: number
}

/** A page of conversations, newest activity first. */
export async function listSummaries(
  tx: Tx,
  filter: ListFilter,
): Promise<{ items: ConversationSummary[]; next: string | null }> {
  const rows = await readSummaryRows(
    tx,
    sql`${inView(filter.view, filter.staffId)}
      and (${filter.customerId ?? null}::uuid is null or c.customer_id = ${filter.customerId ?? null}::uuid)
      and ${matching(filter)} and ${afterCursor(sql`c.updated_at`, sql`c.id`, filter.after)}`,
    filter.limit + 1,
  )
  const page = cutPage(rows, filter.limit)
  return { items: page.rows.map(toSummary), next: page.next }
}

/** Conversations as they stand now, in no particular order; those that are not of this workspace are missing. */
export async function readSummaries(tx: Tx, ids: readonly string[]): Promise<ConversationSummary[]> {
  if (ids.length === 0) return []
  const rows = await readSummaryRows(tx, sql`c.id = any(${ids}::uuid[])`, ids.length)
  return rows.map(toSummary)
}

/** How many conversations each view holds. */
export async function countViews(
  tx: Tx,
  staffId: string | null,
): Promise<Record<'mine' | 'queue' | 'bot' | 'open' | 'resolved', number>> {
  const { rows } = await sql<Record<'mine' | 'queue' | 'bot' | 'open' | 'resolved', number>>`
    select count(*) filter (where ${inView('mine', staffId)}) as mine, count(*) filter (where ${inView('queue', null)}) as queue,
      count(*) filter (where ${inView('bot', null)}) as bot, count(*) filter (where ${inView('open', null)}) as open,
      count(*) filter (where ${inView('resolved', null)}) as resolved
    from conversations c where c.workspace_id = ${tx.workspaceId}`.execute(tx.query)
  return rows[0]!
}

function inView(view: View, staffId: string | null): RawBuilder<unknown> {
  switch (view) {
    case 'all':
      return sql`true`
    case 'open':
    case 'resolved':
      return sql`c.status = ${view}`
    case 'mine':
      return sql`(c.status = 'open' and c.owner = 'agent' and c.agent_id = ${staffId}::uuid)`
    default:
      return sql`(c.status = 'open' and c.owner = ${view})`
  }
}

/**
 * By customer, agent or what was said. Messages with personal data are not searched for parts of numbers: guessing a number
 * digit by digit would read what is masked.
 */
function matching({ search, customerIds = [] }: ListFilter): RawBuilder<unknown> {
  if (!search?.trim()) return sql`true`
  const pattern = containing(search)
  const guessing = /\d|@/.test(search) && search.replace(/\D/g, '').length < 11
  return sql`(cu.name ilike ${pattern} or s.name ilike ${pattern} or cu.id = any(${customerIds}::uuid[]) or exists (
    select from messages m where m.conversation_id = c.id and m.text ilike ${pattern} and (not ${guessing} or m.pii = '[]')))`
}

interface SummaryRow extends PageCursor {
  status: ConversationSummary['status']
  owner: ConversationSummary['owner']
  owner_reason: ConversationSummary['reason']
  agent_id: string | null
  agent_name: string | null
  topic: string | null
  topic_name: { zh: string; en: string } | null
  language: 'zh' | 'en'
  priority: number
  mood: ConversationSummary['mood']
  outcome: ConversationSummary['outcome']
  last_seq: number
  last_message: { sender: string; text: string; pii: PiiSpan[]; at: string } | null
  customer_id: string
  customer_name: string | null
  external_id: string | null
  channel_id: string
  channel_kind: string
  channel_name: string
  unread: number
  waiting_since: Date | null
  created_at: Date
  updated_at: Date
}

/**
 * A person waits from entering the queue until an agent's first word, then from their first message after the agent's last.
 * Messages count as unread only where an agent is to read them.
 */
async function readSummaryRows(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<SummaryRow[]> {
  const { rows } = await sql<SummaryRow>`
    select c.id, c.status, c.owner, c.owner_reason, c.agent_id, s.name as agent_name, c.topic, c.topic_name, c.language, c.priority, c.mood, c.outcome,
      c.last_seq, c.last_message, c.created_at, c.updated_at, ${microsOf(sql`c.updated_at`)} as micros,
      c.customer_id, cu.name as customer_name, known.masked as external_id, ch.id as channel_id, ch.kind as channel_kind, ch.name as channel_name,
      case when c.status = 'open' and c.owner in ('queue', 'agent') then (
        select count(*) from messages m where m.conversation_id = c.id and m.sender = 'customer' and m.seq > c.agent_read_seq) else 0 end as unread,
      case when c.status = 'open' and c.owner = 'queue' then coalesce(entered.at, c.queued_at)
        when c.status = 'open' and c.owner = 'agent' then case when answered.at is null or answered.at < entered.at then entered.at
          else (select min(m.created_at) from messages m where m.conversation_id = c.id and m.sender = 'customer' and m.seq > answered.seq) end
      end as waiting_since
    from conversations c join customers cu on cu.id = c.customer_id join channel_accounts ch on ch.id = c.channel_account_id
    left join staff s on s.id = c.agent_id
    left join lateral (select i.masked from customer_identities i where i.customer_id = cu.id and i.kind in ('external', 'proven_external')
      order by i.kind, i.created_at desc limit 1) known on true
    left join lateral (select o.at from owner_changes o where o.conversation_id = c.id and o.from_owner in ('bot', 'nobody')
      and o.to_owner in ('queue', 'agent') and c.owner in ('queue', 'agent') order by o.id desc limit 1) entered on true
    left join lateral (select m.created_at as at, m.seq from messages m where m.conversation_id = c.id and m.sender = 'agent'
      and c.owner = 'agent' order by m.seq desc limit 1) answered on true
    where c.workspace_id = ${tx.workspaceId} and ${condition}
    order by c.updated_at desc, c.id desc limit ${limit}`.execute(tx.query)
  return rows
}

function toSummary(row: SummaryRow): ConversationSummary {
  const { last_message: last } = row
  return {
    id: row.id,
    customer: { id: row.customer_id, name: row.customer_name ?? '', externalId: row.external_id },
    channel: { id: row.channel_id, kind: row.channel_kind, name: row.channel_name },
    status: row.status,
    owner: row.owner,
    agent: row.agent_id ? { id: row.agent_id, name: row.agent_name ?? '' } : null,
    reason: row.owner_reason,
    topic: row.topic,
    topicName: row.topic_name,
    language: row.language,
    priority: row.priority,
    mood: row.mood,
    outcome: row.outcome,
    lastSeq: row.last_seq,
    lastMessage: last && {
      sender: last.sender,
      text: maskText(last.text, last.pii),
      at: new Date(last.at).toISOString(),
    },
    unread: row.unread,
    waitingSince: row.waiting_since?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** Kind of the channel a conversation is on (web, wecom …); '' where it has none, undefined where there is no such conversation. */
export async function channelKindOf(tx: Tx, conversationId: string): Promise<string | undefined> {
  const { rows } = await sql<{ kind: string }>`
    select coalesce(ch.kind, '') as kind from conversations c left join channel_accounts ch on ch.id = c.channel_account_id
    where c.id = ${conversationId}`.execute(tx.query)
  return rows[0]?.kind
}
