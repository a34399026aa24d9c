import { createHash } from 'node:crypto'
import type { SourceRun } from '@loopdesk/contracts/api/knowledge/sources.ts'
import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import {
  type CrawledPage,
  crawlSite,
  fetchHelpDesk,
  type HelpArticle,
  type KnownPage,
} from '../../../read-documents/index.ts'
import { audit } from '../../identity/index.ts'
import { addVersion, insertDocument, removeDocuments, settingColumns } from '../documents/documents.ts'
import { prepareVersion, takeInVersion } from '../documents/take-in.ts'
import type { SourceDeps } from './deps.ts'
import { helpDeskAccount } from './help-desk-account.ts'
import { noRunCounts, readSourceRow, type SourceRow } from './rows.ts'
import { type SourceJob, secretContext } from './sources.ts'

/** A page or article with what is needed to know it again. */
interface Page extends KnownPage {
  url: string
  /** What people open; the address itself unless given. */
  link?: string | undefined
  type: string
  document: ReadDocument
  /** Kept to colleagues at its origin. */
  internal?: boolean
}
type Counts = SourceRun['counts']
interface Run {
  job: SourceJob
  source: SourceRow
  zone: string
  counts: Counts
  problems: SourceRun['problems']
  seen: Set<string>
  stop: AbortController
}

const mostProblems = 100
/** Vanished pages are removed when they have been missed so often in a row. */
const mostMisses = 2
const userAgent = 'Loopdesk/1.0 (knowledge base)'
/** Reasons that are the site's wish rather than a fault. */
const wished = new Set(['robots', 'noindex', 'canonical', 'duplicate', 'type'])

