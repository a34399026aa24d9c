import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'

export interface NewTicket {
  workspaceId: string
  subject: string
  description: string
  category: string
  priority: number
  customerId: string | null
  conversationId: string | null
  assigneeId: string | null
  fields: Record<string, string>
  createdBy: string
  /** The same key makes the same ticket. */
  idempotencyKey: string
}

export interface TicketRef {
  id: string
  number: number
}

/** Makes a ticket, or finds the one made before with the same key, in the caller's transaction. */
export async function createTicket(tx: Tx, ticket: NewTicket): Promise<TicketRef> {
  const { rows: before } = await sql<TicketRef>`
    select id, number from tickets where idempotency_key = ${ticket.idempotencyKey}`.execute(tx.query)
  if (before[0]) return before[0]
  const { rows } = await sql<TicketRef>`
    with counter as (
      insert into ticket_counters (workspace_id, last_number) values (${ticket.workspaceId}, 1)
      on conflict (workspace_id) do update set last_number = ticket_counters.last_number + 1 returning last_number
    )
    insert into tickets (workspace_id, number, subject, description, category, priority, customer_id, conversation_id,
      assignee_id, fields, created_by, idempotency_key)
    select ${ticket.workspaceId}, last_number, ${ticket.subject}, ${ticket.description}, ${ticket.category}, ${ticket.priority},
      ${ticket.customerId}, ${ticket.conversationId}, ${ticket.assigneeId}, ${JSON.stringify(ticket.fields)}::jsonb,
      ${ticket.createdBy}, ${ticket.idempotencyKey} from counter
    returning id, number`.execute(tx.query)
  const made = rows[0]!
  await sql`insert into ticket_history (workspace_id, ticket_id, who, what)
    values (${ticket.workspaceId}, ${made.id}, ${ticket.createdBy}, 'created')`.execute(tx.query)
  await publishFact(tx, {
    type: 'ticket.created',
    workspaceId: ticket.workspaceId,
    conversationId: ticket.conversationId ?? undefined,
    data: { ticketId: made.id, number: made.number },
  })
  return made
}
