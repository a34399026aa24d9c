import type { Db, Tx } from '../../../infra/db.ts'
import type { FileStore } from '../../../infra/files.ts'
import type { Log } from '../../../infra/log.ts'
import type { PackPorts } from '../packs/pack-parts.ts'
import type { Passages } from '../passages.ts'
import type { HoldAgainst } from './hold-against.ts'

export type { Who } from './who.ts'

/** What entries, categories, audiences and packs need of others. */
export interface EntryDeps {
  db: Db
  log: Log
  now: () => Date
  passages: Passages
  /** In the transaction that changes what is live and teaches: every process learns it anew. */
  liveChanged(tx: Tx, workspaceId: string): Promise<void>
  /** Where pictures and attachments are kept. */
  files: FileStore
  /** Signs links to pictures and attachments. */
  linkKey: Buffer
  /** What is known of a customer, for audiences; null when there is none. */
  customer(workspaceId: string, customerId: string): Promise<KnownCustomer | null>
  /** Folder in which packs stand, each in a folder of its own with a pack.yaml. */
  packsFolder: string
  /** Who takes in the flows, intents and small talk of packs. */
  ports: PackPorts
  /** Ids of the entries asked for most of late, best first. */
  mostAsked?: ((workspaceId: string, most: number) => Promise<string[]>) | undefined
  /** What texts are held against before they go live. */
  holdAgainst?: ((workspaceId: string) => Promise<HoldAgainst>) | undefined
  /** All workspaces, for what happens by the clock. */
  workspaces(): Promise<{ id: string }[]>
}

export interface KnownCustomer {
  verified: boolean
  language: 'zh' | 'en' | null
  tags: string[]
  attributes: Record<string, unknown>
}
