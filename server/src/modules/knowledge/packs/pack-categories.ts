import type { PackItem } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { type CategoryRow, readCategories } from '../categories/category-paths.ts'
import type { PackCategory } from './pack-files.ts'

/** What installing would do with the categories of a pack. One that is there already is used as it is. */
export async function planCategories(tx: Tx, origin: string, wanted: readonly PackCategory[]): Promise<PackItem[]> {
  const rows = new Map((await readCategories(tx)).map((row) => [row.id, row]))
  const items = wanted.map((each): PackItem => {
    const row = rows.get(each.id)
    const common = { kind: 'category' as const, id: each.id, title: inLanguage(each.name, 'zh') }
    if (!row) return { ...common, outcome: 'new', origin: null }
    if (row.origin !== origin) return { ...common, outcome: 'conflict', origin: row.origin }
    return { ...common, outcome: 'same', origin: null }
  })
  const ids = new Set(wanted.map(({ id }) => id))
  const gone = [...rows.values()].filter((row) => row.origin === origin && !ids.has(row.id))
  return [
    ...items,
    ...gone.map((row) => ({
      kind: 'category' as const,
      id: row.id,
      title: inLanguage(row.name, 'zh'),
      outcome: 'kept' as const,
      origin: null,
    })),
  ]
}

/** Makes the categories that are not there, each after the one it stands below. */
export async function installCategories(
  tx: Tx,
  workspaceId: string,
  origin: string,
  wanted: readonly PackCategory[],
): Promise<void> {
  const known = new Set((await readCategories(tx)).map(({ id }) => id))
  const byId = new Map(wanted.map((each) => [each.id, each]))
  const make = async (each: PackCategory): Promise<void> => {
    if (known.has(each.id)) return
    known.add(each.id)
    const above = each.parent === undefined ? undefined : byId.get(each.parent)
    if (above) await make(above)
    await sql`
      insert into knowledge_categories (workspace_id, id, parent, name, description, icon, origin, position)
      select ${workspaceId}, ${each.id}, ${each.parent ?? null}, ${JSON.stringify(each.name)}::jsonb,
        ${JSON.stringify(each.description ?? {})}::jsonb, ${each.icon}, ${origin}, coalesce(max(position) + 1, 0)
      from knowledge_categories where parent is not distinct from ${each.parent ?? null}`.execute(tx.query)
  }
  for (const each of wanted) await make(each)
}

/** Removes the categories of a pack in which and below which nothing stands; answers how many went and what stayed. */
export async function removeCategories(tx: Tx, origin: string): Promise<{ removed: number; kept: CategoryRow[] }> {
  let removed = 0
  for (;;) {
    const { rows } = await sql`
      delete from knowledge_categories c where c.origin = ${origin}
        and not exists (select from knowledge_categories below where below.workspace_id = c.workspace_id and below.parent = c.id)
        and not exists (select from knowledge_entries e where e.category = c.id or e.draft->>'category' = c.id)
        and not exists (select from knowledge_documents d where d.category = c.id)
      returning 1`.execute(tx.query)
    if (rows.length === 0) break
    removed += rows.length
  }
  return { removed, kept: (await readCategories(tx)).filter((row) => row.origin === origin) }
}
