import type { Db, Tx } from '../../../infra/db.ts'

/** Rows of a workspace that every search needs, kept here for a second; a change counts here at once, elsewhere after that. */
export function makeFollowed<Value>(db: Db, load: (tx: Tx) => Promise<Value>) {
  const known = new Map<string, { at: number; value: Promise<Value> }>()
  return {
    read(workspaceId: string): Promise<Value> {
      const now = Date.now()
      const before = known.get(workspaceId)
      if (before && now - before.at < keptMs) return before.value
      if (known.size >= mostKnown) known.clear()
      const value = db.tenant(workspaceId, load)
      known.set(workspaceId, { at: now, value })
      value.catch(() => known.delete(workspaceId))
      return value
    },
    /** The caller's transaction changes such rows. */
    touch(tx: Tx): void {
      tx.afterCommit(() => known.delete(tx.workspaceId!))
    },
  }
}

const keptMs = 1_000
const mostKnown = 1_000
