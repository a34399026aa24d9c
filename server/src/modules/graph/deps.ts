import type { Bus } from '../../infra/bus.ts'
import type { Db } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'

/** A passage as it came to stand, or the news that it is gone; what the knowledge module tells of it. */
export type ChangedPassage = { revision: number; updatedAt: Date; id: string; source: string } & (
  | { deleted: true }
  | {
      deleted: false
      kind: string
      title: string
      headings: string[]
      text: string
      /** Of tables `table`: {caption?, header, rows}. */
      content: Record<string, unknown>
      page: number | null
      audiences: string[]
      channels: string[]
      validFrom: Date | null
      validUntil: Date | null
    }
)

export interface GraphDeps {
  db: Db
  bus: Bus
  log: Log
  now(): Date
  /** Passages that changed after a revision (and, within it, after an id), oldest first, each once as it is now. */
  passages: {
    changedSince(workspaceId: string, revision: number, limit: number, afterId?: string): Promise<ChangedPassage[]>
  }
  /** All workspaces, for what happens by the clock. */
  workspaces(): Promise<{ id: string }[]>
}

/** A colleague or key that does something here. */
export interface Who {
  /** For the audit log. */
  actor: string
  /** For colleagues. */
  name: string
}
