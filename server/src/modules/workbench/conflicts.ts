import { Worker } from 'node:worker_threads'
import type { Conflict } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Labelled, NearPair } from '@loopdesk/engines/examples/near-pairs.ts'
import { sql } from 'kysely'
import { addJob } from '../../infra/jobs.ts'
import type { WorkbenchDeps } from './deps.ts'
import { type ExampleRow, shown } from './example-row.ts'
import type { Mirror } from './mirror.ts'
import { stillConflicts } from './shown-conflicts.ts'
import { lockState, readState, type StateRow, setState } from './state.ts'

export const conflictsJobName = 'workbench.conflicts'

interface Wanted {
  intent?: string | undefined
  kind?: Conflict['kind'] | undefined
  offset: number
  limit: number
}

/** Examples of different intents that say the same. Looked for in the background, shown as long as they still are conflicts. */
export function makeConflicts({ db, mirror }: Pick<WorkbenchDeps, 'db'> & { mirror: Mirror }) {
  return {
    async list(workspaceId: string, { intent, kind, offset, limit }: Wanted) {
      const definitions = await mirror.sync(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const fits = sql`${kind === undefined ? sql`true` : sql`c.kind = ${kind}`}
          and ${intent === undefined ? sql`true` : sql`(a.label = ${intent} or b.label = ${intent})`}`
        const { rows } = await sql<{ id: string; kind: Conflict['kind']; similarity: number; a: RowJson; b: RowJson }>`
          select c.id, c.kind, c.similarity, to_jsonb(a.*) as a, to_jsonb(b.*) as b from ${stillConflicts} and ${fits}
          order by c.similarity desc, c.id offset ${offset} limit ${limit}`.execute(tx.query)
        const { rows: counted } = await sql<{ total: number }>`
          select count(*)::int as total from ${stillConflicts} and ${fits}`.execute(tx.query)
        const state = await readState(tx)
        return {
          items: rows.map((row) => ({ ...row, a: shownJson(row.a), b: shownJson(row.b) })),
          total: counted[0]!.total,
          lookedAt: state.conflicts_at?.toISOString() ?? null,
          looking: state.conflicts_running !== null,
          stale: state.conflicts_taught !== basisOf(definitions.version, state),
        }
      })
    },

    find: (workspaceId: string) =>
      db.tenant(workspaceId, async (tx) => {
        await lockState(tx)
        await setState(tx, { conflicts_running: new Date() })
        await addJob(tx, conflictsJobName, { workspaceId }, { key: `conflicts:${workspaceId}`, maxAttempts: 3 })
        return { looking: true }
      }),

    accept: (workspaceId: string, id: string): Promise<Record<string, never>> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`update workbench_conflicts set accepted = true where id = ${id} returning 1`.execute(
          tx.query,
        )
        if (rows.length === 0) throw new AppError('not_found', 'there is no such conflict')
        return {}
      }),

    /** The job: compares all examples that are trained on, and keeps what it finds. */
    async look({ workspaceId }: { workspaceId: string }): Promise<void> {
      const definitions = await mirror.sync(workspaceId)
      const { rows, basis } = await db.tenant(workspaceId, async (tx) => {
        const read = await sql<Labelled & { id: string }>`
          select id, label, normal from workbench_examples where enabled and held_for is null and normal <> '' order by id`.execute(
          tx.query,
        )
        return { rows: read.rows, basis: basisOf(definitions.version, await readState(tx)) }
      })
      const pairs = await compare(rows.map(({ label, normal }) => ({ label, normal })))
      const found = pairs.map(({ a, b, similarity }) => {
        const [first, second] = [rows[a]!.id, rows[b]!.id].sort()
        return { a: first, b: second, similarity, kind: similarity === 1 ? 'same' : 'near' }
      })
      await db.tenant(workspaceId, async (tx) => {
        await lockState(tx)
        await sql`delete from workbench_conflicts where not accepted`.execute(tx.query)
        await sql`
          insert into workbench_conflicts (workspace_id, kind, similarity, a, b)
          select ${workspaceId}::uuid, f.kind, f.similarity, f.a, f.b
          from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f(kind text, similarity real, a uuid, b uuid)
          join workbench_examples ea on ea.id = f.a join workbench_examples eb on eb.id = f.b
          on conflict (workspace_id, a, b) do nothing`.execute(tx.query)
        await setState(tx, { conflicts_at: new Date(), conflicts_taught: basis, conflicts_running: null })
      })
    },
  }
}

type RowJson = Omit<ExampleRow, 'updated_at'> & { updated_at: string }
const shownJson = (row: RowJson) => shown({ ...row, updated_at: new Date(row.updated_at) })
const basisOf = (definitions: number, { taught }: StateRow) => `${definitions}:${taught}`

function compare(examples: Labelled[]): Promise<NearPair[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./near-pairs-worker.ts', import.meta.url), { workerData: examples })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => code !== 0 && reject(new Error(`comparing ended with code ${code}`)))
  })
}
