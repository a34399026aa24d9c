import { createHash } from 'node:crypto'
import type { SomeLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import type { RowWorld } from './entry-of-row.ts'

/** Categories and audiences as rows name them; what was made is written by `save`. */
export interface ImportWorld extends RowWorld {
  save(tx: Tx, origin: string): Promise<void>
}

export async function readImportWorld(tx: Tx): Promise<ImportWorld> {
  const { rows: categories } = await sql<{ id: string; parent: string | null; name: SomeLanguage }>`
    select id, parent, name from knowledge_categories`.execute(tx.query)
  const { rows: audiences } = await sql<{ id: string; name: SomeLanguage }>`
    select id, name from knowledge_audiences`.execute(tx.query)
  const byName = new Map<string, string>()
  const key = (parent: string | null, name: string) => `${parent ?? ''}\n${name.trim().toLowerCase()}`
  for (const { id, parent, name } of categories)
    for (const each of [id, name.zh, name.en]) if (each !== undefined) byName.set(key(parent, each), id)
  const audienceByName = new Map<string, string>([['staff', 'staff']])
  for (const { id, name } of audiences)
    for (const each of [id, name.zh, name.en]) if (each !== undefined) audienceByName.set(each.trim().toLowerCase(), id)
  const made: { id: string; parent: string | null; name: string }[] = []

  return {
    category(path) {
      let parent: string | null = null
      for (const name of path) {
        const known = byName.get(key(parent, name))
        const id: string = known ?? `c-${createHash('sha256').update(key(parent, name)).digest('hex').slice(0, 16)}`
        if (known === undefined) {
          byName.set(key(parent, name), id)
          made.push({ id, parent, name: name.slice(0, 120) })
        }
        parent = id
      }
      return parent ?? 'faq'
    },
    audience: (name) => audienceByName.get(name.trim().toLowerCase()),
    async save(tx, origin) {
      const kept = [...made]
      for (const { id, parent, name } of kept)
        await sql`
          insert into knowledge_categories (workspace_id, id, parent, name, origin, position)
          values (${tx.workspaceId}, ${id}, ${parent}, ${JSON.stringify({ zh: name, en: name })}::jsonb, ${origin},
            (select coalesce(max(position) + 1, 0) from knowledge_categories where parent is not distinct from ${parent}))
          on conflict (workspace_id, id) do nothing`.execute(tx.query)
      if (kept.length > 0) tx.afterCommit(() => made.splice(0, kept.length))
    },
  }
}
