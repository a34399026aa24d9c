import { type KnowledgeSettings, knowledgeSettings } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import type { EntryDeps, Who } from './entries/deps.ts'

const usual: KnowledgeSettings = { reviewNeeded: 'off', remindDays: 14, reviewEveryMonths: null }

/** How the workspace publishes, reviews and reminds; what nobody set is as usual: no review, 14 days. */
export async function readSettings(tx: Tx): Promise<KnowledgeSettings> {
  const { rows } = await sql<{ settings: object }>`select settings from knowledge_settings`.execute(tx.query)
  const parsed = knowledgeSettings.safeParse({ ...usual, ...rows[0]?.settings })
  return parsed.success ? parsed.data : usual
}

export function makeSettings({ db }: Pick<EntryDeps, 'db'>) {
  return {
    read: (workspaceId: string) => db.tenant(workspaceId, readSettings),
    save: (workspaceId: string, who: Who, settings: KnowledgeSettings): Promise<KnowledgeSettings> =>
      db.tenant(workspaceId, async (tx) => {
        await sql`
          insert into knowledge_settings (workspace_id, settings) values (${workspaceId}, ${JSON.stringify(settings)}::jsonb)
          on conflict (workspace_id) do update set settings = excluded.settings`.execute(tx.query)
        const target = `workspace:${workspaceId}`
        await audit(tx, { actor: who.actor, action: 'knowledge.settings_changed', target, details: settings })
        return settings
      }),
  }
}
