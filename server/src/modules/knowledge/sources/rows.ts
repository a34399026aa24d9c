import type {
  DocumentSource,
  SourceRun,
  SourceSchedule,
  SourceSetup,
} from '@loopdesk/contracts/api/knowledge/sources.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'

export interface SourceRow {
  id: string
  name: string
  setup: SourceSetup
  secret: string | null
  schedule: SourceSchedule
  settings: DocumentSource['settings']
  enabled: boolean
  next_run_at: Date | null
  created_at: Date
}
export interface RunRow {
  id: string
  source_id: string
  state: SourceRun['state']
  counts: Partial<SourceRun['counts']>
  reason: SourceRun['reason']
  problems: SourceRun['problems']
  started_at: Date
  finished_at: Date | null
  started_by: string
}

export const sourceColumns = sql`s.id, s.name, s.setup, s.secret, s.schedule, s.settings, s.enabled, s.next_run_at, s.created_at`
export const runColumns = sql`r.id, r.source_id, r.state, r.counts, r.reason, r.problems, r.started_at, r.finished_at, r.started_by`

export const noRunCounts = (): SourceRun['counts'] => ({
  seen: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  removed: 0,
  failed: 0,
})

/** `not_found` when there is none. */
export async function readSourceRow(tx: Tx, id: string): Promise<SourceRow> {
  const { rows } = await sql<SourceRow>`select ${sourceColumns} from knowledge_sources s where s.id = ${id}`.execute(
    tx.query,
  )
  if (!rows[0]) throw new AppError('not_found', 'there is no such source')
  return rows[0]
}

export const shownRun = (row: RunRow): SourceRun => ({
  id: row.id,
  state: row.state,
  counts: { ...noRunCounts(), ...row.counts },
  reason: row.reason,
  problems: row.problems,
  startedAt: row.started_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  startedBy: row.started_by,
})
