import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import type { FaqBatch, FaqOptions, FaqRow } from '../../../read-documents/index.ts'
import { audit } from '../../identity/index.ts'
import { definitionHash } from '../entries/canonical.ts'
import type { ImportDeps } from './deps.ts'
import { entryOfRow } from './entry-of-row.ts'
import { type ImportWorld, readImportWorld } from './row-world.ts'
import { type ImportRow, noCounts, readImportRow } from './rows.ts'

/** All sheets are one origin: a row that comes again in another sheet is the same entry. */
export const importOrigin = 'import'

type Row = { entry: KnowledgeEntry; externalId: string | undefined; line: number }
type LineError = { line: number; field: string; code: string; message: string }
interface Reading {
  row: ImportRow
  apply: boolean
  world: ImportWorld
  counts: KnowledgeImport['counts']
  lines: number
  errors: LineError[]
  errorsKept: number
  /** Line of each entry in this sheet. */
  seen: Map<string, number>
}

const batchSize = 1_000
const mostErrors = 10_000

/** Reads a sheet: to say what taking it in would do, or (`apply`) to do it, a batch a transaction, going on after the last one. */
export function makeRunImport({ db, files, readFaq, deliver }: ImportDeps) {
  return async (workspaceId: string, importId: string, apply: boolean): Promise<void> => {
    const begun = await db.tenant(workspaceId, (tx) => begin(tx, importId, apply))
    if (!begun) return
    const { row } = begun
    const folder = await mkdtemp(join(tmpdir(), 'loopdesk-import-'))
    const path = join(folder, `sheet${extname(row.file_name).slice(0, 10)}`)
    try {
      await pipeline(files.stream(workspaceId, row.file_id!), createWriteStream(path))
      const batches = readFaq({
        path,
        name: row.file_name,
        ...(row.options.columns && { columns: columnsFor(row.options.columns) }),
        ...(apply && row.taken > 0 && { after: row.taken }),
      })
      await readAll(workspaceId, begun, batches)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async function readAll(workspaceId: string, reading: Reading, batches: AsyncIterable<FaqBatch>): Promise<void> {
    const { row, apply } = reading
    let waiting: Row[] = []
    let done = 0
    let preview: FaqBatch['preview']
    const flush = async () => {
      const rows = waiting
      waiting = []
      await db.tenant(workspaceId, async (tx) => {
        if (apply) await takeIn(tx, reading, rows, deliver)
        else await countOnly(tx, reading, rows)
        await saveProgress(tx, reading, rows.at(-1)?.line ?? row.taken, done)
      })
    }
    try {
      for await (const batch of batches) {
        preview ??= batch.preview
        done = batch.done
        reading.lines += batch.rows.length + batch.errors.length
        for (const { line, field, code, message } of batch.errors) refuse(reading, { line, field, code, message })
        for (const each of batch.rows) take(reading, each, waiting)
        if (waiting.length >= batchSize) await flush()
      }
      await flush()
    } catch (error) {
      const { code } = error as { code?: string }
      if (code !== 'no_question_columns' || apply) throw error
      const reason = { code: 'columns', message: 'Choose which columns hold the question and the answer.' }
      return finish(workspaceId, reading, preview, reason)
    }
    const empty = reading.lines === 0 && !apply ? { code: 'empty', message: 'There is no line with a question.' } : null
    await finish(workspaceId, reading, preview, empty)
  }

  async function finish(
    workspaceId: string,
    { row, apply, counts, lines }: Reading,
    preview: FaqBatch['preview'],
    reason: KnowledgeImport['reason'],
  ): Promise<void> {
    await db.tenant(workspaceId, async (tx) => {
      const { rows: finished } = await sql`
        update knowledge_imports set state = ${apply ? 'done' : 'checked'}, progress = 1, counts = ${JSON.stringify(counts)}::jsonb,
          lines = case when ${apply} then lines else ${lines} end, reason = ${reason && JSON.stringify(reason)}::jsonb,
          columns = coalesce(${preview ? JSON.stringify(preview.columns.map(shownColumn)) : null}::jsonb, columns),
          sample = coalesce(${preview ? JSON.stringify(preview.sample) : null}::jsonb, sample),
          finished_at = case when ${apply} then now() end
        where id = ${row.id} and state = ${stateOf(apply)} returning id`.execute(tx.query)
      if (!apply || finished.length === 0) return
      const details = { ...counts }
      await audit(tx, {
        actor: 'system',
        action: 'knowledge_import.finished',
        target: `knowledge_import:${row.id}`,
        details,
      })
    })
    if (apply && counts.added > 5_000)
      await db.system((tx) => sql`analyze knowledge_entries, knowledge_passages`.execute(tx.query))
  }
}

/** A job can be given to another process by mistake: what is over is over. */
const stateOf = (apply: boolean) => (apply ? 'importing' : 'checking')

async function begin(tx: Tx, importId: string, apply: boolean): Promise<Reading | undefined> {
  const row = await readImportRow(tx, importId)
  if (row.file_id === null || row.state !== stateOf(apply)) return undefined
  if (!apply || row.taken === 0)
    await sql`delete from knowledge_import_errors where import_id = ${importId}`.execute(tx.query)
  const { rows: known } = await sql<{ entry_id: string; line: number }>`
    select entry_id, line from knowledge_import_rows where import_id = ${importId}`.execute(tx.query)
  const goesOn = apply && row.taken > 0
  return {
    row,
    apply,
    world: await readImportWorld(tx),
    counts: goesOn ? { ...noCounts(), ...row.counts } : noCounts(),
    lines: 0,
    errors: [],
    errorsKept: 0,
    seen: new Map(known.map(({ entry_id: id, line }) => [id, line])),
  }
}

function take(reading: Reading, row: FaqRow, waiting: Row[]): void {
  const outcome = entryOfRow(row, reading.row.options, reading.world)
  if ('code' in outcome) {
    refuse(reading, { line: row.line, ...outcome })
    return
  }
  const before = reading.seen.get(outcome.entry.id)
  if (before !== undefined) {
    reading.counts.skipped++
    const message = `The same question is in line ${before}.`
    keepError(reading, { line: row.line, field: 'question', code: 'duplicate', message })
    return
  }
  reading.seen.set(outcome.entry.id, row.line)
  waiting.push({ ...outcome, line: row.line })
}

function refuse(reading: Reading, error: LineError): void {
  reading.counts.errors++
  keepError(reading, error)
}

function keepError(reading: Reading, error: LineError): void {
  if (reading.errorsKept >= mostErrors) return
  reading.errorsKept++
  reading.errors.push(error)
}

/** What taking these in would come to. */
async function countOnly(tx: Tx, { counts, row }: Reading, rows: Row[]): Promise<void> {
  const { rows: known } = await sql<{ id: string; hash: string | null }>`
    select id, origin_hash as hash from knowledge_entries where id = any(${rows.map(({ entry }) => entry.id)})`.execute(
    tx.query,
  )
  const hashes = new Map(known.map(({ id, hash }) => [id, hash]))
  for (const { entry } of rows) {
    if (!hashes.has(entry.id)) counts.added++
    else if (hashes.get(entry.id) === definitionHash(entry)) counts.unchanged++
    else if (row.options.existing === 'skip') counts.skipped++
    else counts.updated++
  }
}

async function takeIn(
  tx: Tx,
  { row, world, counts }: Reading,
  rows: Row[],
  deliver: ImportDeps['deliver'],
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ entry }) => entry.id)
  const { rows: known } = await sql<{ id: string; live: number | null }>`
    select id, live from knowledge_entries where id = any(${ids})`.execute(tx.query)
  const before = new Map(known.map(({ id, live }) => [id, live]))
  const wanted = row.options.existing === 'skip' ? rows.filter(({ entry }) => !before.has(entry.id)) : rows
  await world.save(tx, importOrigin)
  const delivered = await deliver(
    tx,
    tx.workspaceId!,
    wanted.map(({ entry }) => entry),
    {
      origin: importOrigin,
      by: row.created_by,
      note: row.file_name,
      teaches: false,
      overwrites: true,
      externalIds: new Map(wanted.flatMap(({ entry, externalId }) => (externalId ? [[entry.id, externalId]] : []))),
    },
  )
  counts.added += delivered.made.length
  counts.updated += delivered.updated.length
  counts.unchanged += delivered.same.length
  counts.skipped += delivered.kept.length + delivered.foreign.length + rows.length - wanted.length
  const touched = new Set([...delivered.made, ...delivered.updated])
  const done = wanted
    .filter(({ entry }) => touched.has(entry.id))
    .map(({ entry, line }) => ({ id: entry.id, line, before: before.get(entry.id) ?? null }))
  await sql`
    insert into knowledge_import_rows (workspace_id, import_id, entry_id, line, before)
    select ${tx.workspaceId}, ${row.id}, r.id, r.line, r.before
    from jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as r(id text, line int, before int)
    on conflict do nothing`.execute(tx.query)
}

