import type { EntryFilter } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { type RawBuilder, sql } from 'kysely'
import { containing } from '../../../infra/page-cursor.ts'
import type { Who } from './deps.ts'
import { field } from './refusals.ts'

export interface FilterWorld {
  today: string
  remindDays: number
  who: Pick<Who, 'staffId'>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A filter in SQL over `knowledge_entries e`; archived entries are left out unless asked for. */
export function entriesWhere(filter: EntryFilter, world: FilterWorld): RawBuilder<unknown> {
  const conditions = [
    statusIs(filter.status),
    ...(filter.q?.trim()
      ? filter.q
          .trim()
          .toLowerCase()
          .split(/\s+/)
          .map((word) => sql`e.words like ${containing(word)}`)
      : []),
    filter.category !== undefined && sql`e.category in (${below(filter.category)})`,
    filter.label !== undefined && sql`e.labels @> ${[filter.label]}::text[]`,
    filter.audience !== undefined && sql`e.audiences @> ${[filter.audience]}::text[]`,
    filter.missing !== undefined && sql`not e.languages @> ${[filter.missing]}::text[]`,
    filter.owner !== undefined && ownerIs(filter.owner, world),
    filter.origin !== undefined && originIs(filter.origin),
    filter.validity !== undefined && validityIs(filter.validity, world),
    filter.reviewDue !== undefined && sql`e.review_by <= ${world.today}::date`,
    filter.teaches !== undefined && sql`e.teaches = ${filter.teaches === 'true'}`,
  ].filter((each) => each !== false)
  return sql.join(conditions, sql` and `)
}

/** The category and everything below it. */
export function below(category: string): RawBuilder<unknown> {
  return sql`with recursive below as (
    select ${category}::text as id
    union select c.id from knowledge_categories c join below b on c.parent = b.id
  ) select id from below`
}

/** As `validityOf` tells it, in SQL. */
export function validityIs(
  validity: NonNullable<EntryFilter['validity']>,
  { today, remindDays }: FilterWorld,
): RawBuilder<unknown> {
  const over = sql`coalesce(e.valid_until < ${today}::date, false)`
  const later = sql`coalesce(e.valid_from > ${today}::date, false)`
  const soon = sql`coalesce(e.valid_until <= ${today}::date + ${remindDays}::int, false)`
  const is = {
    expired: over,
    scheduled: sql`not ${over} and ${later}`,
    expiring: sql`not ${over} and not ${later} and ${soon}`,
    live: sql`not ${over} and not ${later} and not ${soon}`,
  }[validity]
  return sql`(e.live is not null and ${is})`
}

function statusIs(status: EntryFilter['status']): RawBuilder<unknown> {
  if (status === undefined) return sql`e.status <> 'archived'`
  if (status === 'published') return sql`e.live is not null`
  if (status === 'changed') return sql`(e.draft is not null and e.status <> 'archived')`
  return sql`e.status = ${status}`
}

function ownerIs(owner: string, { who }: FilterWorld): RawBuilder<unknown> {
  if (owner === 'none') return sql`e.owner_id is null`
  const id = owner === 'me' ? who.staffId : owner
  if (id === null) return sql`false`
  if (!uuid.test(id)) throw field('/query/owner', 'a colleague’s id, `me` or `none`')
  return sql`e.owner_id = ${id}::uuid`
}

function originIs(origin: string): RawBuilder<unknown> {
  if (origin.includes(':')) return sql`e.origin = ${origin}`
  return sql`(e.origin = ${origin} or e.origin like ${`${origin.replace(/[\\%_]/g, '\\$&')}:%`})`
}
