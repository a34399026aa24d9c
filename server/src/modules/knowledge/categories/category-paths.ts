import type { SomeLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'

export interface CategoryRow {
  id: string
  parent: string | null
  name: SomeLanguage
  description: { zh?: string; en?: string }
  icon: string
  position: number
  origin: string
}

/** All categories, siblings in order. */
export async function readCategories(tx: Tx): Promise<CategoryRow[]> {
  const { rows } = await sql<CategoryRow>`
    select id, parent, name, description, icon, position, origin from knowledge_categories order by position, id`.execute(
    tx.query,
  )
  return rows
}

/** Answers the names of a category and those above it, the topmost first; none for an unknown one. */
export async function readCategoryPaths(tx: Tx): Promise<(id: string) => SomeLanguage[]> {
  const byId = new Map((await readCategories(tx)).map((row) => [row.id, row]))
  return (id) => {
    const path: SomeLanguage[] = []
    for (let at = byId.get(id); at !== undefined && path.length <= byId.size; at = byId.get(at.parent ?? ''))
      path.unshift(at.name)
    return path
  }
}

/** Makes categories that are not there yet, named by their ids. */
export async function ensureCategories(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  origin: string,
): Promise<void> {
  await sql`
    insert into knowledge_categories (workspace_id, id, name, origin, position)
    select ${workspaceId}, each, jsonb_build_object('zh', each, 'en', each), ${origin},
      (select coalesce(max(position) + 1, 0) from knowledge_categories where parent is null)
    from unnest(${[...new Set(ids)]}::text[]) each where each <> ''
    on conflict (workspace_id, id) do nothing`.execute(tx.query)
}
