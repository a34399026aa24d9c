import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { type PreparedDocument, prepareDocument } from '../../../read-documents/index.ts'
import type { DocumentDeps, FileDocument, VersionContent } from './deps.ts'
import { publishDocument } from './publish.ts'
import { findDocumentRow } from './rows.ts'

/** A document that was read, ready to be stored. */
export interface ReadVersion extends PreparedDocument {
  title: string
  language: string
  format: string
  pages: number | null
  warnings: ReadDocument['warnings']
}

/** Outside of any transaction: what the reader has not cut and packed yet is cut and packed here. */
export async function prepareVersion({
  document,
  prepared,
  type,
}: Pick<FileDocument, 'document' | 'prepared' | 'type'>): Promise<ReadVersion> {
  return {
    ...(prepared ?? (await prepareDocument(document))),
    title: document.title.trim().slice(0, 300),
    language: document.language ?? '',
    format: type,
    pages: document.pages?.length ?? null,
    warnings: document.warnings.slice(0, mostWarnings),
  }
}

/** Stores what was read as this version and answers from it: from one moment to the next the old passages are gone and the new ones there. */
export async function takeInVersion(
  tx: Tx,
  passages: DocumentDeps['passages'],
  {
    documentId,
    number,
    version,
    timeZone,
  }: { documentId: string; number: number; version: ReadVersion; timeZone: string },
): Promise<boolean> {
  const before = await findDocumentRow(tx, documentId, { lock: true })
  if (!before) return false
  const { packed, title, language, format, pages, sections } = version
  await sql`
    update knowledge_document_versions set content = ${Buffer.from(packed.buffer)}, title = ${title}, language = ${language}, format = ${format},
      pages = ${pages}, sections = ${sections}, passages = ${version.passages.length},
      warnings = ${JSON.stringify(version.warnings)}::jsonb
    where document_id = ${documentId} and number = ${number}`.execute(tx.query)
  // Meanwhile a newer file has been uploaded, or an earlier version restored: that is what was wanted last.
  if (before.last_version !== number || before.state !== 'reading') return false
  await useVersion(tx, passages, { documentId, number, content: version, timeZone })
  return true
}

const mostWarnings = 200

/** Answers from this version from now on. */
export async function useVersion(
  tx: Tx,
  passages: DocumentDeps['passages'],
  {
    documentId,
    number,
    content,
    timeZone,
  }: { documentId: string; number: number; content: Pick<VersionContent, 'passages'>; timeZone: string },
): Promise<void> {
  await sql`
    update knowledge_documents d set state = 'ready', progress = 1, reason = null, version = v.number, pages = v.pages,
      sections = v.sections, passages = v.passages, warnings = v.warnings, format = v.format, file_name = v.file_name,
      size = v.size, updated_at = now(),
      title = case when d.title_chosen or v.title = '' then d.title else v.title end,
      language = case when d.language_chosen then d.language else v.language end
    from knowledge_document_versions v
    where d.id = ${documentId} and v.document_id = d.id and v.number = ${number}`.execute(tx.query)
  const row = await findDocumentRow(tx, documentId)
  if (row) await publishDocument(tx, passages, { row, content, timeZone })
}
