import { basename } from 'node:path/posix'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { addJob } from '../../../infra/jobs.ts'
import { audit } from '../../identity/index.ts'
import type { DocumentDeps, FileDocument, FileOutcome } from './deps.ts'
import type { KnowledgeFiles } from './files.ts'
import { findDocumentRow } from './rows.ts'
import { prepareVersion, type ReadVersion, takeInVersion } from './take-in.ts'

export const readJobName = 'knowledge.read_document'

export interface ReadJob {
  workspaceId: string
  documentId: string
  number: number
}

/** Reads this version in the background. */
export async function queueReading(tx: Tx, documentId: string, number: number): Promise<void> {
  const payload: ReadJob = { workspaceId: tx.workspaceId!, documentId, number }
  await addJob(tx, readJobName, payload, { key: `read:${documentId}`, maxAttempts: 3 })
}

type Deps = DocumentDeps & { files: KnowledgeFiles }

/** Reads a file and answers from it, or keeps why it could not be read; what was read before stays in use till then. */
export function makeRunReading({ db, passages, readFile, timeZone, files }: Deps) {
  const fail = (workspaceId: string, documentId: string, code: string, message: string) =>
    db.tenant(workspaceId, (tx) =>
      sql`
        update knowledge_documents set state = 'failed', progress = 0, updated_at = now(),
          reason = ${JSON.stringify({ code, message: message.slice(0, 500) })}::jsonb
        where id = ${documentId}`.execute(tx.query),
    )

  async function run({ workspaceId, documentId, number }: ReadJob): Promise<void> {
    const begun = await db.tenant(workspaceId, (tx) => begin(tx, documentId, number))
    if (!begun) return
    const bytes = await files.bytes(workspaceId, begun.fileId)
    const progress = throttled((share) =>
      db.tenant(workspaceId, (tx) =>
        sql`update knowledge_documents set progress = ${share} where id = ${documentId} and state = 'reading'`.execute(
          tx.query,
        ),
      ),
    )
    const outcome = await readFile(
      { bytes, name: begun.readName },
      { prepare: true, progress: (done, total) => progress(done / total) },
    )
    await progress.settled()
    if (!outcome.ok) return void (await fail(workspaceId, documentId, outcome.reason, outcome.message))
    const zone = await timeZone(workspaceId)
    const wanted = begun.path === null ? undefined : outcome.documents.find(({ path }) => path === begun.path)
    if (begun.path !== null && !wanted)
      return void (await fail(workspaceId, documentId, 'gone', 'The archive no longer holds this file.'))
    const isArchive = begun.path === null && isSeveral(outcome, begun.readName)
    if (isArchive) return unpack({ workspaceId, documentId, number }, outcome, zone)
    const [one] = wanted ? [wanted] : outcome.documents
    if (!one)
      return void (await fail(workspaceId, documentId, 'has_no_text', 'The file holds no text that could be read.'))
    const version = await prepareVersion(one)
    if (version.passages.length === 0)
      return void (await fail(workspaceId, documentId, 'has_no_text', 'The file holds no text that could be read.'))
    await db.tenant(workspaceId, async (tx) => {
      const used = await takeInVersion(tx, passages, { documentId, number, version, timeZone: zone })
      const details = { version: number, passages: version.passages.length }
      if (used) await audit(tx, { actor: 'system', action: 'document.read', target: `document:${documentId}`, details })
    })
  }

  /** Every file of an archive becomes a document with the archive's settings; the archive remembers which. */
  async function unpack(job: ReadJob, outcome: FileOutcome & { ok: true }, zone: string): Promise<void> {
    const { workspaceId, documentId, number } = job
    for (const one of outcome.documents) {
      const version = await prepareVersion(one)
      await db.tenant(workspaceId, async (tx) => {
        const child = await childOf(tx, job, one, version)
        await takeInVersion(tx, passages, { ...child, version, timeZone: zone })
      })
    }
    const skipped = outcome.skipped.map(({ path, reason, message }) => ({ path, code: reason, message }))
    await db.tenant(workspaceId, async (tx) => {
      const contains = await childrenOf(tx, documentId)
      await sql`
        update knowledge_documents set state = 'ready', format = 'zip', progress = 1, reason = null, version = ${number},
          contains = ${contains}, skipped = ${JSON.stringify(skipped.slice(0, 500))}::jsonb, updated_at = now()
        where id = ${documentId}`.execute(tx.query)
      const details = { documents: contains.length, skipped: skipped.length }
      await audit(tx, { actor: 'system', action: 'archive.read', target: `document:${documentId}`, details })
    })
  }

  return { run, fail }
}

