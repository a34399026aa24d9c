import type { EntryDetail, KnowledgeSettings } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { audit } from '../../identity/index.ts'
import { readSettings } from '../settings.ts'
import type { ApplyChanges, EntryChangeSet } from './apply-changes.ts'
import type { EntryDeps, Who } from './deps.ts'
import { noEntry, refuseStale } from './refusals.ts'
import { detailOf, readOwners } from './show-entry.ts'
import { type EntryState, lockStates, readStates } from './state.ts'
import { todayIn } from './time-zone.ts'

export interface Surroundings {
  tx: Tx
  workspaceId: string
  settings: KnowledgeSettings
  today: string
  now: Date
}
/** What becomes of an entry, and how the audit log calls it. */
type Decision = Omit<EntryChangeSet, 'before'> & { action: string; details?: Record<string, unknown> }

export type OneEntry = ReturnType<typeof makeOneEntry>

/** Reading and changing one entry, the steps every change has in common. */
export function makeOneEntry({ db, now, apply }: Pick<EntryDeps, 'db' | 'now'> & { apply: ApplyChanges }) {
  async function around(tx: Tx, workspaceId: string): Promise<Surroundings> {
    const at = now()
    return { tx, workspaceId, now: at, settings: await readSettings(tx), today: await todayIn(tx, workspaceId, at) }
  }

  async function show(world: Surroundings, state: EntryState): Promise<EntryDetail> {
    const { tx, today, settings } = world
    return detailOf(tx, state, { today, remindDays: settings.remindDays, owners: await readOwners(tx, [state]) })
  }

  return {
    around,
    show,
    read: (workspaceId: string, id: string): Promise<EntryDetail> =>
      db.tenant(workspaceId, async (tx) => {
        const [state] = await readStates(tx, sql`e.id = ${id}`)
        if (!state) throw noEntry()
        return show(await around(tx, workspaceId), state)
      }),
    /** Changes an entry as it is found, under lock. With a revision: only when it is still that. */
    change: (
      workspaceId: string,
      who: Who,
      { id, revision }: { id: string; revision?: number | undefined },
      decide: (state: EntryState, world: Surroundings) => Promise<Decision> | Decision,
    ): Promise<EntryDetail> =>
      db.tenant(workspaceId, async (tx) => {
        const [before] = await lockStates(tx, [id])
        if (!before) throw noEntry()
        if (revision !== undefined) refuseStale(before, revision)
        const world = await around(tx, workspaceId)
        const { action, details, ...change } = await decide(before, world)
        await apply(tx, workspaceId, [{ before, ...change }])
        const shown = await show(world, change.after)
        await audit(tx, { actor: who.actor, action, target: `entry:${id}`, ...(details && { details }) })
        return shown
      }),
  }
}
