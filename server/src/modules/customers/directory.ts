import type { Customer } from '@loopdesk/contracts/api/desk.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, containing, cutPage, microsOf, type PageCursor } from '../../infra/page-cursor.ts'

interface ListFilter {
  search?: string | undefined
  /** Customers the search names by an identity. */
  ids: string[]
  after: PageCursor | undefined
  limit: number
}

/** A page of customers as staff see them, last seen first. */
export async function listCustomers(tx: Tx, filter: ListFilter): Promise<{ items: Customer[]; next: string | null }> {
  const wanted = filter.search?.trim()
    ? sql`(c.name ilike ${containing(filter.search)} or c.id = any(${filter.ids}::uuid[]))`
    : sql`true`
  const after = afterCursor(sql`c.last_seen_at`, sql`c.id`, filter.after)
  const page = cutPage(await readRows(tx, sql`${wanted} and ${after}`, filter.limit + 1), filter.limit)
  return { items: page.rows.map(toCustomer), next: page.next }
}

/** One customer as staff see them; undefined when there is none of this id. */
export async function describeCustomer(tx: Tx, customerId: string): Promise<Customer | undefined> {
  return (await readRows(tx, sql`c.id = ${customerId}`, 1)).map(toCustomer)[0]
}

interface Row extends PageCursor {
  name: string | null
  locale: 'zh' | 'en' | null
  attributes: Record<string, unknown>
  first_seen_at: Date
  last_seen_at: Date
  identities: { kind: string; value: string }[]
}

/** Visitors' own tokens identify nobody and are left out. */
async function readRows(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select c.id, c.name, c.locale, c.attributes, c.first_seen_at, c.last_seen_at, ${microsOf(sql`c.last_seen_at`)} as micros,
      coalesce((select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.masked) order by i.kind, i.created_at desc)
        from customer_identities i where i.customer_id = c.id and i.kind <> 'visitor'), '[]') as identities
    from customers c where c.workspace_id = ${tx.workspaceId} and ${condition}
    order by c.last_seen_at desc, c.id desc limit ${limit}`.execute(tx.query)
  return rows
}

function toCustomer(row: Row): Customer {
  const own = row.identities.find(({ kind }) => kind === 'external') ?? row.identities.find(isProven)
  return {
    id: row.id,
    name: row.name ?? '',
    externalId: own?.value ?? null,
    locale: row.locale,
    identities: row.identities,
    attributes: maskDeep(row.attributes) as Record<string, unknown>,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  }
}

const isProven = ({ kind }: { kind: string }) => kind === 'proven_external'
