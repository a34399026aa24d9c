import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { genesisHash, hashRecord, withoutPersonalData } from './audit-record.ts'
import { tables } from './tables.ts'

export interface AuditEntry {
  /** `staff:<id>`, `key:<id>`, `system` or `anonymous`. */
  actor: string
  /** `thing.happened`, for example `message.revealed`. */
  action: string
  /** What it was done to: `kind:<id>`. */
  target: string
  /** JSON; ids and words of ours, never personal data. */
  details?: Record<string, unknown>
  /** Needed in a system transaction, which has no workspace of its own. */
  workspaceId?: string
}

/**
 * Adds an entry to the workspace's audit chain, in the caller's transaction. The chain's head stays locked until that ends, so
 * call it last.
 */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  const workspaceId = tx.workspaceId ?? entry.workspaceId
  if (workspaceId === undefined) throw new Error('an audit entry needs a workspace')
  const log = tables(tx)
  await log
    .insertInto('audit_heads')
    .values({ workspace_id: workspaceId, seq: 0, hash: genesisHash })
    .onConflict((conflict) => conflict.column('workspace_id').doNothing())
    .execute()
  const head = await log
    .selectFrom('audit_heads')
    .select(['seq', 'hash', sql<Date>`clock_timestamp()`.as('at')])
    .where('workspace_id', '=', workspaceId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { actor, action, target } = entry
  const said = { at: head.at, actor, action, target, details: withoutPersonalData(entry.details ?? {}) }
  const seq = head.seq + 1
  const hash = hashRecord({ workspaceId, seq, ...said }, head.hash)
  await log
    .insertInto('audit_log')
    .values({ workspace_id: workspaceId, seq, ...said, prev_hash: head.hash, hash })
    .execute()
  await log.updateTable('audit_heads').set({ seq, hash }).where('workspace_id', '=', workspaceId).execute()
}
