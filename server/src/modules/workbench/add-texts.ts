import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { type ExampleRow, exampleColumns, shown } from './example-row.ts'
import { prepare } from './prepare-text.ts'

interface Added {
  label: string
  texts: string[]
  source: Example['source']
  by: string
}

/**
 * Adds texts to one intent. What it has already is left (and switched on again); what other intents have is told, and added all
 * the same: whoever teaches knows better than the list.
 */
export async function addTexts(tx: Tx, { label, texts, source, by }: Added) {
  const unique = new Map(texts.flatMap((text) => prepare(text) ?? []).map((each) => [each.text, each]))
  const rows = [...unique.values()]
  const wanted = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(text text, normal text, language text)`
  const { rows: again } = await sql<ExampleRow>`
    update workbench_examples e set enabled = true, updated_at = now() from ${wanted}
    where md5(e.normal) = md5(w.normal) and e.label = ${label} and e.text = w.text and not e.enabled returning ${exampleColumns}`.execute(
    tx.query,
  )
  const { rows: added } = await sql<ExampleRow>`
    insert into workbench_examples as e (workspace_id, label, text, normal, language, source, created_by)
    select ${tx.workspaceId}::uuid, ${label}, w.text, w.normal, w.language, ${source}, ${by} from ${wanted}
    where not exists (select from workbench_examples there where md5(there.normal) = md5(w.normal)
      and there.label = ${label} and there.text = w.text)
    on conflict (workspace_id, label, md5(text)) where origin_label is null do nothing
    returning ${exampleColumns}`.execute(tx.query)
  const { rows: elsewhere } = await sql<{ text: string; intent: string; exampleId: string }>`
    select w.text, e.label as intent, e.id as "exampleId" from ${wanted}
    join workbench_examples e on md5(e.normal) = md5(w.normal) and e.label <> ${label}
    where w.normal <> '' and e.enabled and e.workspace_id = ${tx.workspaceId} order by w.text limit 200`.execute(
    tx.query,
  )
  const items = [...again, ...added].map(shown)
  return { added: items.length, unchanged: rows.length - items.length, items, conflicts: elsewhere }
}
