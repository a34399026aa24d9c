import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { audit } from '../../identity/index.ts'
import { isUntouched } from '../entries/deliver.ts'
import { withArchived } from '../entries/lifecycle.ts'
import { lockStates } from '../entries/state.ts'
import type { ImportDeps } from './deps.ts'
import { holdRun, type ImportRun } from './rows.ts'
import { importOrigin } from './run-import.ts'

const batchSize = 1_000

/** Takes an import back, a batch a transaction: what it added is removed, what it updated says again what it said before. */
export function makeUndoImport({ db, now, deliver, apply }: Pick<ImportDeps, 'db' | 'now' | 'deliver' | 'apply'>) {
  return async (run: ImportRun): Promise<void> => {
    const { workspaceId, importId } = run
    const total = await db.tenant(workspaceId, async (tx) => {
      await holdRun(tx, run)
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from knowledge_import_rows where import_id = ${importId}`.execute(tx.query)
      return rows[0]!.count
    })
    for (let left = total; ; ) {
      const taken = await db.tenant(workspaceId, (tx) => takeBack(tx, run, 1 - left / Math.max(1, total)))
      if (taken === 0) break
      left -= taken
    }
    await db.tenant(workspaceId, async (tx) => {
      await holdRun(tx, run)
      await sql`
        update knowledge_imports set state = 'undone', progress = 1, taken = 0, finished_at = now() where id = ${importId}`.execute(
        tx.query,
      )
      const details = { rows: total }
      await audit(tx, {
        actor: 'system',
        action: 'knowledge_import.undone',
        target: `knowledge_import:${importId}`,
        details,
      })
    })
  }

  async function takeBack(tx: Tx, run: ImportRun, progress: number): Promise<number> {
    const { workspaceId, importId } = run
    await holdRun(tx, run)
    const { rows } = await sql<{ id: string; before: number | null }>`
      delete from knowledge_import_rows where import_id = ${importId} and entry_id in (
        select entry_id from knowledge_import_rows where import_id = ${importId} order by entry_id limit ${batchSize})
      returning entry_id as id, before`.execute(tx.query)
    if (rows.length === 0) return 0
    const states = await lockStates(
      tx,
      rows.map(({ id }) => id),
    )
    const before = new Map(rows.map((row) => [row.id, row.before]))
    const untouched = states.filter((state) => state.origin === importOrigin && isUntouched(state))
    const added = untouched.filter(({ id }) => before.get(id) === null)
    await apply(
      tx,
      workspaceId,
      added.map((state) => ({ before: state, after: withArchived(state, { actor: 'system', name: 'system' }, now()) })),
    )
    await sql`delete from knowledge_entries where id = any(${added.map(({ id }) => id)})`.execute(tx.query)
    const earlier = await earlierVersions(
      tx,
      untouched.flatMap(({ id }) => {
        const version = before.get(id)
        return version ? [{ id, version }] : []
      }),
    )
    await deliver(tx, workspaceId, earlier, { origin: importOrigin, by: 'system', teaches: false, overwrites: true })
    await sql`update knowledge_imports set progress = ${Math.min(0.99, progress)} where id = ${importId}`.execute(
      tx.query,
    )
    return rows.length
  }
}

async function earlierVersions(tx: Tx, wanted: { id: string; version: number }[]): Promise<KnowledgeEntry[]> {
  if (wanted.length === 0) return []
  const { rows } = await sql<{ definition: unknown }>`
    select v.definition from knowledge_versions v
      join jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(id text, version int)
      on v.entry_id = w.id and v.version = w.version`.execute(tx.query)
  return rows.map(({ definition }) => knowledgeEntry.parse(definition))
}
