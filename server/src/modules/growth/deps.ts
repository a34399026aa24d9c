import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import type { Understood } from '@loopdesk/engines/growth/asked.ts'
import type { RawBuilder } from 'kysely'
import type { Bus } from '../../infra/bus.ts'
import type { Db } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Knowledge } from '../knowledge/index.ts'

/** Asks a language model for JSON of a schema; never throws. */
export type AskModel = (
  workspaceId: string,
  question: { prompt: string; schema: object },
) => Promise<{ result: { status: string; value?: unknown } }>

/** A passage as it came to stand, or the news that it is gone. */
export type ChangedPassage = { revision: number; id: string; source: string } & (
  | { deleted: true }
  | {
      deleted: false
      kind: string
      number: number
      language: string
      title: string
      headings: string[]
      text: string
      questions: string[]
      page: number | null
      audiences: string[]
    }
)

export interface GrowthDeps {
  db: Db
  bus: Bus
  log: Log
  now(): Date
  /** The built-in sentence encoder and its lexicon. */
  understood: Understood
  knowledge: Pick<Knowledge, 'answer' | 'search' | 'createDraft'>
  /** Passages that changed after a revision (and, within it, after an id), oldest first, each once as it is now. */
  passages: {
    changedSince(workspaceId: string, revision: number, limit: number, afterId?: string): Promise<ChangedPassage[]>
  }
  /** In SQL: sources that something contradicts, with how often: source, contradicted. */
  contradicted(workspaceId: string): RawBuilder<unknown>
  /** A configured language model. */
  askModel?: AskModel | undefined
  /** All workspaces, for what happens by the clock. */
  workspaces(): Promise<{ id: string }[]>
}

/** Where a proposal of a document stands. */
export type Place = KnowledgeSource
