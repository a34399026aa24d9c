import type { conversationDetail } from '@loopdesk/contracts/api/conversations.ts'
import type { Owner, OwnerReason } from '@loopdesk/contracts/messages.ts'
import type { Trace } from '@loopdesk/contracts/trace.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { readNotes } from './notes.ts'
import { readStaffMessages } from './staff-messages.ts'
import { readSummaries } from './summaries.ts'

type Detail = z.input<typeof conversationDetail>

/** A conversation with its timeline after a seq, but for the brief; undefined when there is none of this id. */
export async function readThread(
  tx: Tx,
  conversationId: string,
  { afterSeq, limit }: { afterSeq: number; limit: number },
): Promise<Omit<Detail, 'brief'> | undefined> {
  const [summary] = await readSummaries(tx, [conversationId])
  if (!summary) return undefined
  return {
    ...summary,
    messages: await readStaffMessages(tx, conversationId, afterSeq, limit),
    notes: await readNotes(tx, conversationId),
    rating: await readRating(tx, conversationId),
    ownerHistory: await readOwnerHistory(tx, conversationId),
  }
}

async function readRating(tx: Tx, conversationId: string): Promise<Detail['rating']> {
  const { rows } = await sql<{ score: number; comment: string | null }>`
    select rating_score as score, rating_comment as comment from conversations
    where id = ${conversationId} and rating_score is not null`.execute(tx.query)
  return rows[0] ? { score: rows[0].score, comment: rows[0].comment ?? '' } : null
}

async function readOwnerHistory(tx: Tx, conversationId: string): Promise<Detail['ownerHistory']> {
  const { rows } = await sql<{ at: Date; from_owner: Owner; to_owner: Owner; reason: OwnerReason; who: string | null }>`
    select o.at, o.from_owner, o.to_owner, o.reason, s.name as who
    from owner_changes o left join staff s on s.id = o.staff_id
    where o.conversation_id = ${conversationId} and o.workspace_id = ${tx.workspaceId} order by o.id`.execute(tx.query)
  return rows.map(({ at, from_owner: from, to_owner: to, reason, who }) => ({
    at: at.toISOString(),
    from,
    to,
    reason,
    who,
  }))
}

/** How the bot came to a reply; undefined when the conversation has no such turn. */
export async function readTrace(tx: Tx, conversationId: string, turnId: string): Promise<Trace | undefined> {
  const { rows } = await sql<{ from_seq: number; to_seq: number; steps: Trace['steps']; ms: number; started_at: Date }>`
    select from_seq, to_seq, steps, ms, started_at from turns
    where id = ${turnId} and conversation_id = ${conversationId} and workspace_id = ${tx.workspaceId}`.execute(tx.query)
  const row = rows[0]
  if (!row) return undefined
  const { from_seq: fromSeq, to_seq: toSeq, steps, ms } = row
  return { turnId, conversationId, fromSeq, toSeq, startedAt: row.started_at.toISOString(), ms, steps }
}

/** Notes how far the owning agent has read; colleagues' lists are told. False when that agent does not own it. */
export async function markAgentRead(tx: Tx, conversationId: string, staffId: string, seq: number): Promise<boolean> {
  const { rows } = await sql<{ moved: boolean }>`
    with before as (select id, agent_read_seq from conversations where id = ${conversationId} and workspace_id = ${tx.workspaceId}
      and owner = 'agent' and agent_id = ${staffId} for update)
    update conversations c set agent_read_seq = greatest(before.agent_read_seq, least(${seq}::int, c.last_seq)) from before
    where c.id = before.id returning c.agent_read_seq > before.agent_read_seq as moved`.execute(tx.query)
  if (!rows[0]) return false
  if (rows[0].moved)
    await publishFact(tx, { type: 'conversation.read', workspaceId: tx.workspaceId!, conversationId, data: {} })
  return true
}

/** What colleagues keep ready to send. */
export async function listQuickReplies(
  tx: Tx,
): Promise<{ id: string; shortcut: string; language: 'zh' | 'en'; text: string }[]> {
  const { rows } = await sql<{ id: string; shortcut: string; language: 'zh' | 'en'; text: string }>`
    select id, shortcut, language, text from quick_replies where workspace_id = ${tx.workspaceId}
    order by shortcut, language`.execute(tx.query)
  return rows
}
