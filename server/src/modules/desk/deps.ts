import type { Bus } from '../../infra/bus.ts'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import type { Log } from '../../infra/log.ts'
import type { Conversations } from '../conversations/index.ts'
import type { Customers } from '../customers/index.ts'
import type { Flows } from '../flows/index.ts'
import type { Handoff } from '../handoff/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Tools } from '../tools/index.ts'

/** What the workspace of agents is composed of. */
export interface DeskDeps {
  db: Db
  bus: Bus
  log: Log
  identity: Pick<Identity, 'authenticate' | 'readStaff' | 'heartbeat' | 'findWorkspace'>
  conversations: Pick<Conversations, 'changeOwner' | 'appendMessage' | 'resolve'>
  customers: Pick<Customers, 'findAnyKind' | 'identities' | 'knownToStaff'>
  flows: Pick<Flows, 'published' | 'runsOf'>
  tools: Pick<Tools, 'find' | 'effects' | 'records'>
  handoff: Pick<Handoff, 'assignWaiting' | 'workspacesWaiting'>
  files: FileStore
  /** The platform's own sentences, in the customer's language. */
  sentence(key: string, language: 'zh' | 'en', params?: Record<string, string>): string
}
