import { type ImportJob, importOptions } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../../infra/db.ts'
import { readValue } from '../../infra/http/index.ts'
import { addJob } from '../../infra/jobs.ts'
import { audit } from '../identity/index.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import { asUtf8 } from './file-content.ts'
import { importJobName } from './run-import.ts'
import { noCounts } from './take-in-rows.ts'

type Options = z.infer<typeof importOptions>

interface Row {
  id: string
  file_name: string
  set_id: string | null
  options: Options
  state: ImportJob['state']
  progress: number
  columns: string[]
  sample: Record<string, string>[]
  lines: number
  counts: Partial<ImportJob['counts']>
  errors: ImportJob['errors']
  reason: string | null
  created_at: Date
}
const columns = sql`id, file_name, set_id, options, state, progress, columns, sample, lines, counts, errors, reason, created_at`
const kept = 20

/** Uploaded files: stored at once, read in the background. */
export function makeImports({ db }: Pick<WorkbenchDeps, 'db'>) {
  async function read(tx: Tx, id: string): Promise<Row> {
    const { rows } = await sql<Row>`select ${columns} from workbench_imports where id = ${id}`.execute(tx.query)
    if (!rows[0]) throw new AppError('not_found', 'there is no such import')
    return rows[0]
  }

  return {
    async upload(workspaceId: string, who: Who, request: FastifyRequest): Promise<ImportJob> {
      const { content, fileName, options, setId } = await readUpload(request)
      return db.tenant(workspaceId, async (tx) => {
        if (setId !== null) await checkSet(tx, setId)
        const { rows } = await sql<{ id: string }>`
          insert into workbench_imports (workspace_id, file_name, set_id, options, content, created_by)
          values (${workspaceId}, ${fileName}, ${setId}, ${JSON.stringify(options)}::jsonb, ${content}, ${who.name})
          returning id`.execute(tx.query)
        await sql`
          delete from workbench_imports where state in ('checked', 'done', 'failed') and id not in (
            select id from workbench_imports order by created_at desc limit ${kept})`.execute(tx.query)
        return start(tx, rows[0]!.id, false)
      })
    },
    list: (workspaceId: string): Promise<ImportJob[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          select ${columns} from workbench_imports order by created_at desc limit ${kept}`.execute(tx.query)
        return rows.map(shown)
      }),
    read: (workspaceId: string, id: string): Promise<ImportJob> =>
      db.tenant(workspaceId, async (tx) => shown(await read(tx, id))),
    check: (workspaceId: string, id: string, options: Options): Promise<ImportJob> =>
      db.tenant(workspaceId, async (tx) => {
        const { state } = await read(tx, id)
        if (state === 'done' || state === 'importing')
          throw new AppError('wrong_state', 'the file has been taken in already')
        await sql`update workbench_imports set options = ${JSON.stringify(options)}::jsonb where id = ${id}`.execute(
          tx.query,
        )
        return start(tx, id, false)
      }),
    apply: (workspaceId: string, who: Who, id: string): Promise<ImportJob> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await read(tx, id)
        if (row.state === 'done' || row.state === 'importing') return shown(row)
        if (row.state !== 'checked') throw new AppError('wrong_state', 'the file has not been checked yet')
        if (row.reason !== null) throw new AppError('unprocessable', 'choose the columns of text and intent first')
        if ((row.counts.errors ?? 0) > 0 && !row.options.skipErrors)
          throw new AppError(
            'unprocessable',
            'some lines have errors; correct them, or leave them out with `skipErrors`',
          )
        if (row.set_id !== null) await checkSet(tx, row.set_id)
        const started = await start(tx, id, true)
        const details = { lines: row.lines }
        await audit(tx, { actor: who.actor, action: 'import.started', target: `import:${id}`, details })
        return started
      }),
    /** The job could not be carried out. */
    fail: (workspaceId: string, id: string, reason: string) =>
      db.tenant(workspaceId, (tx) =>
        sql`update workbench_imports set state = 'failed', reason = ${reason.slice(0, 300)} where id = ${id}`.execute(
          tx.query,
        ),
      ),
  }

  async function start(tx: Tx, id: string, apply: boolean): Promise<ImportJob> {
    await sql`
      update workbench_imports set state = ${apply ? 'importing' : 'checking'}, progress = 0, reason = null where id = ${id}`.execute(
      tx.query,
    )
    const payload = { workspaceId: tx.workspaceId, importId: id, apply }
    await addJob(tx, importJobName, payload, { key: `import:${id}`, maxAttempts: 3 })
    return shown(await read(tx, id))
  }
}

export type Imports = ReturnType<typeof makeImports>

async function checkSet(tx: Tx, setId: string): Promise<void> {
  const { rows } = await sql<{ frozen: boolean }>`select frozen from workbench_sets where id = ${setId}`.execute(
    tx.query,
  )
  if (!rows[0]) throw new AppError('not_found', 'there is no such evaluation set')
  if (rows[0].frozen) throw new AppError('wrong_state', 'this set is frozen; make another')
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function readUpload(request: FastifyRequest) {
  const upload = await request.file()
  if (upload?.fieldname !== 'file') throw new AppError('invalid_request', 'send one file in the field `file`')
  const raw = await upload.toBuffer()
  if (raw.length === 0) throw new AppError('unprocessable', 'the file is empty')
  const content = asUtf8(raw)
  if (!content)
    throw new AppError('unsupported_media_type', 'this is no text file; save it as CSV (UTF-8) or JSON lines')
  const fieldOf = (name: string) => {
    const given = upload.fields[name]
    return given && !Array.isArray(given) && given.type === 'field' ? String(given.value) : undefined
  }
  const setId = fieldOf('setId') ?? null
  if (setId !== null && !uuid.test(setId)) throw invalid('/body/setId', 'is not an id')
  const fileName = (upload.filename ?? 'file').toWellFormed().replaceAll('\u0000', '').slice(0, 200)
  return { content, setId, fileName, options: readOptions(fieldOf('options')) }
}

function readOptions(text: string | undefined): Options {
  let value: unknown
  try {
    value = JSON.parse(text ?? '{}')
  } catch {
    throw invalid('/body/options', 'is not JSON')
  }
  return readValue(importOptions, value, '/body/options')
}

const invalid = (path: string, message: string) =>
  new AppError('invalid_request', `${path}: ${message}`, [{ path, message }])

function shown(row: Row): ImportJob {
  const { id, options, state, progress, columns: names, sample, lines, errors, reason } = row
  const rest = { fileName: row.file_name, setId: row.set_id, counts: { ...noCounts(), ...row.counts } }
  return {
    id,
    options,
    state,
    progress,
    columns: names,
    sample,
    lines,
    errors,
    reason,
    ...rest,
    createdAt: row.created_at.toISOString(),
  }
}
