import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import type { DocumentDeps, VersionContent } from './deps.ts'
import { packContent, publishDocument } from './publish.ts'
import { findDocumentRow } from './rows.ts'

/** A document that was read, ready to be stored. */
export interface ReadVersion {
  content: VersionContent
  packed: Buffer
  title: string
  language: string
  format: string
  pages: number | null
}

/** Cuts a read document into passages and packs it; the dear part, outside of any transaction. */
export async function prepareVersion(
  divide: DocumentDeps['divide'],
  document: ReadDocument,
  format: string,
): Promise<ReadVersion> {
  const content = { document, ...divide(document) }
  return {
    content,
    packed: await packContent(content),
    title: document.title.trim().slice(0, 300),
    language: document.language ?? '',
    format,
    pages: document.pages?.length ?? null,
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
  const { content, packed, title, language, format, pages } = version
  const [sections, count] = [content.sections.length, content.passages.length]
  const warnings = JSON.stringify(content.document.warnings.slice(0, mostWarnings))
  await sql`
    update knowledge_document_versions set content = ${packed}, title = ${title}, language = ${language}, format = ${format},
      pages = ${pages}, sections = ${sections}, passages = ${count}, warnings = ${warnings}::jsonb
    where document_id = ${documentId} and number = ${number}`.execute(tx.query)
  // Meanwhile a newer file has been uploaded, or an earlier version restored: that is what was wanted last.
  if (before.last_version !== number || before.state !== 'reading') return false
  await useVersion(tx, passages, { documentId, number, content, timeZone })
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
  }: { documentId: string; number: number; content: VersionContent; timeZone: string },
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
