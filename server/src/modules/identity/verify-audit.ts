import type { Db, Tx } from '../../infra/db.ts'
import { type AuditAnchor, type AuditFinding, type ChainWalk, endWalk, readEntry, startWalk } from './audit-chain.ts'
import { tables } from './tables.ts'

export interface AuditReport {
  /** Entries read. */
  entries: number
  /** Where the chain is recorded to end; null when nothing was ever written. */
  head: AuditAnchor | null
  /** In the order of the log, at most 100. */
  findings: AuditFinding[]
}

const pageSize = 1_000

/**
 * Reads a workspace's whole audit chain and says which entries were changed, removed or inserted. With an `anchor` also that
 * the chain still contains it: this finds a log that was rewritten throughout, head included.
 */
export function verifyAudit(db: Db, workspaceId: string, anchor?: AuditAnchor): Promise<AuditReport> {
  return db.system(async (tx) => {
    const walk = startWalk(workspaceId, anchor)
    await readAll(tx, walk)
    // Entries may have been added meanwhile: hold the chain still, read the rest and compare with its head.
    const head = await tables(tx)
      .selectFrom('audit_heads')
      .select(['seq', 'hash'])
      .where('workspace_id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirst()
    await readAll(tx, walk)
    endWalk(walk, head)
    const { entries, findings } = walk
    return { entries, head: head === undefined ? null : { seq: head.seq, hash: head.hash.toString('hex') }, findings }
  })
}

async function readAll(tx: Tx, walk: ChainWalk): Promise<void> {
  const log = tables(tx).selectFrom('audit_log').selectAll().where('workspace_id', '=', walk.workspaceId)
  for (;;) {
    const rest = walk.last === undefined ? log : log.where('seq', '>', walk.last.seq)
    const rows = await rest.orderBy('seq').limit(pageSize).execute()
    for (const row of rows) readEntry(walk, row)
    if (rows.length < pageSize) return
  }
}
