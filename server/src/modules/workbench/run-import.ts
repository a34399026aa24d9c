import { type ImportOptions, importOptions } from '@loopdesk/contracts/api/workbench.ts'
import { sql } from 'kysely'
import { audit } from '../identity/index.ts'
import { taughtChanged } from './changed.ts'
import type { WorkbenchDeps } from './deps.ts'
import type { Intents } from './intents.ts'
import { type LabelFinder, makeLabelFinder } from './label-finder.ts'
import { prepare } from './prepare-text.ts'
import { type FileRow, formatOf, type Mapping, mappingOf, readRows } from './read-rows.ts'
import { type Counts, type LabelledRow, noCounts, takeInExamples, takeInItems } from './take-in-rows.ts'

export const importJobName = 'workbench.import'

interface Stored {
  file_name: string
  options: unknown
  set_id: string | null
  content: Buffer | null
  created_by: string
}
interface LineError {
  line: number
  field: string
  message: string
}
type Deps = Pick<WorkbenchDeps, 'db' | 'understanding'> & { intents: Pick<Intents, 'all'> }
/** What reading a file has come to so far. */
interface Reading {
  columns: string[]
  sample: Record<string, string>[]
  mapping: Mapping | undefined
  lines: number
  counts: Counts
  errors: LineError[]
  seen: Set<string>
}

const batchSize = 2000
const errorsKept = 200

/** Reads an uploaded file line by line: to say what importing would do, or (`apply`) to do it, a batch a transaction. */
export function makeRunImport({ db, intents, understanding }: Deps) {
  return async ({ workspaceId, importId, apply }: { workspaceId: string; importId: string; apply: boolean }) => {
    const stored = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<Stored>`
        select file_name, options, set_id, content, created_by from workbench_imports where id = ${importId}`.execute(
        tx.query,
      )
      return rows[0]
    })
    if (!stored?.content) return
    const { content, set_id: setId, created_by: by } = stored
    const options = importOptions.parse(stored.options)
    const finder = makeLabelFinder(await intents.all(workspaceId))
    const total = content.reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1)
    const state: Reading = {
      columns: [],
      sample: [],
      mapping: undefined,
      lines: 0,
      counts: noCounts(),
      errors: [],
      seen: new Set(),
    }

    async function flush(batch: LabelledRow[]): Promise<void> {
      const made = [...finder.made].filter(([label]) => batch.some((row) => row.label === label))
      await db.tenant(workspaceId, async (tx) => {
        if (apply && setId === null)
          for (const [label, written] of made)
            await sql`
              insert into workbench_intents (workspace_id, label, custom, name, created_by)
              values (${workspaceId}, ${label}, true, ${JSON.stringify({ zh: written, en: written })}::jsonb, ${by})
              on conflict do nothing`.execute(tx.query)
        const counts = setId
          ? await takeInItems(tx, setId, batch, !apply)
          : await takeInExamples(tx, batch, { elsewhere: options.elsewhere, by, dry: !apply })
        for (const key of ['added', 'unchanged', 'moved', 'skipped'] as const) state.counts[key] += counts[key]
        const progress = Math.min(0.99, state.lines / total)
        await sql`update workbench_imports set progress = ${progress} where id = ${importId}`.execute(tx.query)
      })
    }

    let batch: LabelledRow[] = []
    const format = options.format ?? formatOf(content, stored.file_name)
    for await (const row of readRows(content, format, options)) {
      const labelled = readLine(state, row, options, finder, setId !== null)
      if (labelled) batch.push(labelled)
      if (state.lines > 0 && !state.mapping) break
      if (batch.length < batchSize) continue
      await flush(batch)
      batch = []
    }
    if (batch.length > 0) await flush(batch)
    state.counts.newIntents = finder.made.size
    if (apply && state.lines > 5000) await db.system((tx) => sql`analyze workbench_examples`.execute(tx.query))
    await finish(state)

    async function finish({ columns, sample, mapping, lines, counts, errors }: Reading): Promise<void> {
      const reason = lines === 0 ? 'empty' : mapping ? null : 'columns'
      await db.tenant(workspaceId, async (tx) => {
        await sql`
          update workbench_imports set state = ${apply ? 'done' : 'checked'}, progress = 1, columns = ${JSON.stringify(columns)}::jsonb,
            sample = ${JSON.stringify(sample)}::jsonb, lines = ${lines}, counts = ${JSON.stringify(counts)}::jsonb,
            errors = ${JSON.stringify(errors)}::jsonb, reason = ${reason}, content = case when ${apply} then null else content end
          where id = ${importId}`.execute(tx.query)
        if (!apply) return
        if (setId === null && counts.added + counts.moved > 0) await taughtChanged(tx, { understanding })
        const details = { ...counts, setId }
        await audit(tx, { actor: 'system', action: 'import.finished', target: `import:${importId}`, details })
      })
    }
  }
}

/** One line of the file as an example; else why not is among the errors. */
function readLine(
  state: Reading,
  row: FileRow,
  options: ImportOptions,
  finder: LabelFinder,
  forSet: boolean,
): LabelledRow | undefined {
  state.lines++
  const refuse = (field: string, message: string) => {
    state.counts.errors++
    if (state.errors.length < errorsKept) state.errors.push({ line: row.line, field, message })
    return undefined
  }
  if ('problem' in row) return refuse('line', row.problem)
  if (state.sample.length === 0) {
    state.columns = Object.keys(row.values)
    state.mapping = mappingOf(state.columns, options.columns)
    if (!state.mapping) refuse('columns', 'choose which column holds the text and which the intent')
  }
  if (state.sample.length < 5) state.sample.push(cutValues(row.values))
  const { mapping } = state
  if (!mapping) return undefined
  const raw = row.values[mapping.text] ?? ''
  if (raw.length > 1000) return refuse(mapping.text, 'is longer than 1000 characters')
  if (raw.includes('\u0000') || !raw.isWellFormed())
    return refuse(mapping.text, 'contains characters that cannot be stored')
  const prepared = prepare(raw)
  if (!prepared) return refuse(mapping.text, 'is empty')
  const written = (row.values[mapping.label] ?? '').trim()
  if (written === '') return refuse(mapping.label, 'is empty')
  const make = options.createIntents && !forSet
  const label = finder.find(written) ?? (make ? finder.make(written) : undefined)
  if (label === undefined) {
    const shown = written.slice(0, 60)
    return refuse(mapping.label, make ? `“${shown}” cannot be an intent's id` : `there is no intent “${shown}”`)
  }
  const lang = mapping.lang === undefined ? undefined : row.values[mapping.lang]?.trim().toLowerCase().slice(0, 2)
  const language = lang === 'zh' || lang === 'en' ? lang : prepared.language
  const key = forSet ? prepared.text : `${label}\n${prepared.text}`
  if (state.seen.has(key)) {
    state.counts.unchanged++
    return undefined
  }
  state.seen.add(key)
  return { ...prepared, language, label }
}

const cutValues = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values)
      .slice(0, 30)
      .map(([key, value]) => [key.slice(0, 100), value.slice(0, 200)]),
  )
