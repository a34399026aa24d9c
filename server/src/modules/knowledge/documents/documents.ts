import type { DocumentSettings, KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { unpackContent } from '../../../read-documents/index.ts'
import { audit } from '../../identity/index.ts'
import type { DocumentDeps, VersionContent, Who } from './deps.ts'
import type { KeptFile, KnowledgeFiles } from './files.ts'
import { documentSource, publishDocument } from './publish.ts'
import { type DocumentRow, readDocumentRow, shownDocument } from './rows.ts'
import { queueReading, titleOf } from './run-reading.ts'
import { useVersion } from './take-in.ts'

export type Documents = ReturnType<typeof makeDocuments>
type Settings = Partial<DocumentSettings>

/** Where a document comes from when nobody uploads it. */
export interface Origin {
  sourceId: string
  url: string
}

interface Added {
  document: KnowledgeDocument
  /** The same content was there already. */
  already: boolean
}

/** Documents with their versions: taken in, changed, replaced, removed. */
export function makeDocuments({ db, passages, timeZone }: DocumentDeps & { files: KnowledgeFiles }) {
  async function contentOf(tx: Tx, documentId: string, number: number): Promise<VersionContent> {
    const { rows } = await sql<{ content: Buffer | null }>`
      select content from knowledge_document_versions where document_id = ${documentId} and number = ${number}`.execute(
      tx.query,
    )
    if (!rows[0]?.content) throw new AppError('not_found', 'there is no such version that has been read')
    return unpackContent(rows[0].content)
  }

  async function applySettings(tx: Tx, row: DocumentRow, settings: Settings, zone: string): Promise<boolean> {
    const sets = settingColumns(settings)
    if (sets.length === 0) return false
    await sql`update knowledge_documents set ${sql.join(sets)}, updated_at = now() where id = ${row.id}`.execute(
      tx.query,
    )
    const changed = await readDocumentRow(tx, row.id)
    if (row.version > 0 && row.format !== 'zip' && reachesPassages(row, changed))
      await publishDocument(tx, passages, {
        row: changed,
        content: await contentOf(tx, row.id, row.version),
        timeZone: zone,
      })
    return true
  }

  async function checkDays(tx: Tx, row: DocumentRow): Promise<DocumentRow> {
    const changed = await readDocumentRow(tx, row.id)
    const { valid_from: from, valid_until: until } = changed
    if (from !== null && until !== null && until < from) {
      const message = 'is before the first day'
      throw new AppError('invalid_request', `/body/until: ${message}`, [{ path: '/body/until', message }])
    }
    return changed
  }

  return {
    contentOf,

    /** A file as a new document, read in the background; content that is there already is told. */
    add: (workspaceId: string, who: Who, file: KeptFile & { name: string }, settings: Settings = {}): Promise<Added> =>
      db.tenant(workspaceId, async (tx) => {
        const same = await findSame(tx, file.hash)
        if (same) {
          // What failed once is tried again when it is brought again.
          if (same.state === 'failed') await readAgain(tx, same, who)
          return { document: shownDocument(await readDocumentRow(tx, same.id)), already: true }
        }
        const id = await insertDocument(tx, who, file.name, file.size)
        const sets = settingColumns(settings)
        if (sets.length > 0)
          await sql`update knowledge_documents set ${sql.join(sets)} where id = ${id}`.execute(tx.query)
        await checkDays(tx, await readDocumentRow(tx, id))
        await newVersion(tx, who, id, file)
        const details = { size: file.size }
        const document = shownDocument(await readDocumentRow(tx, id))
        await audit(tx, { actor: who.actor, action: 'document.added', target: documentSource(id), details })
        return { document, already: false }
      }),

    /** A new version of the file; the old one answers until it has been read. */
    replace: (workspaceId: string, who: Who, id: string, file: KeptFile & { name: string }): Promise<Added> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await readDocumentRow(tx, id, { lock: true })
        if (row.path !== null) throw new AppError('wrong_state', 'this document came in an archive; replace that')
        const { rows } = await sql<{ number: number }>`
          select number from knowledge_document_versions where document_id = ${id} and hash = ${file.hash}
            and number = ${row.last_version}`.execute(tx.query)
        if (rows[0] && row.state !== 'failed') return { document: shownDocument(row), already: true }
        await newVersion(tx, who, id, file)
        const details = { version: row.last_version + 1 }
        const document = shownDocument(await readDocumentRow(tx, id))
        await audit(tx, { actor: who.actor, action: 'document.replaced', target: documentSource(id), details })
        return { document, already: false }
      }),

    /** The document that somebody brought under this file name. */
    broughtAs: (workspaceId: string, fileName: string, by: string): Promise<string | undefined> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select id from knowledge_documents where file_name = ${fileName} and created_by = ${by} order by created_at limit 1`.execute(
          tx.query,
        )
        return rows[0]?.id
      }),

    read: (workspaceId: string, id: string): Promise<KnowledgeDocument> =>
      db.tenant(workspaceId, async (tx) => shownDocument(await readDocumentRow(tx, id))),

    async change(workspaceId: string, who: Who, ids: string[], settings: Settings): Promise<KnowledgeDocument[]> {
      const zone = await timeZone(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const shown: KnowledgeDocument[] = []
        const changed: string[] = []
        for (const id of [...new Set(ids)].sort()) {
          const row = await readDocumentRow(tx, id, { lock: true })
          if (await applySettings(tx, row, settings, zone)) changed.push(id)
          shown.push(shownDocument(await checkDays(tx, row)))
        }
        const details = { fields: Object.keys(settings) }
        for (const id of changed)
          await audit(tx, { actor: who.actor, action: 'document.changed', target: documentSource(id), details })
        return shown
      })
    },

    /** How many there were. */
    remove: (workspaceId: string, who: Who, ids: string[]): Promise<number> =>
      db.tenant(workspaceId, async (tx) => {
        const removed = await removeDocuments(tx, passages, ids)
        for (const id of removed)
          await audit(tx, { actor: who.actor, action: 'document.removed', target: documentSource(id) })
        return removed.length
      }),

    readAgain: (workspaceId: string, who: Who, id: string): Promise<KnowledgeDocument> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await readDocumentRow(tx, id, { lock: true })
        if (row.last_version === 0) throw new AppError('wrong_state', 'there is no file to read')
        await readAgain(tx, row, who)
        const document = shownDocument(await readDocumentRow(tx, id))
        await audit(tx, { actor: who.actor, action: 'document.read_again', target: documentSource(id) })
        return document
      }),

    async restore(workspaceId: string, who: Who, id: string, number: number): Promise<KnowledgeDocument> {
      const zone = await timeZone(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const row = await readDocumentRow(tx, id, { lock: true })
        const content = await contentOf(tx, id, number)
        if (row.version !== number || row.state !== 'ready') {
          await useVersion(tx, passages, { documentId: id, number, content, timeZone: zone })
        }
        const document = shownDocument(await readDocumentRow(tx, id))
        const details = { version: number }
        await audit(tx, { actor: who.actor, action: 'document.restored', target: documentSource(id), details })
        return document
      })
    },
  }
}

/** Removes documents with their versions and passages; what came out of an archive goes with it. Answers those there were. */
export async function removeDocuments(tx: Tx, passages: DocumentDeps['passages'], ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from knowledge_documents where id = any(${ids}::uuid[])
      or id in (select unnest(contains) from knowledge_documents where id = any(${ids}::uuid[]))
    returning id`.execute(tx.query)
  const gone = rows.map(({ id }) => id)
  if (gone.length > 0) await passages.replace(tx, tx.workspaceId!, gone.map(documentSource), [])
  return gone
}

