import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import type { IdentityRules } from '@loopdesk/contracts/workspace.ts'
import type { Result } from '@loopdesk/engines/flow/effects.ts'
import type { Clock } from '../infra/clock.ts'
import type { Db, Tx } from '../infra/db.ts'
import type { Log } from '../infra/log.ts'
import type { Conversations } from '../modules/conversations/index.ts'
import type { Customers } from '../modules/customers/index.ts'
import type { Flows } from '../modules/flows/index.ts'
import type { Handoff } from '../modules/handoff/index.ts'
import type { Knowledge } from '../modules/knowledge/index.ts'
import type { Pictures } from '../modules/pictures/index.ts'
import type { createTicket } from '../modules/tickets/index.ts'
import type { Tools } from '../modules/tools/index.ts'
import type { Understander, Understanding } from '../modules/understanding/index.ts'

/** The front doors a turn goes through. */
export interface TurnDeps {
  db: Db
  log: Log
  now: Clock
  conversations: Conversations
  customers: Customers
  understanding: Understanding
  /** Built-in, or on a language model where one is configured. */
  understander: Understander
  knowledge: Pick<Knowledge, 'answer' | 'tell' | 'audiences'>
  pictures: Pick<Pictures, 'read'>
  flows: Flows
  tools: Tools
  handoff: Handoff
  createTicket: typeof createTicket
  workspace(workspaceId: string): Promise<WorkspaceFacts>
  /** Keyed hash for one-time codes. */
  hashCode(code: string, conversationId: string): string
  newId(): string
  /** The kind of a channel account. */
  channelKind(channelAccountId: string): Promise<string | undefined>
  /** Where whoever reads an answer finds its source; undefined where there is no page for them. */
  sourceUrl(workspaceId: string, source: KnowledgeSource, asker: Asker): Promise<string | undefined>
  /** Whether customers of this channel account see forms; others are asked field by field. */
  showsForms(channelAccountId: string): Promise<boolean>
  /** Runs a code node's JavaScript in its sandbox. */
  runCode(code: string, input: unknown): Promise<Result>
  /** Asks the configured model for an answer that fits the schema; refused as `unavailable` where there is none. */
  askModel(workspaceId: string, question: { prompt: string; schema: object }): Promise<{ result: Result; cost: number }>
  /** A note beside the conversation, for colleagues. */
  addNotice(tx: Tx, notice: { conversationId: string; text: string; key: string }): Promise<unknown>
  /** The six digits of a verification: always the same for the same one, and not to be guessed without the key. */
  codeFor(verification: string): string
}

/** What a turn needs to know of the workspace. */
export interface WorkspaceFacts {
  names: { zh: string; en: string }
  timeZone: string
  identity: IdentityRules | null
  topics: { zh: string[]; en: string[] }
}