async function saveProgress(tx: Tx, reading: Reading, line: number, share: number): Promise<void> {
  const { row, apply, counts, errors } = reading
  if (errors.length > 0)
    await sql`
      insert into knowledge_import_errors (workspace_id, import_id, line, field, code, message)
      select ${tx.workspaceId}, ${row.id}, e.line, e.field, e.code, e.message
      from jsonb_to_recordset(${JSON.stringify(errors)}::jsonb) as e(line int, field text, code text, message text)
      on conflict do nothing`.execute(tx.query)
  reading.errors = []
  await sql`
    update knowledge_imports set progress = ${Math.min(0.99, share)}, counts = ${JSON.stringify(counts)}::jsonb,
      taken = case when ${apply} then greatest(taken, ${line}) else taken end
    where id = ${row.id} and state = ${stateOf(apply)}`.execute(tx.query)
}

/** Ours as the reader of files calls them. */
function columnsFor(columns: NonNullable<ImportRow['options']['columns']>): NonNullable<FaqOptions['columns']> {
  const { from, until, similar, ...rest } = columns
  return {
    ...rest,
    ...(similar.length > 0 && { similar }),
    ...(from !== undefined && { validFrom: from }),
    ...(until !== undefined && { validUntil: until }),
  }
}

const shownColumn = ({ name, field }: { name: string; field: string | null }) => ({
  name,
  field: field === 'validFrom' ? 'from' : field === 'validUntil' ? 'until' : field,
})
