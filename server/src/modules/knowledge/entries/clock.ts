import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { readCategoryPaths } from '../categories/category-paths.ts'
import { dayOf } from './day-start.ts'
import type { EntryDeps } from './deps.ts'
import { entrySource, projectEntry } from './project-entry.ts'
import type { makePublishing } from './publishing.ts'
import type { makeReminders } from './reminders.ts'
import { lockStates } from './state.ts'
import { timeZoneOf } from './time-zone.ts'

export const clockJobName = 'knowledge_clock'
export const projectJobName = 'knowledge_project'
const batch = 500

interface ClockDeps extends Pick<EntryDeps, 'db' | 'log' | 'now' | 'passages' | 'liveChanged' | 'workspaces'> {
  publishing: Pick<ReturnType<typeof makePublishing>, 'publishDue'>
  reminders: Pick<ReturnType<typeof makeReminders>, 'tellNew'>
}

/** What happens to entries by themselves: what is scheduled goes live, days begin, people are reminded, passages are made anew. */
export function makeClock(deps: ClockDeps) {
  const { db, log, workspaces, publishing, reminders } = deps
  return {
    /** For all workspaces; one that fails does not keep the others waiting. */
    async tick(): Promise<void> {
      for (const { id } of await workspaces())
        try {
          await publishing.publishDue(id)
          await db.tenant(id, (tx) => newDay(deps, tx, id))
          await reminders.tellNew(id)
          await project(id)
        } catch (error) {
          log.warn({ workspaceId: id, err: error }, 'the clock of a knowledge base stopped')
        }
    },
    project,
  }

  /** Makes the passages of entries anew whose category was renamed, or which have none yet. */
  async function project(workspaceId: string): Promise<void> {
    while ((await db.tenant(workspaceId, (tx) => projectSome(deps, tx, workspaceId))) === batch);
  }
}

/** The recogniser learns what begins and ends to hold with a new day. */
async function newDay({ now, liveChanged }: ClockDeps, tx: Tx, workspaceId: string): Promise<void> {
  const at = now()
  const zone = await timeZoneOf(tx, workspaceId)
  const { rows } = await sql<{ clock_at: Date | null }>`select clock_at from knowledge_settings for update`.execute(
    tx.query,
  )
  const before = rows[0]?.clock_at ? dayOf(rows[0].clock_at, zone) : ''
  const today = dayOf(at, zone)
  if (before === today) return
  await sql`insert into knowledge_settings (workspace_id, clock_at) values (${workspaceId}, ${at})
    on conflict (workspace_id) do update set clock_at = excluded.clock_at`.execute(tx.query)
  const since = before === '' ? today : before
  const { rows: turned } = await sql`
    select from knowledge_entries where teaches and live is not null
      and (valid_from > ${since}::date and valid_from <= ${today}::date or valid_until >= ${since}::date and valid_until < ${today}::date)
    limit 1`.execute(tx.query)
  if (turned.length > 0) await liveChanged(tx, workspaceId)
}

async function projectSome({ passages }: ClockDeps, tx: Tx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{
    id: string
  }>`select id from knowledge_entries where not projected limit ${batch}`.execute(tx.query)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  const states = await lockStates(tx, ids)
  const world = { timeZone: await timeZoneOf(tx, workspaceId), categoryPath: await readCategoryPaths(tx) }
  const made = states.flatMap(({ definition }) => (definition === null ? [] : projectEntry(definition, world)))
  await passages.replace(tx, workspaceId, ids.map(entrySource), made)
  await sql`update knowledge_entries set projected = true where id = any(${ids})`.execute(tx.query)
  return rows.length
}
