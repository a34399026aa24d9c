import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { Db, Tx } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Conversations } from '../conversations/index.ts'
import type { Knowledge } from '../knowledge/index.ts'

/** Asks a language model for JSON of a schema; never throws. */
export type AskModel = (
  workspaceId: string,
  question: { prompt: string; schema: object },
) => Promise<{ result: { status: string; value?: unknown; code?: string } }>

export interface AssistDeps {
  db: Db
  log: Log
  now(): Date
  conversations: Pick<Conversations, 'readRows'>
  knowledge: Pick<Knowledge, 'search' | 'answer' | 'tell'>
  /** What is known of a customer, as far as it decides what they may hear. */
  customer(
    workspaceId: string,
    customerId: string,
  ): Promise<{
    verified: boolean
    language: 'zh' | 'en' | null
    tags: string[]
    attributes: Record<string, unknown>
  } | null>
  /** A configured language model; without one nothing is rewritten. */
  askModel?: AskModel | undefined
  /** Told in the same transaction when something was asked in vain: self-growth takes it in. */
  noteGap?: ((tx: Tx, gap: NotedGap) => Promise<void>) | undefined
}

export interface NotedGap {
  /** Without personal data. */
  text: string
  language: 'zh' | 'en'
  audience: 'staff' | 'customer'
  reason: 'unanswered' | 'wrong'
  /** What was found wrong: entry:ID or document:ID. */
  source: string | null
  /** A customer's message that agents were offered no answer to. */
  conversation?: { id: string; seq: number }
}

export const staffAsker: Asker = { kind: 'staff' }
