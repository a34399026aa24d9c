import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'

export type Knowledge = ReturnType<typeof makeKnowledge>

/** What the company knows, as entries with their ways of being asked. */
export function makeKnowledge({ db }: { db: Db }) {
  return {
    entries(workspaceId: string): Promise<KnowledgeEntry[]> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{
          definition: unknown
        }>`select definition from knowledge_entries order by id`.execute(tx.query)
        return rows.map(({ definition }) => knowledgeEntry.parse(definition))
      })
    },
    async save(tx: Tx, workspaceId: string, entry: KnowledgeEntry): Promise<void> {
      await sql`
        insert into knowledge_entries (workspace_id, id, category, definition)
        values (${workspaceId}, ${entry.id}, ${entry.category}, ${JSON.stringify(entry)}::jsonb)
        on conflict (workspace_id, id) do update set category = excluded.category, definition = excluded.definition,
          updated_at = now()`.execute(tx.query)
    },
  }
}