/** Reads a source: what is new or changed becomes documents, what has vanished twice goes. */
export function makeRunSource(deps: SourceDeps) {
  const { db, http, reader, secrets, privateSites, timeZone } = deps

  async function runWeb(run: Run): Promise<boolean> {
    const { setup } = run.source
    if (setup.kind !== 'web') return false
    const previous = await db.tenant(run.job.workspaceId, (tx) => knownPages(tx, run.job.sourceId))
    const { url: start, depth, pages, include, exclude, delayMs, files } = setup
    const given = { start, maxPages: pages, maxDepth: depth, include, exclude, delayMs, documents: files }
    const { stopped } = await crawlSite(
      { ...given, userAgent, allowPrivate: privateSites, previous },
      { http, reader, signal: run.stop.signal, onPage: (page) => takeCrawled(run, page) },
    )
    return stopped === 'end'
  }

  async function takeCrawled(run: Run, page: CrawledPage): Promise<void> {
    if (page.kind === 'left_out') {
      if (wished.has(page.reason)) return
      run.counts.failed++
      run.seen.add(page.url)
      if (run.problems.length < mostProblems)
        run.problems.push({ url: page.url, code: page.reason, message: page.message })
    } else if (page.kind === 'unchanged') unchanged(run, page.url)
    else if (page.kind !== 'gone') await takePage(run, page)
    await tell(run)
  }

  async function runHelpDesk(run: Run): Promise<boolean> {
    const { setup, secret, id } = run.source
    if (setup.kind === 'web') return false
    const account = helpDeskAccount(setup, secret === null ? '' : secrets.open(secret, secretContext(id)))
    const desk = await fetchHelpDesk(account, { http, signal: run.stop.signal })
    const known = await db.tenant(run.job.workspaceId, (tx) => knownPages(tx, run.job.sourceId))
    for (const article of desk.articles) {
      if (run.stop.signal.aborted) return false
      if (article.visibility === 'draft' || article.visibility === 'archived') continue
      await takeArticle(run, article, known)
      await tell(run)
    }
    return true
  }

  async function takeArticle(run: Run, article: HelpArticle, known: ReadonlyMap<string, KnownPage>): Promise<void> {
    const { externalId, locale = '', title, body, format, visibility, url: link } = article
    const url = `article:${externalId}:${locale}`
    const hash = createHash('sha256')
      .update(JSON.stringify([title, body, visibility]))
      .digest('hex')
    if (known.get(url)?.hash === hash) return unchanged(run, url)
    const name = format === 'html' ? 'article.html' : 'article.md'
    const outcome = await reader.read({ bytes: Buffer.from(body), name, signal: run.stop.signal })
    const [found] = outcome.ok ? outcome.documents : []
    if (!found) {
      run.counts.failed++
      run.seen.add(url)
      const { reason: code, message } = outcome.ok ? { reason: 'empty', message: 'The article is empty.' } : outcome
      if (run.problems.length < mostProblems) run.problems.push({ url: link ?? url, code, message })
      return
    }
    const document = { ...found.document, title }
    await takePage(run, { url, link, hash, type: found.type, document, internal: visibility === 'internal' })
  }

  function unchanged(run: Run, url: string): void {
    run.counts.seen++
    run.counts.unchanged++
    run.seen.add(url)
  }

  async function takePage(run: Run, page: Page): Promise<void> {
    const { workspaceId, sourceId } = run.job
    const version = await prepareVersion(page)
    run.counts.seen++
    run.seen.add(page.url)
    const isNew = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ document_id: string | null }>`
        select document_id from knowledge_source_pages where source_id = ${sourceId} and url = ${page.url}`.execute(
        tx.query,
      )
      const known = rows[0]?.document_id ?? null
      const documentId = known ?? (await addDocument(tx, run, page, version.title || page.url))
      const by = { actor: 'system', name: run.source.name }
      const number = await addVersion(tx, by, documentId, {
        ...{ fileId: null, name: version.title || page.url, size: version.packed.length, hash: page.hash },
      })
      await sql`update knowledge_documents set state = 'reading' where id = ${documentId}`.execute(tx.query)
      await takeInVersion(tx, deps.passages, { documentId, number, version, timeZone: run.zone })
      await sql`
        insert into knowledge_source_pages (workspace_id, source_id, url, document_id, etag, modified, hash, links)
        values (${workspaceId}, ${sourceId}, ${page.url}, ${documentId}, ${page.etag ?? null}, ${page.lastModified ?? null},
          ${page.hash}, ${JSON.stringify(page.links ?? [])}::jsonb)
        on conflict (source_id, url) do update set document_id = excluded.document_id, etag = excluded.etag,
          modified = excluded.modified, hash = excluded.hash, links = excluded.links, misses = 0, seen_at = now()`.execute(
        tx.query,
      )
      return known === null
    })
    if (isNew) run.counts.added++
    else run.counts.changed++
  }

  async function addDocument(tx: Tx, { job, source }: Run, page: Page, name: string): Promise<string> {
    const by = { actor: 'system', name: source.name }
    const id = await insertDocument(tx, by, name.slice(0, 200), 0, {
      sourceId: job.sourceId,
      url: page.link ?? page.url,
    })
    const audiences = page.internal ? ['staff'] : source.settings.audiences
    const sets = settingColumns({ ...source.settings, ...(audiences && { audiences }) })
    if (sets.length > 0) await sql`update knowledge_documents set ${sql.join(sets)} where id = ${id}`.execute(tx.query)
    return id
  }

  /** How far it is; stops when somebody has cancelled it. */
  async function tell({ job, counts, problems, stop }: Run): Promise<void> {
    const going = await db.tenant(job.workspaceId, async (tx) => {
      const { rows } = await sql`
        update knowledge_source_runs set counts = ${JSON.stringify(counts)}::jsonb, problems = ${JSON.stringify(problems)}::jsonb
        where id = ${job.runId} and state = 'running' returning id`.execute(tx.query)
      return rows.length > 0
    })
    if (!going) stop.abort()
  }

  /** What was not met in a reading that came to its end has been missed once more. */
  async function dropVanished(tx: Tx, run: Run): Promise<void> {
    const { sourceId } = run.job
    const seen = [...run.seen]
    await sql`
      update knowledge_source_pages set misses = case when url = any(${seen}) then 0 else misses + 1 end
      where source_id = ${sourceId}`.execute(tx.query)
    const { rows } = await sql<{ document_id: string | null }>`
      delete from knowledge_source_pages where source_id = ${sourceId} and misses >= ${mostMisses} returning document_id`.execute(
      tx.query,
    )
    const gone = await removeDocuments(
      tx,
      deps.passages,
      rows.flatMap(({ document_id: id }) => id ?? []),
    )
    run.counts.removed = gone.length
  }

  return {
    async run(job: SourceJob): Promise<void> {
      const zone = await timeZone(job.workspaceId)
      const source = await db.tenant(job.workspaceId, async (tx) => {
        const { rows } = await sql`
          update knowledge_source_runs set state = 'running' where id = ${job.runId} and state in ('waiting', 'running')
          returning id`.execute(tx.query)
        return rows.length > 0 ? readSourceRow(tx, job.sourceId) : undefined
      })
      if (!source) return
      const stop = new AbortController()
      const run: Run = { job, source, zone, counts: noRunCounts(), problems: [], seen: new Set(), stop }
      const isWhole = source.setup.kind === 'web' ? await runWeb(run) : await runHelpDesk(run)
      await db.tenant(job.workspaceId, async (tx) => {
        if (isWhole) await dropVanished(tx, run)
        const { rows: done } = await sql`
          update knowledge_source_runs set state = 'done', counts = ${JSON.stringify(run.counts)}::jsonb, finished_at = now()
          where id = ${job.runId} and state = 'running' returning id`.execute(tx.query)
        if (done.length === 0) return
        const details = { ...run.counts }
        await audit(tx, {
          actor: 'system',
          action: 'knowledge_source.read',
          target: `knowledge_source:${job.sourceId}`,
          details,
        })
      })
    },
    fail: ({ workspaceId, runId }: SourceJob, code: string, message: string) =>
      db.tenant(workspaceId, (tx) =>
        sql`
          update knowledge_source_runs set state = 'failed', finished_at = now(),
            reason = ${JSON.stringify({ code, message: message.slice(0, 500) })}::jsonb
          where id = ${runId} and state = 'running'`.execute(tx.query),
      ),
  }
}

async function knownPages(tx: Tx, sourceId: string): Promise<Map<string, KnownPage>> {
  const { rows } = await sql<{
    url: string
    hash: string
    etag: string | null
    modified: string | null
    links: string[]
  }>`
    select url, hash, etag, modified, links from knowledge_source_pages where source_id = ${sourceId} and document_id is not null`.execute(
    tx.query,
  )
  return new Map(
    rows.map(({ url, hash, etag, modified, links }) => [
      url,
      { hash, links, ...(etag !== null && { etag }), ...(modified !== null && { lastModified: modified }) },
    ]),
  )
}
