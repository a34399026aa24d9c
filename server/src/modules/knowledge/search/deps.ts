import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import type { ConceptIndex } from '@loopdesk/engines/concepts/concepts.ts'
import type { Db } from '../../../infra/db.ts'
import type { Log } from '../../../infra/log.ts'
import type { IndexHost } from '../index-host/index-host.ts'
import type { Passages } from '../passages.ts'
import type { Vectors } from '../vectors/vectors.ts'
import type { Reranker } from './reranker.ts'

export interface SearchDeps {
  db: Db
  log: Log
  host: IndexHost
  passages: Passages
  /** Ids of the audiences somebody is in. */
  audiencesOf(workspaceId: string, asker: Asker): Promise<string[]>
  /** The meaning of a text as a vector of length 1 (the built-in sentence encoder). */
  meaning?: ((text: string) => Float32Array) | undefined
  /** What the lexicon knows, for matching questions. */
  concepts?: ConceptIndex | undefined
  /** How well sources have served, by source (`entry:ID`): -1 to 1. */
  quality?: ((workspaceId: string) => Promise<ReadonlyMap<string, number>>) | undefined
  reranker?: Reranker | undefined
  vectors?: Vectors | undefined
}

/** Someone asks something. */
export interface Question {
  text: string
  language?: 'zh' | 'en' | undefined
  asker: Asker
  /** Earlier questions, newest last. */
  history?: { question: string; title?: string | undefined }[] | undefined
  /** Now, unless it is tried out for another time. */
  at?: Date | undefined
  /** A revision the caller has made and wants to find. */
  atLeast?: number | undefined
}
