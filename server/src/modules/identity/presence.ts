import type { Db, Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { type StaffRow, tables } from './tables.ts'

/** Without a heartbeat for so long a person counts as offline, whatever they chose. */
export const presenceTimeoutMs = 60_000

/** Heartbeats before this instant are too old. */
export function aliveSince(now: Date): Date {
  return new Date(now.getTime() - presenceTimeoutMs)
}

/** Stores what a person chose; counts as a heartbeat. */
export async function choosePresence(
  tx: Tx,
  now: Date,
  staffId: string,
  presence: StaffRow['presence'],
): Promise<void> {
  await tables(tx)
    .updateTable('staff')
    .set({ presence, heartbeat_at: now })
    .where('workspace_id', '=', tx.workspaceId!)
    .where('id', '=', staffId)
    .execute()
  await publishFact(tx, { type: 'staff.changed', workspaceId: tx.workspaceId!, data: { staffId } })
}

/** The person's console is still there. Call every 20 s or so while it is connected; the first after an absence is announced. */
export function heartbeat(db: Db, now: Date, workspaceId: string, staffId: string): Promise<void> {
  return db.tenant(workspaceId, async (tx) => {
    const staff = tables(tx)
    const before = await staff
      .selectFrom('staff')
      .select(['presence', 'heartbeat_at'])
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', staffId)
      .where('disabled_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (before === undefined) return
    await staff.updateTable('staff').set({ heartbeat_at: now }).where('id', '=', staffId).execute()
    const wasHere = before.heartbeat_at !== null && before.heartbeat_at > aliveSince(now)
    if (wasHere || before.presence === 'offline') return
    await publishFact(tx, { type: 'staff.changed', workspaceId, data: { staffId } })
  })
}

/** Announces everybody whose heartbeats have stopped, once; to be called every few seconds by the scheduler. Answers who. */
export function sweepPresence(db: Db, now: Date): Promise<{ workspaceId: string; staffId: string }[]> {
  return db.system(async (tx) => {
    const gone = tables(tx)
      .selectFrom('staff')
      .select('id')
      .where('heartbeat_at', '<=', aliveSince(now))
      .orderBy('id')
      .limit(100)
      .forUpdate()
      .skipLocked()
    const rows = await tables(tx)
      .updateTable('staff')
      .set({ heartbeat_at: null })
      .where('id', 'in', gone)
      .returning(['id', 'workspace_id', 'presence'])
      .execute()
    const left = rows.filter((row) => row.presence !== 'offline')
    for (const row of left) {
      await publishFact(tx, { type: 'staff.changed', workspaceId: row.workspace_id, data: { staffId: row.id } })
    }
    return left.map((row) => ({ workspaceId: row.workspace_id, staffId: row.id }))
  })
}
