import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Attempt } from './call-tool.ts'

export interface EffectRow {
  key: string
  run_id: string
  step: string
  tool: string
  args: Record<string, unknown>
  status: 'intended' | 'done' | 'refused' | 'failed' | 'undone' | 'stuck'
  result: unknown
  attempts: number
  created_at: Date
  finished_at: Date | null
}

interface Intent {
  workspaceId: string
  conversationId: string | null
  runId: string
  step: string
  key: string
  tool: string
  args: object
}

export type Effects = ReturnType<typeof makeEffects>

/** The journal of writes: intent before, result after. */
export function makeEffects({ db }: { db: Db }) {
  return {
    find(workspaceId: string, key: string): Promise<EffectRow | undefined> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<EffectRow>`select * from effects where key = ${key}`.execute(tx.query)
        return rows[0]
      })
    },
    /** All writes of a conversation, oldest first. */
    ofConversation(workspaceId: string, conversationId: string): Promise<EffectRow[]> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<EffectRow>`
          select * from effects where conversation_id = ${conversationId} order by created_at`.execute(tx.query)
        return rows
      })
    },
    /** All writes of a run, oldest first. */
    ofRun(workspaceId: string, runId: string): Promise<EffectRow[]> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } =
          await sql<EffectRow>`select * from effects where run_id = ${runId} order by created_at, key`.execute(tx.query)
        return rows
      })
    },
    /** Writes of all workspaces whose outcome nobody knows (not those that only could not be undone), of the last week, oldest first. */
    unknown(limit: number): Promise<(EffectRow & { workspace_id: string })[]> {
      return db.system(async (tx) => {
        const { rows } = await sql<EffectRow & { workspace_id: string }>`
          select * from effects e where status = 'stuck' and finished_at between now() - interval '7 days' and now() - interval '1 minute'
            and step not like '%:undo'
            and not exists (select from effects u where u.workspace_id = e.workspace_id and u.key = e.key || ':undo')
          order by finished_at limit ${limit}`.execute(tx.query)
        return rows
      })
    },
    /** It is to be tried once more. */
    async reopen(workspaceId: string, key: string): Promise<void> {
      await db.tenant(workspaceId, async (tx) => {
        await sql`update effects set status = 'intended', finished_at = null where key = ${key}`.execute(tx.query)
      })
    },
    async intend(tx: Tx, intent: Intent): Promise<void> {
      await sql`
        insert into effects (workspace_id, key, run_id, conversation_id, step, tool, args, status)
        values (${intent.workspaceId}, ${intent.key}, ${intent.runId}, ${intent.conversationId}, ${intent.step}, ${intent.tool},
          ${JSON.stringify(intent.args)}::jsonb, 'intended')`.execute(tx.query)
    },
    async settle(workspaceId: string, key: string, attempt: Attempt, attempts: number): Promise<void> {
      const status = { ok: 'done', refused: 'refused', failed: 'failed', unknown: 'stuck' }[attempt.status]
      const result = attempt.status === 'ok' ? attempt.value : { code: attempt.code, message: attempt.message }
      await db.tenant(workspaceId, async (tx) => {
        await sql`update effects set status = ${status}, result = ${JSON.stringify(result)}::jsonb, attempts = ${attempts},
          finished_at = now() where key = ${key}`.execute(tx.query)
      })
    },
    async markUndone(workspaceId: string, key: string, undone: boolean): Promise<void> {
      await db.tenant(workspaceId, async (tx) => {
        await sql`update effects set status = ${undone ? 'undone' : 'stuck'} where key = ${key}`.execute(tx.query)
      })
    },
  }
}
