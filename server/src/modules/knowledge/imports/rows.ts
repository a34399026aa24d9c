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
  run: number
}

/** What is done with an import in the background. */
export type ImportStep = 'check' | 'apply' | 'undo'

/** The state of an import while a step is carried out. */
export const stateDuring = { check: 'checking', apply: 'importing', undo: 'undoing' } as const

/** One process carrying out one step. */
export interface ImportRun {
  workspaceId: string
  importId: string
  step: ImportStep
  run: number
}

export const importColumns = sql`i.id, i.file_id, i.file_name, i.size, i.options, i.state, i.progress, i.columns, i.sample, i.lines,
  i.taken, i.counts, i.reason, i.created_at, i.finished_at, i.created_by, i.run`

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

/** This run has been relieved, or what it was doing is over. */
export class Relieved extends Error {}

/**
 * Takes a step in hand; whoever has it already is relieved at their next batch and changes nothing any more. Undefined where
 * nothing is to be done: a job that comes twice, or late.
 */
export async function takeInHand(
  tx: Tx,
  { workspaceId, importId, step }: Omit<ImportRun, 'run'>,
): Promise<ImportRun | undefined> {
  const { rows } = await sql<{ run: number }>`
    update knowledge_imports set run = run + 1 where id = ${importId} and state = ${stateDuring[step]} returning run`.execute(
    tx.query,
  )
  return rows[0] && { workspaceId, importId, step, run: rows[0].run }
}

/** Holds the import for a batch, until the transaction ends. Throws `Relieved` when it is somebody else's by now. */
export async function holdRun(tx: Tx, { importId, step, run }: ImportRun): Promise<void> {
  const { rows } = await sql`
    select from knowledge_imports where id = ${importId} and run = ${run} and state = ${stateDuring[step]} for update`.execute(
    tx.query,
  )
  if (rows.length === 0) throw new Relieved('another process goes on with this import')
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
