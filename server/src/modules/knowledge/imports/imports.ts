import type { KnowledgeImport, KnowledgeImportOptions } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { addJob } from '../../../infra/jobs.ts'
import { afterCursor, cutPage, microsOf, parsePageCursor } from '../../../infra/page-cursor.ts'
import { audit } from '../../identity/index.ts'
import type { Who } from '../documents/deps.ts'
import type { UploadedFile } from '../documents/upload.ts'
import type { ImportDeps } from './deps.ts'
import {
  type ImportRow,
  type ImportRun,
  type ImportStep,
  importColumns,
  readImportRow,
  shownImport,
  stateDuring,
  takeInHand,
} from './rows.ts'

export const importJobName = 'knowledge.import'
export interface ImportJob {
  workspaceId: string
  importId: string
  step: ImportStep
}

export type KnowledgeImports = ReturnType<typeof makeKnowledgeImports>
type Listed = { items: KnowledgeImport[]; next: string | null }
interface ErrorRow {
  line: number
  field: string
  code: string
  message: string
}

/** Sheets of questions and answers: stored at once, checked and taken in in the background. */
export function makeKnowledgeImports({ db }: Pick<ImportDeps, 'db'>) {
  async function start(tx: Tx, id: string, step: ImportStep): Promise<KnowledgeImport> {
    await sql`
      update knowledge_imports set state = ${stateDuring[step]}, run = run + 1, progress = 0, reason = null, finished_at = null where id = ${id}`.execute(
      tx.query,
    )
    const payload: ImportJob = { workspaceId: tx.workspaceId!, importId: id, step }
    await addJob(tx, importJobName, payload, { key: `knowledge-import:${id}`, maxAttempts: 5 })
    return shownImport(await readImportRow(tx, id))
  }

  return {
    upload: (workspaceId: string, who: Who, file: UploadedFile, options: KnowledgeImportOptions) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into knowledge_imports (workspace_id, file_id, file_name, size, options, created_by)
          values (${workspaceId}, ${file.id}, ${file.name}, ${file.size}, ${JSON.stringify(options)}::jsonb, ${who.name})
          returning id`.execute(tx.query)
        return start(tx, rows[0]!.id, 'check')
      }),

    list: (workspaceId: string, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Listed> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<ImportRow & { micros: number }>`
          select ${importColumns}, ${microsOf(sql`i.created_at`)} as micros from knowledge_imports i
          where ${afterCursor(sql`i.created_at`, sql`i.id`, parsePageCursor(cursor))}
          order by i.created_at desc, i.id desc limit ${limit + 1}`.execute(tx.query)
        const page = cutPage(rows, limit)
        return { items: page.rows.map(shownImport), next: page.next }
      }),

    read: (workspaceId: string, id: string): Promise<KnowledgeImport> =>
      db.tenant(workspaceId, async (tx) => shownImport(await readImportRow(tx, id))),

    check: (workspaceId: string, id: string, options: KnowledgeImportOptions): Promise<KnowledgeImport> =>
      db.tenant(workspaceId, async (tx) => {
        const { state, taken } = await readImportRow(tx, id, { lock: true })
        if (taken > 0 || !['checking', 'checked', 'failed'].includes(state))
          throw new AppError('wrong_state', 'the sheet has been taken in already')
        await sql`update knowledge_imports set options = ${JSON.stringify(options)}::jsonb where id = ${id}`.execute(
          tx.query,
        )
        return start(tx, id, 'check')
      }),

    apply: (workspaceId: string, who: Who, id: string): Promise<KnowledgeImport> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await readImportRow(tx, id, { lock: true })
        if (row.state === 'done' || row.state === 'importing') return shownImport(row)
        const goesOn = row.state === 'failed' && row.taken > 0
        if (!goesOn && row.state !== 'checked') throw new AppError('wrong_state', 'the sheet has not been checked yet')
        if (!goesOn && row.reason !== null)
          throw new AppError('unprocessable', 'choose the columns of question and answer first')
        if ((row.counts.errors ?? 0) > 0 && !row.options.skipErrors)
          throw new AppError(
            'unprocessable',
            'some lines have errors; correct them, or leave them out with `skipErrors`',
          )
        const started = await start(tx, id, 'apply')
        const details = { lines: row.lines }
        await audit(tx, {
          actor: who.actor,
          action: 'knowledge_import.started',
          target: `knowledge_import:${id}`,
          details,
        })
        return started
      }),

    undo: (workspaceId: string, who: Who, id: string): Promise<KnowledgeImport> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await readImportRow(tx, id, { lock: true })
        if (row.state === 'undone' || row.state === 'undoing') return shownImport(row)
        if (row.state !== 'done' && row.state !== 'failed')
          throw new AppError('wrong_state', 'the sheet has not been taken in')
        const started = await start(tx, id, 'undo')
        await audit(tx, { actor: who.actor, action: 'knowledge_import.undoing', target: `knowledge_import:${id}` })
        return started
      }),

    remove: (workspaceId: string, who: Who, id: string): Promise<boolean> =>
      db.tenant(workspaceId, async (tx) => {
        const row = await readImportRow(tx, id, { lock: true })
        if (row.state === 'importing' || row.state === 'undoing')
          throw new AppError('wrong_state', 'it is being worked on')
        await sql`delete from knowledge_imports where id = ${id}`.execute(tx.query)
        await audit(tx, { actor: who.actor, action: 'knowledge_import.forgotten', target: `knowledge_import:${id}` })
        return true
      }),

    /** The cursor is the last line. */
    errors: (workspaceId: string, id: string, { cursor, limit }: { cursor?: string | undefined; limit: number }) =>
      db.tenant(workspaceId, async (tx) => {
        await readImportRow(tx, id)
        const after = /^\d{1,9}$/.test(cursor ?? '') ? Number(cursor) : 0
        const { rows } = await sql<ErrorRow>`
          select line, field, code, message from knowledge_import_errors where import_id = ${id} and line > ${after}
          order by line, field limit ${limit + 1}`.execute(tx.query)
        const items = rows.slice(0, limit)
        return { items, next: rows.length > limit ? String(items.at(-1)!.line) : null }
      }),

    /** All errors as CSV, in pages. */
    async *errorLines(workspaceId: string, id: string): AsyncGenerator<string> {
      yield '\uFEFFline,field,code,message\r\n'
      for (let after = 0; ; ) {
        const rows = await db.tenant(workspaceId, async (tx) => {
          const found = await sql<ErrorRow>`
            select line, field, code, message from knowledge_import_errors where import_id = ${id} and line > ${after}
            order by line, field limit 5000`.execute(tx.query)
          return found.rows
        })
        yield rows
          .map(({ line, field, code, message }) => `${[line, field, code, message].map(csvCell).join(',')}\r\n`)
          .join('')
        if (rows.length < 5000) return
        after = rows.at(-1)!.line
      }
    },

    /** Begins on a step; undefined where it is over or was never wanted. */
    takeInHand: (workspaceId: string, importId: string, step: ImportStep): Promise<ImportRun | undefined> =>
      db.tenant(workspaceId, (tx) => takeInHand(tx, { workspaceId, importId, step })),

    /** Keeps why a run failed, unless another is at it by now. All or nothing: what it brought in is taken back, in the background. */
    fail: ({ workspaceId, importId, step, run }: ImportRun, code: string, message: string): Promise<void> =>
      db.tenant(workspaceId, async (tx) => {
        const { options, ...row } = await readImportRow(tx, importId, { lock: true })
        if (row.run !== run || row.state !== stateDuring[step]) return
        const takesBack = step === 'apply' && options.allOrNothing
        if (takesBack) await start(tx, importId, 'undo')
        const failed = sql`state = 'failed', finished_at = now(),`
        await sql`
          update knowledge_imports set ${takesBack ? sql`` : failed}
            reason = ${JSON.stringify({ code, message: message.slice(0, 500) })}::jsonb where id = ${importId}`.execute(
          tx.query,
        )
      }),
  }
}

/** Cells that spreadsheets would run as formulas are told to be text. */
function csvCell(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
