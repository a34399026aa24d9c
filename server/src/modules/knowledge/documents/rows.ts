import type { DocumentState, KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'

export interface DocumentRow {
  id: string
  title: string
  title_chosen: boolean
  category: string
  labels: string[]
  audiences: string[]
  channels: string[]
  valid_from: string | null
  valid_until: string | null
  official: number
  owner: string | null
  review_by: string | null
  language: string
  language_chosen: boolean
  file_name: string
  format: string
  size: number
  state: DocumentState
  progress: number
  reason: { code: string; message: string } | null
  warnings: KnowledgeDocument['warnings']
  version: number
  last_version: number
  pages: number | null
  sections: number
  passages: number
  url: string | null
  source_id: string | null
  path: string | null
  contains: string[]
  skipped: KnowledgeDocument['skipped']
  created_at: Date
  updated_at: Date
  created_by: string
}

/** Days as they are written, not as instants. */
export const documentColumns = sql`d.id, d.title, d.title_chosen, d.category, d.labels, d.audiences, d.channels, d.valid_from::text,
  d.valid_until::text, d.official, d.owner, d.review_by::text, d.language, d.language_chosen, d.file_name, d.format, d.size,
  d.state, d.progress, d.reason, d.warnings, d.version, d.last_version, d.pages, d.sections, d.passages, d.url, d.source_id,
  d.path, d.contains, d.skipped, d.created_at, d.updated_at, d.created_by`

/** The document; `not_found` when there is none. `lock` keeps others from changing it until the transaction ends. */
export async function readDocumentRow(tx: Tx, id: string, { lock = false } = {}): Promise<DocumentRow> {
  const row = await findDocumentRow(tx, id, { lock })
  if (!row) throw new AppError('not_found', 'there is no such document')
  return row
}

export async function findDocumentRow(tx: Tx, id: string, { lock = false } = {}): Promise<DocumentRow | undefined> {
  const { rows } = await sql<DocumentRow>`
    select ${documentColumns} from knowledge_documents d where d.id = ${id} ${lock ? sql`for update` : sql``}`.execute(
    tx.query,
  )
  return rows[0]
}

export function shownDocument(row: DocumentRow): KnowledgeDocument {
  const { id, title, category, labels, audiences, channels, official, owner, language, format, size, state } = row
  const { progress, reason, warnings, version, pages, sections, passages, url, path, contains, skipped } = row
  return {
    ...{ id, title, category, labels, audiences, channels, official, owner, language, format, size, state },
    ...{ progress, reason, warnings, version, pages, sections, passages, url, path, contains, skipped },
    from: row.valid_from,
    until: row.valid_until,
    reviewBy: row.review_by,
    fileName: row.file_name,
    sourceId: row.source_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    createdBy: row.created_by,
  }
}
