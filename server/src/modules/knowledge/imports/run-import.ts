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
import { holdRun, type ImportRow, type ImportRun, noCounts, readImportRow } from './rows.ts'

/** All sheets are one origin: a row that comes again in another sheet is the same entry. */
export const importOrigin = 'import'

type Row = { entry: KnowledgeEntry; externalId: string | undefined; line: number }
type Counts = KnowledgeImport['counts']
type LineError = { line: number; field: string; code: string; message: string }
interface Reading {
  run: ImportRun
  row: ImportRow
  apply: boolean
  world: ImportWorld
  counts: Counts
  lines: number
  /** The last line that was read. */
  reached: number
  errors: LineError[]
  errorsKept: number
  /** Line of each entry in this sheet. */
  seen: Map<string, number>
}

const batchSize = 2_000
const mostErrors = 10_000
/** What grows by so much is indexed while it grows, not when it is first searched. */
const manyLines = 5_000

/** Reads a sheet: to say what taking it in would do, or (`apply`) to do it, a batch a transaction, going on after the last one. */
export function makeRunImport({ db, log, files, readFaq, deliver, expect }: ImportDeps) {
  return async (run: ImportRun): Promise<void> => {
    const { workspaceId } = run
    const begun = await db.tenant(workspaceId, (tx) => begin(tx, run))
    const { row, apply } = begun
    if (apply && row.lines >= manyLines)
      void expect(workspaceId, row.lines).catch((error) =>
        log.warn({ err: error }, 'the index was not told of an import'),
      )
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
      await readAll(begun, batches)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async function readAll(reading: Reading, batches: AsyncIterable<FaqBatch>): Promise<void> {
    const { apply } = reading
    const { workspaceId } = reading.run
    let waiting: Row[] = []
    let done = 0
    let preview: FaqBatch['preview']
    const flush = async () => {
      const rows = waiting
      waiting = []
      const errors = reading.errors.splice(0)
      reading.counts = await db.tenant(workspaceId, async (tx) => {
        await holdRun(tx, reading.run)
        // A transaction can be run again: it changes nothing here.
        const counts = { ...reading.counts }
        if (apply) await takeIn(tx, reading, rows, counts, deliver)
        else await countOnly(tx, reading, rows, counts)
        await saveProgress(tx, reading, { counts, errors, share: done })
        return counts
      })
    }
    try {
      for await (const batch of batches) {
        preview ??= batch.preview
        done = batch.done
        reading.lines += batch.rows.length + batch.errors.length
        for (const { line, field, code, message } of batch.errors) refuse(reading, { line, field, code, message })
        for (const each of batch.rows) take(reading, each, waiting)
        reading.reached = Math.max(reading.reached, ...[...batch.rows, ...batch.errors].map(({ line }) => line))
        if (waiting.length >= batchSize) await flush()
      }
      await flush()
    } catch (error) {
      const { code } = error as { code?: string }
      if (code !== 'no_question_columns' || apply) throw error
      const reason = { code: 'columns', message: 'Choose which columns hold the question and the answer.' }
      return finish(reading, preview, reason)
    }
    const empty = reading.lines === 0 && !apply ? { code: 'empty', message: 'There is no line with a question.' } : null
    await finish(reading, preview, empty)
  }

  async function finish(
    { run, row, apply, counts, lines }: Reading,
    preview: FaqBatch['preview'],
    reason: KnowledgeImport['reason'],
  ): Promise<void> {
    await db.tenant(run.workspaceId, async (tx) => {
      await holdRun(tx, run)
      await sql`
        update knowledge_imports set state = ${apply ? 'done' : 'checked'}, progress = 1, counts = ${JSON.stringify(counts)}::jsonb,
          lines = case when ${apply} then lines else ${lines} end, reason = ${reason && JSON.stringify(reason)}::jsonb,
          columns = coalesce(${preview ? JSON.stringify(preview.columns.map(shownColumn)) : null}::jsonb, columns),
          sample = coalesce(${preview ? JSON.stringify(preview.sample) : null}::jsonb, sample),
          finished_at = case when ${apply} then now() end
        where id = ${row.id}`.execute(tx.query)
      if (!apply) return
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

async function begin(tx: Tx, run: ImportRun): Promise<Reading> {
  const { importId } = run
  await holdRun(tx, run)
  const row = await readImportRow(tx, importId)
  const apply = run.step === 'apply'
  if (!apply || row.taken === 0)
    await sql`delete from knowledge_import_errors where import_id = ${importId}`.execute(tx.query)
  const { rows: known } = await sql<{ entry_id: string; line: number }>`
    select entry_id, line from knowledge_import_rows where import_id = ${importId}`.execute(tx.query)
  const goesOn = apply && row.taken > 0
  return {
    run,
    row,
    apply,
    world: await readImportWorld(tx),
    counts: goesOn ? { ...noCounts(), ...row.counts } : noCounts(),
    lines: 0,
    reached: row.taken,
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
async function countOnly(tx: Tx, { row }: Reading, rows: Row[], counts: Counts): Promise<void> {
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
  { row, world }: Reading,
  rows: Row[],
  counts: Counts,
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

async function saveProgress(
  tx: Tx,
  { row, apply, reached }: Reading,
  { counts, errors, share }: { counts: Counts; errors: LineError[]; share: number },
): Promise<void> {
  if (errors.length > 0)
    await sql`
      insert into knowledge_import_errors (workspace_id, import_id, line, field, code, message)
      select ${tx.workspaceId}, ${row.id}, e.line, e.field, e.code, e.message
      from jsonb_to_recordset(${JSON.stringify(errors)}::jsonb) as e(line int, field text, code text, message text)
      on conflict do nothing`.execute(tx.query)
  await sql`
    update knowledge_imports set progress = ${Math.min(0.99, share)}, counts = ${JSON.stringify(counts)}::jsonb,
      taken = case when ${apply} then greatest(taken, ${reached}) else taken end
    where id = ${row.id}`.execute(tx.query)
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
