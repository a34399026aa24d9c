import type { ImportOptions } from '@loopdesk/contracts/api/workbench.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Prepared } from './prepare-text.ts'

export type LabelledRow = Prepared & { label: string }
export interface Counts {
  added: number
  unchanged: number
  moved: number
  skipped: number
  newIntents: number
  errors: number
}
export const noCounts = (): Counts => ({ added: 0, unchanged: 0, moved: 0, skipped: 0, newIntents: 0, errors: 0 })

interface TakeIn {
  elsewhere: ImportOptions['elsewhere']
  by: string
  /** Only counts what would happen. */
  dry: boolean
}

/** Takes labelled rows in as examples; the same rows again change nothing. No text twice under one label among the rows. */
export async function takeInExamples(tx: Tx, rows: LabelledRow[], { elsewhere, by, dry }: TakeIn): Promise<Counts> {
  const { rows: found } = await sql<{ here: boolean; there: boolean }>`
    select exists (select from workbench_examples e where e.label = w.label and md5(e.text) = md5(w.text) and md5(e.normal) = md5(w.normal)) as here,
      exists (select from workbench_examples e where md5(e.normal) = md5(w.normal) and e.label <> w.label and e.enabled) as there
    from ${listed(rows)} order by w.i`.execute(tx.query)
  const counts = noCounts()
  const toAdd: LabelledRow[] = []
  const toMove: LabelledRow[] = []
  rows.forEach((row, i) => {
    const { here, there } = found[i]!
    if (here) counts.unchanged++
    else if (there && elsewhere === 'skip') counts.skipped++
    else if (there && elsewhere === 'move') toMove.push(row)
    else toAdd.push(row)
  })
  counts.added = toAdd.length
  counts.moved = toMove.length
  if (dry) return counts
  if (toMove.length > 0) await leaveElsewhere(tx, toMove)
  const wanted = [...toAdd, ...toMove]
  if (wanted.length > 0)
    await sql`
      insert into workbench_examples (workspace_id, label, text, normal, language, source, created_by)
      select ${tx.workspaceId}::uuid, w.label, w.text, w.normal, w.language, 'import', ${by} from ${listed(wanted)}
      where not exists (select from workbench_examples e where e.label = w.label and md5(e.text) = md5(w.text)
        and md5(e.normal) = md5(w.normal))
      on conflict (workspace_id, label, md5(text)) where origin_label is null do nothing`.execute(tx.query)
  return counts
}

/** Own examples elsewhere give way; those of definitions go along. */
async function leaveElsewhere(tx: Tx, rows: LabelledRow[]): Promise<void> {
  await sql`
    delete from workbench_examples e using ${listed(rows)}
    where md5(e.normal) = md5(w.normal) and e.label <> w.label and e.origin_label is null`.execute(tx.query)
  await sql`
    update workbench_examples e set label = w.label, updated_at = now() from ${listed(rows)}
    where md5(e.normal) = md5(w.normal) and e.label <> w.label`.execute(tx.query)
}

/** Takes labelled rows into an evaluation set; a text that is there already stays as it is. */
export async function takeInItems(tx: Tx, setId: string, rows: LabelledRow[], dry: boolean): Promise<Counts> {
  const counts = noCounts()
  const { rows: fresh } = await sql`
    select from ${listed(rows)} where not exists (
      select from workbench_set_items s where s.set_id = ${setId} and md5(s.text) = md5(w.text))`.execute(tx.query)
  counts.added = fresh.length
  counts.unchanged = rows.length - fresh.length
  if (!dry)
    await sql`
      insert into workbench_set_items (workspace_id, set_id, text, label, language)
      select ${tx.workspaceId}::uuid, ${setId}::uuid, w.text, w.label, w.language from ${listed(rows)}
      on conflict (set_id, md5(text)) do nothing`.execute(tx.query)
  return counts
}

/** The rows as a table `w`, in their order. */
function listed(rows: LabelledRow[]) {
  return sql`rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as (label text, text text, normal text, language text)) with ordinality as w(label, text, normal, language, i)`
}