async function findSame(tx: Tx, hash: string): Promise<DocumentRow | undefined> {
  const { rows } = await sql<{ id: string }>`
    select d.id from knowledge_document_versions v join knowledge_documents d on d.id = v.document_id
    where v.workspace_id = ${tx.workspaceId} and v.hash = ${hash} and v.number = d.last_version
    order by d.created_at limit 1`.execute(tx.query)
  return rows[0] && readDocumentRow(tx, rows[0].id, { lock: true })
}

export async function insertDocument(
  tx: Tx,
  who: Who,
  fileName: string,
  size: number,
  origin: Partial<Origin> = {},
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into knowledge_documents (workspace_id, title, file_name, size, url, source_id, created_by)
    values (${tx.workspaceId}, ${titleOf(fileName)}, ${fileName}, ${size}, ${origin.url ?? null}, ${origin.sourceId ?? null},
      ${who.name}) returning id`.execute(tx.query)
  return rows[0]!.id
}

async function newVersion(tx: Tx, who: Who, documentId: string, file: KeptFile & { name: string }): Promise<void> {
  const number = await addVersion(tx, who, documentId, { ...file, fileId: file.id })
  await sql`
    update knowledge_documents set state = case when state = 'reading' then 'reading' else 'waiting' end, progress = 0, reason = null,
      updated_at = now() where id = ${documentId}`.execute(tx.query)
  await queueReading(tx, documentId, number)
}

/** The number of the new version. */
export async function addVersion(
  tx: Tx,
  who: Who,
  documentId: string,
  { fileId, name, size, hash }: { fileId: string | null; name: string; size: number; hash: string },
): Promise<number> {
  const { rows } = await sql<{ last_version: number }>`
    update knowledge_documents set last_version = last_version + 1 where id = ${documentId} returning last_version`.execute(
    tx.query,
  )
  const number = rows[0]!.last_version
  await sql`
    insert into knowledge_document_versions (workspace_id, document_id, number, file_id, file_name, size, hash, created_by)
    values (${tx.workspaceId}, ${documentId}, ${number}, ${fileId}, ${name}, ${size}, ${hash}, ${who.name})`.execute(
    tx.query,
  )
  return number
}

async function readAgain(tx: Tx, row: DocumentRow, who: Who): Promise<void> {
  let number = row.last_version
  // An earlier version is in use: its file is read anew, as the newest version.
  if (row.state !== 'failed' && row.version > 0 && row.version !== number) {
    const { rows } = await sql<{ fileId: string | null; name: string; size: number; hash: string }>`
      select file_id as "fileId", file_name as name, size, hash from knowledge_document_versions
      where document_id = ${row.id} and number = ${row.version}`.execute(tx.query)
    if (rows[0]) number = await addVersion(tx, who, row.id, rows[0])
  }
  await sql`
    update knowledge_documents set state = 'waiting', progress = 0, reason = null, updated_at = now() where id = ${row.id}`.execute(
    tx.query,
  )
  await queueReading(tx, row.id, number)
}

/** What a change of settings writes. */
export function settingColumns(settings: Settings) {
  const columns: Record<string, unknown> = {
    title: settings.title,
    title_chosen: settings.title === undefined ? undefined : true,
    category: settings.category,
    labels: settings.labels && [...new Set(settings.labels)],
    audiences: settings.audiences && [...new Set(settings.audiences)],
    channels: settings.channels && [...new Set(settings.channels)],
    valid_from: settings.from,
    valid_until: settings.until,
    official: settings.official,
    owner: settings.owner,
    review_by: settings.reviewBy,
    language: settings.language,
    language_chosen: settings.language === undefined ? undefined : settings.language !== '',
  }
  return Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
  )
}

const inPassages = [
  'title',
  'category',
  'labels',
  'audiences',
  'channels',
  'valid_from',
  'valid_until',
  'official',
  'language',
] as const

const reachesPassages = (before: DocumentRow, after: DocumentRow) =>
  inPassages.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
