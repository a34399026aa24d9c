import type { DraftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'

/** An entry as far as other modules show it. */
export interface EntryRow {
  id: string
  /** Version that is live; null for none. */
  live: number | null
  revision: number
  draft: DraftEntry | null
  definition: DraftEntry | null
}

/** Entries of these ids; those that are not there (any more) are left out. */
export async function readEntryRows(tx: Tx, ids: readonly string[]): Promise<Map<string, EntryRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<EntryRow>`
    select id, live, revision, draft, definition from knowledge_entries
    where workspace_id = ${tx.workspaceId} and id = any(${ids as string[]})`.execute(tx.query)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The category with most entries; '' where there is none. */
export async function biggestCategory(tx: Tx): Promise<string> {
  const { rows } = await sql<{ category: string }>`
    select c.id as category from knowledge_categories c left join knowledge_entries e on e.workspace_id = c.workspace_id and e.category = c.id
    where c.workspace_id = ${tx.workspaceId} group by c.id order by count(e.id) desc, c.id limit 1`.execute(tx.query)
  return rows[0]?.category ?? ''
}

/**
 * Everything that answers, to be joined with what is known of it: source (`entry:ID`, `document:ID`), title, since (instant), until and
 * "reviewBy" (days), languages (of entries, what they are answered in; null for documents).
 */
export function answeringSources(workspaceId: string, kind?: 'entry' | 'document'): RawBuilder<unknown> {
  return sql`
    select 'entry:' || id as source, title, live_at as since, valid_until as until, review_by as "reviewBy", languages
    from knowledge_entries where workspace_id = ${workspaceId} and live is not null and ${kind !== 'document'}
    union all
    select 'document:' || id, title, created_at, valid_until, review_by, null
    from knowledge_documents where workspace_id = ${workspaceId} and version > 0 and ${kind !== 'entry'}`
}
