import type { DraftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

/** What the knowledge module keeps of an entry, as far as growth shows it; only ever read here. */
export interface EntryRow {
  id: string
  live: number | null
  revision: number
  draft: DraftEntry | null
  definition: DraftEntry | null
}

export async function readEntryRows(tx: Tx, ids: readonly string[]): Promise<Map<string, EntryRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<EntryRow>`
    select id, live, revision, draft, definition from knowledge_entries
    where workspace_id = ${tx.workspaceId} and id = any(${ids as string[]})`.execute(tx.query)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The category most entries of these are in, else the biggest one; '' where there is none. */
export async function likelyCategory(tx: Tx, found: readonly string[]): Promise<string> {
  const counts = new Map<string, number>()
  for (const category of found) if (category !== '') counts.set(category, (counts.get(category) ?? 0) + 1)
  const [best] = [...counts].sort((a, b) => b[1] - a[1])
  if (best) return best[0]
  const { rows } = await sql<{ category: string }>`
    select c.id as category from knowledge_categories c left join knowledge_entries e on e.workspace_id = c.workspace_id and e.category = c.id
    where c.workspace_id = ${tx.workspaceId} group by c.id order by count(e.id) desc, c.id limit 1`.execute(tx.query)
  return rows[0]?.category ?? ''
}
