import type { Db, Tx } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import type { CustomerWords } from '../conversations/index.ts'
import type { Understanding } from '../understanding/index.ts'

export interface WorkbenchDeps {
  db: Db
  log: Log
  /** Definitions, brains, training; `touch` tells every process to read anew. */
  understanding: Pick<Understanding, 'workbench' | 'touch' | 'core' | 'read'>
  /** What customers wrote after an instant, oldest first, masked. */
  customerWords(tx: Tx, after: Date, limit: number): Promise<CustomerWords[]>
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
