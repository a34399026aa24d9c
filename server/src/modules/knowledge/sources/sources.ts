import type { DocumentSource, SourceRun, sourceRoutes } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../../../infra/db.ts'
import { addJob } from '../../../infra/jobs.ts'
import { afterCursor, cutPage, microsOf, parsePageCursor } from '../../../infra/page-cursor.ts'
import { audit } from '../../identity/index.ts'
import type { Who } from '../documents/deps.ts'
import { type Documents, removeDocuments } from '../documents/documents.ts'
import type { SourceDeps } from './deps.ts'
import { nextRun } from './next-run.ts'
import { type RunRow, readSourceRow, runColumns, type SourceRow, shownRun, sourceColumns } from './rows.ts'

export const sourceJobName = 'knowledge.read_source'
export interface SourceJob {
  workspaceId: string
  sourceId: string
  runId: string
}

type Body = z.output<typeof sourceRoutes.createDocumentSource.body>
export type Sources = ReturnType<typeof makeSources>

export const secretContext = (sourceId: string) => `knowledge-source:${sourceId}`

/** Web sites and help desks that documents are read from. */
export function makeSources(
  deps: Pick<SourceDeps, 'db' | 'now' | 'secrets' | 'timeZone' | 'passages'> & { documents: Documents },
) {
  const { db, now, secrets, timeZone, passages, documents } = deps

  async function write(tx: Tx, id: string, body: Body, zone: string): Promise<void> {
    const secret =
      body.secret === undefined ? sql`secret` : body.secret === '' ? null : secrets.seal(body.secret, secretContext(id))
    const next = body.enabled ? nextRun(body.schedule, now(), zone) : null
    await sql`
      update knowledge_sources set name = ${body.name}, setup = ${JSON.stringify(body.setup)}::jsonb, secret = ${secret},
        schedule = ${JSON.stringify(body.schedule)}::jsonb, settings = ${JSON.stringify(body.settings)}::jsonb,
        enabled = ${body.enabled}, next_run_at = ${next} where id = ${id}`.execute(tx.query)
  }

  return {
    list: (workspaceId: string): Promise<DocumentSource[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<SourceRow>`
          select ${sourceColumns} from knowledge_sources s order by s.created_at desc, s.id`.execute(tx.query)
        return Promise.all(rows.map((row) => shown(tx, row)))
      }),
    read: (workspaceId: string, id: string): Promise<DocumentSource> =>
      db.tenant(workspaceId, async (tx) => shown(tx, await readSourceRow(tx, id))),

    async create(workspaceId: string, who: Who, body: Body): Promise<DocumentSource> {
      const zone = await timeZone(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into knowledge_sources (workspace_id, name, setup, schedule) values (${workspaceId}, ${body.name}, '{}', '{}')
          returning id`.execute(tx.query)
        const { id } = rows[0]!
        await write(tx, id, body, zone)
        if (body.enabled) await startRun(tx, id, who.name)
        const source = await shown(tx, await readSourceRow(tx, id))
        const details = { kind: body.setup.kind }
        await audit(tx, {
          actor: who.actor,
          action: 'knowledge_source.added',
          target: `knowledge_source:${id}`,
          details,
        })
        return source
      })
    },

    async update(workspaceId: string, who: Who, id: string, body: Body): Promise<DocumentSource> {
      const zone = await timeZone(workspaceId)
      const owned = await db.tenant(workspaceId, async (tx) => {
        await readSourceRow(tx, id)
        await write(tx, id, body, zone)
        await audit(tx, { actor: who.actor, action: 'knowledge_source.changed', target: `knowledge_source:${id}` })
        const { rows } = await sql<{ id: string }>`
          select id from knowledge_documents where source_id = ${id} order by id`.execute(tx.query)
        return rows.map((row) => row.id)
      })
      for (let from = 0; from < owned.length; from += 100)
        await documents.change(workspaceId, who, owned.slice(from, from + 100), body.settings)
      return db.tenant(workspaceId, async (tx) => shown(tx, await readSourceRow(tx, id)))
    },

    remove: (workspaceId: string, who: Who, id: string, keep: boolean): Promise<boolean> =>
      db.tenant(workspaceId, async (tx) => {
        await readSourceRow(tx, id)
        const { rows } = await sql<{ id: string }>`
          select id from knowledge_documents where source_id = ${id}`.execute(tx.query)
        if (!keep)
          await removeDocuments(
            tx,
            passages,
            rows.map((row) => row.id),
          )
        await sql`delete from knowledge_sources where id = ${id}`.execute(tx.query)
        const details = { documents: rows.length, kept: keep }
        await audit(tx, {
          actor: who.actor,
          action: 'knowledge_source.removed',
          target: `knowledge_source:${id}`,
          details,
        })
        return true
      }),

    run: (workspaceId: string, who: Who, id: string): Promise<SourceRun> =>
      db.tenant(workspaceId, async (tx) => {
        await readSourceRow(tx, id)
        const run = await startRun(tx, id, who.name)
        if (!run) throw new AppError('wrong_state', 'the source is being read already')
        await audit(tx, { actor: who.actor, action: 'knowledge_source.run', target: `knowledge_source:${id}` })
        return run
      }),

    cancel: (workspaceId: string, who: Who, id: string): Promise<boolean> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          update knowledge_source_runs set state = 'cancelled', finished_at = now()
          where source_id = ${id} and state in ('waiting', 'running') returning id`.execute(tx.query)
        if (rows.length > 0)
          await audit(tx, { actor: who.actor, action: 'knowledge_source.cancelled', target: `knowledge_source:${id}` })
        return rows.length > 0
      }),

    runs: (workspaceId: string, id: string, { cursor, limit }: { cursor?: string | undefined; limit: number }) =>
      db.tenant(workspaceId, async (tx) => {
        await readSourceRow(tx, id)
        const { rows } = await sql<RunRow & { micros: number }>`
          select ${runColumns}, ${microsOf(sql`r.started_at`)} as micros from knowledge_source_runs r
          where r.source_id = ${id} and ${afterCursor(sql`r.started_at`, sql`r.id`, parsePageCursor(cursor))}
          order by r.started_at desc, r.id desc limit ${limit + 1}`.execute(tx.query)
        const page = cutPage(rows, limit)
        return { items: page.rows.map(shownRun), next: page.next }
      }),

    /** Starts what is due; called by the clock. */
    async startDue(): Promise<void> {
      const { rows } = await db.system((tx) =>
        sql<{ id: string; workspace_id: string }>`
          select id, workspace_id from knowledge_sources where enabled and next_run_at <= now()`.execute(tx.query),
      )
      for (const { id, workspace_id: workspaceId } of rows) {
        const zone = await timeZone(workspaceId)
        await db.tenant(workspaceId, async (tx) => {
          const row = await readSourceRow(tx, id)
          await sql`
            update knowledge_sources set next_run_at = ${nextRun(row.schedule, now(), zone)} where id = ${id}`.execute(
            tx.query,
          )
          await startRun(tx, id, '')
        })
      }
    },
  }
}

