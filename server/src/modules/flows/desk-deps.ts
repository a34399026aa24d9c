import type { RehearsalBody, RehearsalReply } from '@loopdesk/contracts/api/flows.ts'
import type { Db, Tx } from '../../infra/db.ts'
import type { Identity } from '../identity/index.ts'
import type { Tools } from '../tools/index.ts'
import type { Flows } from './flows.ts'
import type { WakeConversation } from './tell-runs.ts'

/** What making, publishing, watching and repairing flows needs of others. */
export interface FlowDeskDeps {
  db: Db
  now: () => Date
  flows: Pick<Flows, 'definitionOf' | 'published' | 'publish' | 'forget'>
  tools: Pick<Tools, 'registry' | 'effects' | 'execute'>
  identity: Pick<Identity, 'listStaff' | 'readStaff'>
  /** Plays one input of a definition; undefined where that is not possible. */
  rehearse(workspaceId: string, body: RehearsalBody): Promise<RehearsalReply>
  timeZone(workspaceId: string): Promise<string>
  /** Whether a language model is configured. */
  hasModel: boolean
  /** In the transaction that changes what is live: every process learns what customers may ask for anew. */
  liveChanged(tx: Tx, workspaceId: string): Promise<void>
  wakeConversation: WakeConversation
  /** Runs were begun or told something: workers look now. */
  wake(): void
  /** The customer is told, once a run: a colleague stopped it, or what could not be undone at first has been undone since. */
  tellCustomer(
    tx: Tx,
    news: 'run_cancelled' | 'undone_later',
    run: { conversationId: string; runId: string; flow: string; language: 'zh' | 'en' },
  ): Promise<void>
  /** What the customer was told last in a conversation, masked, oldest first. */
  toldTo(tx: Tx, conversationId: string): Promise<{ text: string; at: string }[]>
}

/** A colleague or key that does something here. */
export interface Who {
  /** For the audit log. */
  actor: string
  /** For colleagues. */
  name: string
}
