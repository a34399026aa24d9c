import type { Ticket } from '@loopdesk/contracts/api/desk.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'

export interface TicketChange {
  status?: Ticket['status'] | undefined
  priority?: number | undefined
  /** Null takes it away from whoever has it. */
  assignee?: { id: string; name: string } | null | undefined
  comment?: string | undefined
}

/**
 * Changes a ticket and writes each difference into its history (`status: open → solved`); what is as it was leaves no trace.
 * False when there is no such ticket.
 */
export async function changeTicket(tx: Tx, ticketId: string, change: TicketChange, who: string): Promise<boolean> {
  const { rows } = await sql<Before>`
    select t.status, t.priority, t.assignee_id, t.conversation_id, (select name from staff where id = t.assignee_id) as assignee_name
    from tickets t where t.id = ${ticketId} and t.workspace_id = ${tx.workspaceId} for update`.execute(tx.query)
  const before = rows[0]
  if (!before) return false
  const lines = differences(before, change)
  if (lines.length === 0) return true
  const assigneeId = change.assignee === undefined ? before.assignee_id : (change.assignee?.id ?? null)
  await sql`update tickets set status = ${change.status ?? before.status}, priority = ${change.priority ?? before.priority},
    assignee_id = ${assigneeId}::uuid, updated_at = now() where id = ${ticketId}`.execute(tx.query)
  for (const what of lines)
    await sql`insert into ticket_history (workspace_id, ticket_id, who, what)
      values (${tx.workspaceId}, ${ticketId}, ${who}, ${what})`.execute(tx.query)
  const fact = { type: 'ticket.updated', workspaceId: tx.workspaceId!, data: { ticketId } }
  await publishFact(tx, { ...fact, conversationId: before.conversation_id ?? undefined })
  return true
}

interface Before {
  status: Ticket['status']
  priority: number
  assignee_id: string | null
  assignee_name: string | null
  conversation_id: string | null
}

function differences(before: Before, { status, priority, assignee, comment }: TicketChange): string[] {
  const lines: string[] = []
  if (status !== undefined && status !== before.status) lines.push(`status: ${before.status} → ${status}`)
  if (priority !== undefined && priority !== before.priority) lines.push(`priority: ${before.priority} → ${priority}`)
  if (assignee !== undefined && (assignee?.id ?? null) !== before.assignee_id)
    lines.push(`assignee: ${before.assignee_name ?? '—'} → ${assignee?.name ?? '—'}`)
  if (comment?.trim()) lines.push(comment.trim())
  return lines
}