const isSeveral = ({ documents, skipped }: FileOutcome & { ok: true }, name: string) =>
  documents.length > 1 || skipped.length > 0 || /\.zip$/i.test(name)

async function begin(tx: Tx, documentId: string, number: number) {
  const row = await findDocumentRow(tx, documentId, { lock: true })
  if (row?.last_version !== number) return undefined
  const { rows } = await sql<{ file_id: string | null; file_name: string; archive: string | null }>`
    select v.file_id, v.file_name, (select w.file_name from knowledge_document_versions w
      join knowledge_documents a on a.id = w.document_id
      where w.file_id = v.file_id and a.path is null limit 1) as archive
    from knowledge_document_versions v where v.document_id = ${documentId} and v.number = ${number}`.execute(tx.query)
  const [version] = rows
  if (!version?.file_id) return undefined
  await sql`update knowledge_documents set state = 'reading', progress = 0 where id = ${documentId}`.execute(tx.query)
  const readName = row.path === null ? version.file_name : (version.archive ?? 'archive.zip')
  return { fileId: version.file_id, readName, path: row.path }
}

/** The document a file of an archive is: the one that came out of it before, else a new one. */
async function childOf(tx: Tx, { workspaceId, documentId, number }: ReadJob, one: FileDocument, version: ReadVersion) {
  const { rows: known } = await sql<{ id: string }>`
    select c.id from knowledge_documents a join knowledge_documents c on c.id = any(a.contains)
    where a.id = ${documentId} and c.path = ${one.path}`.execute(tx.query)
  const name = basename(one.path)
  const id = known[0]?.id ?? (await createChild())
  const { rows } = await sql<{ last_version: number }>`
    update knowledge_documents set last_version = last_version + 1, state = 'reading' where id = ${id} returning last_version`.execute(
    tx.query,
  )
  const childNumber = rows[0]!.last_version
  await sql`
    insert into knowledge_document_versions (workspace_id, document_id, number, file_id, file_name, size, hash, created_by)
    select ${workspaceId}, ${id}, ${childNumber}, v.file_id, ${name}, ${version.packed.length}, v.hash || ':' || ${one.path}, v.created_by
    from knowledge_document_versions v where v.document_id = ${documentId} and v.number = ${number}`.execute(tx.query)
  return { documentId: id, number: childNumber }

  async function createChild(): Promise<string> {
    const { rows: made } = await sql<{ id: string }>`
      insert into knowledge_documents (workspace_id, title, category, labels, audiences, channels, valid_from, valid_until,
        official, owner, review_by, language, language_chosen, file_name, path, created_by)
      select workspace_id, ${titleOf(name)}, category, labels, audiences, channels, valid_from, valid_until, official, owner,
        review_by, language, language_chosen, ${name}, ${one.path}, created_by
      from knowledge_documents where id = ${documentId} returning id`.execute(tx.query)
    await sql`
      update knowledge_documents set contains = contains || ${made[0]!.id}::uuid where id = ${documentId}`.execute(
      tx.query,
    )
    return made[0]!.id
  }
}

async function childrenOf(tx: Tx, documentId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from knowledge_documents a, unnest(a.contains) with ordinality as u(id, n)
      join knowledge_documents c on c.id = u.id
    where a.id = ${documentId} order by n`.execute(tx.query)
  return rows.map(({ id }) => id)
}

/** A file's name as a title, until the file says a better one. */
export const titleOf = (fileName: string) =>
  basename(fileName)
    .replace(/\.[a-z0-9]{1,8}$/i, '')
    .slice(0, 300) || 'file'

/** Tells progress at most twice a second, one write at a time. */
function throttled(write: (share: number) => Promise<unknown>) {
  let last = 0
  let running: Promise<unknown> = Promise.resolve()
  const tell = (share: number) => {
    const now = Date.now()
    if (now - last < 500) return
    last = now
    running = running.then(() => write(Math.min(0.99, Math.max(0, share)))).catch(() => {})
  }
  return Object.assign(tell, { settled: () => running })
}
