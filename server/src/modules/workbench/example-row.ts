import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { sql } from 'kysely'

export interface ExampleRow {
  id: string
  label: string
  origin_label: string | null
  text: string
  language: Example['language']
  source: Example['source']
  enabled: boolean
  held_for: string | null
  updated_at: Date
}
/** Of `workbench_examples e`. */
export const exampleColumns = sql`e.id, e.label, e.origin_label, e.text, e.language, e.source, e.enabled, e.held_for, e.updated_at`

export function shown(row: ExampleRow): Example {
  const { id, text, language, source, enabled } = row
  const movedFrom = row.origin_label !== null && row.origin_label !== row.label ? row.origin_label : null
  const rest = { heldFor: row.held_for, updatedAt: row.updated_at.toISOString() }
  return { id, intent: row.label, text, language, source, movedFrom, enabled, ...rest }
}
