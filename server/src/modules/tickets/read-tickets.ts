import type { Ticket } from '@loopdesk/contracts/api/desk.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, containing, cutPage, microsOf, type PageCursor } from '../../infra/page-cursor.ts'

interface ListFilter {
  status?: Ticket['status'] | undefined
  assignee: 'me' | 'nobody' | 'anyone'
  /** Who `me` is; null for API keys. */
  staffId: string | null
  search?: string | undefined
  after: PageCursor | undefined
  limit: number
}

/** A page of tickets, last change first. */
export async function listTickets(tx: Tx, filter: ListFilter): Promise<{ items: Ticket[]; next: string | null }> {
  const condition = sql`(${filter.status ?? null}::text is null or t.status = ${filter.status ?? null})
    and ${assignedTo(filter)} and ${matching(filter.search)} and ${afterCursor(sql`t.updated_at`, sql`t.id`, filter.after)}`
  const page = cutPage(await readRows(tx, condition, filter.limit + 1), filter.limit)
  return { items: page.rows.map(toTicket), next: page.next }
}

/** One ticket; undefined when there is none of this id. */
export async function readTicket(tx: Tx, ticketId: string): Promise<Ticket | undefined> {
  return (await readRows(tx, sql`t.id = ${ticketId}`, 1)).map(toTicket)[0]
}

function assignedTo({ assignee, staffId }: ListFilter): RawBuilder<unknown> {
  if (assignee === 'anyone') return sql`true`
  return assignee === 'me' ? sql`t.assignee_id = ${staffId}::uuid` : sql`t.assignee_id is null`
}

/** By number (with or without #), words of the ticket, or the customer's name. */
function matching(search: string | undefined): RawBuilder<unknown> {
  if (!search?.trim()) return sql`true`
  const pattern = containing(search)
  const number = /^#?(\d{1,9})$/.exec(search.trim())?.[1]
  return sql`(t.subject ilike ${pattern} or t.description ilike ${pattern} or cu.name ilike ${pattern}
    or t.number = ${number === undefined ? null : Number(number)}::int)`
}

interface Row extends PageCursor {
  number: number
  subject: string
  description: string
  status: Ticket['status']
  priority: number
  category: string
  assignee_id: string | null
  assignee_name: string | null
  customer_id: string | null
  customer_name: string | null
  conversation_id: string | null
  fields: Record<string, string>
  created_by: string
  created_at: Date
  updated_at: Date
  history: { at: string; who: string; what: string }[]
}

async function readRows(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select t.*, ${microsOf(sql`t.updated_at`)} as micros, s.name as assignee_name, cu.name as customer_name,
      coalesce((select jsonb_agg(jsonb_build_object('at', h.at, 'who', h.who, 'what', h.what) order by h.id)
        from ticket_history h where h.ticket_id = t.id), '[]') as history
    from tickets t left join staff s on s.id = t.assignee_id left join customers cu on cu.id = t.customer_id
    where t.workspace_id = ${tx.workspaceId} and ${condition}
    order by t.updated_at desc, t.id desc limit ${limit}`.execute(tx.query)
  return rows
}

function toTicket(row: Row): Ticket {
  const { id, number, subject, description, status, priority, category, fields } = row
  return {
    id,
    number,
    subject,
    description,
    status,
    priority,
    category,
    assignee: row.assignee_id ? { id: row.assignee_id, name: row.assignee_name ?? '' } : null,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    conversationId: row.conversation_id,
    fields,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    history: row.history.map(({ at, who, what }) => ({ at: new Date(at).toISOString(), who, what })),
  }
}
