import type { EntryReminder } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { publishFact } from '../../../infra/facts.ts'
import type { EntryDeps, Who } from './deps.ts'
import { readPlace, writePlace } from './list-place.ts'
import type { OneEntry, Surroundings } from './one-entry.ts'

interface Row {
  id: string
  title: EntryReminder['title']
  kind: EntryReminder['kind']
  day: string | null
  ownerId: string | null
  ownerName: string | null
}
const shape = /^(\d{4}-\d\d-\d\d|infinity) [a-z_]{1,30}$/

/** What is to be looked after: ending, over, due for another look, sent back, waiting for review. */
export function makeReminders({ db, one }: Pick<EntryDeps, 'db'> & { one: OneEntry }) {
  return {
    list: (
      workspaceId: string,
      who: Who,
      { cursor, limit, mine }: { cursor?: string | undefined; limit: number; mine?: 'true' | undefined },
    ) =>
      db.tenant(workspaceId, async (tx) => {
        const world = await one.around(tx, workspaceId)
        const own =
          mine === undefined ? sql`true` : who.staffId === null ? sql`false` : sql`e.owner_id = ${who.staffId}::uuid`
        const place = readPlace(cursor, shape)
        const key = sql`coalesce(r.day::text, 'infinity') || ' ' || r.kind`
        const after = place === undefined ? sql`true` : sql`(${key}, r.id) > (${place.key}, ${place.id})`
        const { rows } = await sql<Row & { key: string }>`
          with r as (${reminders(world, own)})
          select r.id, r.title, r.kind, r.day::text as day, r."ownerId", s.name as "ownerName", ${key} as key
          from r left join staff s on s.id = r."ownerId" where ${after} order by key, r.id limit ${limit + 1}`.execute(
          tx.query,
        )
        const counted = await sql<{ count: number }>`
          with r as (${reminders(world, own)}) select count(*)::int as count from r`.execute(tx.query)
        const page = rows.slice(0, limit)
        const last = page.at(-1)
        return {
          items: page.map(shown),
          next: rows.length > limit && last ? writePlace(last) : null,
          total: counted.rows[0]!.count,
        }
      }),

    /** Tells of what has come up since, each once, as fact `knowledge.reminder` for whoever notifies. */
    async tellNew(workspaceId: string): Promise<void> {
      await db.tenant(workspaceId, async (tx) => {
        for (const { id, kind, day, ownerId } of await takeNew(tx, await one.around(tx, workspaceId)))
          await publishFact(tx, { type: 'knowledge.reminder', workspaceId, data: { entry: id, kind, day, ownerId } })
      })
    },
  }
}

async function takeNew(tx: Tx, world: Surroundings): Promise<Pick<Row, 'id' | 'kind' | 'day' | 'ownerId'>[]> {
  const { rows } = await sql<Pick<Row, 'id' | 'kind' | 'day' | 'ownerId'>>`
    with r as (${reminders(world, sql`true`)}), told as (
      insert into knowledge_reminded (workspace_id, entry_id, kind, day)
      select ${world.workspaceId}, r.id, r.kind, r.day from r where r.day is not null and r.kind in ('expiring', 'expired', 'review_due')
        and r.day > ${world.today}::date - 60
      on conflict do nothing returning entry_id, kind, day
    ) select r.id, r.kind, r.day::text as day, r."ownerId" from r join told on told.entry_id = r.id and told.kind = r.kind and told.day = r.day
      order by r.id limit 500`.execute(tx.query)
  return rows
}

function reminders({ today, settings }: Surroundings, own: RawBuilder<unknown>): RawBuilder<unknown> {
  const common = (kind: string) =>
    sql`select e.id, coalesce(e.draft, e.definition)->'title' as title, ${kind}::text as kind, e.owner_id as "ownerId"`
  const day = sql`${today}::date`
  return sql`
    ${common('expired')}, e.valid_until as day from knowledge_entries e where e.live is not null and e.valid_until < ${day} and ${own}
    union all ${common('expiring')}, e.valid_until from knowledge_entries e
      where e.live is not null and e.valid_until between ${day} and ${day} + ${settings.remindDays}::int and ${own}
    union all ${common('review_due')}, e.review_by from knowledge_entries e
      where e.status <> 'archived' and e.review_by <= ${day} and ${own}
    union all ${common('sent_back')}, null::date from knowledge_entries e where e.review->>'state' = 'sent_back' and ${own}
    union all ${common('waiting_for_review')}, null::date from knowledge_entries e where e.status = 'in_review' and ${own}`
}

function shown({ id, title, kind, day, ownerId, ownerName }: Row): EntryReminder {
  return {
    entryId: id,
    title: title ?? {},
    kind,
    on: day,
    owner: ownerId === null ? null : { id: ownerId, name: ownerName ?? '' },
  }
}
