import type { KnowledgeImport, KnowledgeImportOptions } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'

export interface ImportRow {
  id: string
  file_id: string | null
  file_name: string
  size: number
  options: KnowledgeImportOptions
  state: KnowledgeImport['state']
  progress: number
  columns: KnowledgeImport['columns']
  sample: string[][]
  lines: number
  taken: number
  counts: Partial<KnowledgeImport['counts']>
  reason: { code: string; message: string } | null
  created_at: Date
  finished_at: Date | null
  created_by: string
}

export const importColumns = sql`i.id, i.file_id, i.file_name, i.size, i.options, i.state, i.progress, i.columns, i.sample, i.lines,
  i.taken, i.counts, i.reason, i.created_at, i.finished_at, i.created_by`

export const noCounts = (): KnowledgeImport['counts'] => ({ added: 0, updated: 0, unchanged: 0, skipped: 0, errors: 0 })

/** `not_found` when there is none. */
export async function readImportRow(tx: Tx, id: string, { lock = false } = {}): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select ${importColumns} from knowledge_imports i where i.id = ${id} ${lock ? sql`for update` : sql``}`.execute(
    tx.query,
  )
  if (!rows[0]) throw new AppError('not_found', 'there is no such import')
  return rows[0]
}

export function shownImport(row: ImportRow): KnowledgeImport {
  const { id, size, options, state, progress, columns, sample, lines, reason } = row
  return {
    ...{ id, size, options, state, progress, columns, sample, lines, reason },
    fileName: row.file_name,
    counts: { ...noCounts(), ...row.counts },
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    createdBy: row.created_by,
  }
}