/** Undefined while one is under way. */
async function startRun(tx: Tx, sourceId: string, by: string): Promise<SourceRun | undefined> {
  const { rows } = await sql<RunRow>`
    insert into knowledge_source_runs as r (workspace_id, source_id, started_by) values (${tx.workspaceId}, ${sourceId}, ${by})
    on conflict (source_id) where state in ('waiting', 'running') do nothing returning ${runColumns}`.execute(tx.query)
  const [run] = rows
  if (!run) return undefined
  const payload: SourceJob = { workspaceId: tx.workspaceId!, sourceId, runId: run.id }
  await addJob(tx, sourceJobName, payload, { key: `knowledge-source:${run.id}`, maxAttempts: 3 })
  return shownRun(run)
}

async function shown(tx: Tx, row: SourceRow): Promise<DocumentSource> {
  const { rows: counted } = await sql<{ count: number }>`
    select count(*) as count from knowledge_documents where source_id = ${row.id}`.execute(tx.query)
  const { rows: runs } = await sql<RunRow>`
    select ${runColumns} from knowledge_source_runs r where r.source_id = ${row.id}
    order by r.started_at desc, r.id desc limit 1`.execute(tx.query)
  const { id, name, setup, schedule, settings, enabled } = row
  return {
    ...{ id, name, setup, schedule, settings, enabled },
    hasSecret: row.secret !== null,
    documents: counted[0]!.count,
    lastRun: runs[0] ? shownRun(runs[0]) : null,
    nextRunAt: row.next_run_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }
}
