import type { EntryFilter } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { type RawBuilder, sql } from 'kysely'
import { containing } from '../../../infra/page-cursor.ts'
import type { EntryDeps, Who } from './deps.ts'
import { entriesWhere, type FilterWorld, validityIs } from './filter-entries.ts'
import { readPlace, writePlace } from './list-place.ts'
import type { OneEntry } from './one-entry.ts'
import { readOwners, summaryOf } from './show-entry.ts'
import { type EntryState, stateColumns } from './state.ts'

type Order = 'updated' | 'created' | 'title' | 'ends' | 'review_by'
type Wanted = EntryFilter & { order: Order; cursor?: string | undefined; limit: number }

const instantShape = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/
const dayShape = /^(\d{4}-\d\d-\d\d|infinity)$/
/** What each order goes by, how its value travels in a cursor and is read back, and which way round. */
interface OrderBy {
  by: RawBuilder<unknown>
  asText: RawBuilder<string>
  fromText(key: string): RawBuilder<unknown>
  shape: RegExp
  newestFirst: boolean
}
const byInstant = (by: RawBuilder<unknown>): OrderBy => ({
  by,
  asText: sql<string>`(${by} at time zone 'UTC')::text`,
  fromText: (key) => sql`(${key}::timestamp at time zone 'UTC')`,
  shape: instantShape,
  newestFirst: true,
})
const byDay = (day: RawBuilder<unknown>): OrderBy => ({
  by: sql`coalesce(${day}, 'infinity'::date)`,
  asText: sql<string>`coalesce(${day}, 'infinity'::date)::text`,
  fromText: (key) => sql`${key}::date`,
  shape: dayShape,
  newestFirst: false,
})
const orders: Record<Order, OrderBy> = {
  updated: byInstant(sql`e.updated_at`),
  created: byInstant(sql`e.created_at`),
  title: {
    by: sql`e.title`,
    asText: sql<string>`e.title`,
    fromText: (key) => sql`${key}::text`,
    shape: /^/,
    newestFirst: false,
  },
  ends: byDay(sql`e.valid_until`),
  review_by: byDay(sql`e.review_by`),
}

/** Entries as editors look for them. */
export function makeListEntries({ db, one }: Pick<EntryDeps, 'db'> & { one: OneEntry }) {
  return {
    list: (workspaceId: string, who: Who, { order, cursor, limit, ...filter }: Wanted) =>
      db.tenant(workspaceId, async (tx) => {
        const { today, settings } = await one.around(tx, workspaceId)
        const { remindDays } = settings
        const where = entriesWhere(filter, { today, remindDays, who })
        const { by, asText, fromText, shape, newestFirst } = orders[order]
        const place = readPlace(cursor, shape)
        const beyond = newestFirst ? sql`<` : sql`>`
        const after = place ? sql`(${by}, e.id) ${beyond} (${fromText(place.key)}, ${place.id})` : sql`true`
        const way = newestFirst ? sql`desc` : sql`asc`
        const { rows } = await sql<EntryState & { key: string }>`
          select ${stateColumns}, ${asText} as key from knowledge_entries e where ${where} and ${after}
          order by ${by} ${way}, e.id ${way} limit ${limit + 1}`.execute(tx.query)
        const page = rows.slice(0, limit)
        const world = { today, remindDays, owners: await readOwners(tx, page) }
        const last = page.at(-1)
        return {
          items: page.map((state) => summaryOf(state, world)),
          next: rows.length > limit && last ? writePlace(last) : null,
          total: cursor === undefined ? await countWhere() : null,
        }

        async function countWhere(): Promise<number> {
          const counted = await sql<{
            count: number
          }>`select count(*)::int as count from knowledge_entries e where ${where}`.execute(tx.query)
          return counted.rows[0]!.count
        }
      }),

    counts: (workspaceId: string, who: Who, filter: EntryFilter) =>
      db.tenant(workspaceId, async (tx) => {
        const { today, settings } = await one.around(tx, workspaceId)
        const world: FilterWorld = { today, remindDays: settings.remindDays, who }
        const { status: _status, ...rest } = filter
        const open = sql`e.status <> 'archived'`
        const everything = sql`(${entriesWhere(rest, world)} or (${entriesWhere({ ...rest, status: 'archived' }, world)}))`
        const number = (condition: RawBuilder<unknown>) => sql`(count(*) filter (where ${condition}))::int`
        const { rows } = await sql<Record<CountName, number>>`
          select ${number(open)} as all, ${number(sql`e.live is not null`)} as published,
            ${number(sql`e.status = 'draft'`)} as draft, ${number(sql`e.draft is not null and ${open}`)} as changed,
            ${number(sql`e.status = 'in_review'`)} as "inReview", ${number(sql`e.status = 'archived'`)} as archived,
            ${number(sql`e.publish_at is not null`)} as scheduled, ${number(validityIs('expiring', world))} as expiring,
            ${number(validityIs('expired', world))} as expired,
            ${number(sql`${open} and e.review_by <= ${today}::date`)} as "reviewDue",
            ${number(sql`${open} and not 'zh' = any(e.languages)`)} as "missingZh",
            ${number(sql`${open} and not 'en' = any(e.languages)`)} as "missingEn",
            ${number(who.staffId === null ? sql`false` : sql`${open} and e.owner_id = ${who.staffId}::uuid`)} as mine
          from knowledge_entries e where ${everything}`.execute(tx.query)
        return rows[0]!
      }),

    labels: (workspaceId: string, q: string | undefined) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ label: string; entries: number }>`
          select label, count(*)::int as entries from knowledge_entries e, unnest(e.labels) label
          where e.status <> 'archived' and label ilike ${containing(q ?? '')}
          group by label order by entries desc, label limit 500`.execute(tx.query)
        return { items: rows }
      }),
  }
}

type CountName =
  | 'all'
  | 'published'
  | 'draft'
  | 'changed'
  | 'inReview'
  | 'archived'
  | 'scheduled'
  | 'expiring'
  | 'expired'
  | 'reviewDue'
  | 'missingZh'
  | 'missingEn'
  | 'mine'
