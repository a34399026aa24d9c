import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import type { Db, Tx } from '../../../infra/db.ts'
import type { Log } from '../../../infra/log.ts'
import type { FaqBatch, FaqOptions } from '../../../read-documents/index.ts'
import type { KnowledgeFiles } from '../documents/files.ts'
import type { ApplyChanges } from '../entries/apply-changes.ts'
import type { Delivered, Delivery } from '../entries/deliver.ts'

export interface ImportDeps {
  db: Db
  log: Log
  now(): Date
  files: KnowledgeFiles
  /** Questions of a bulk file on disk, some hundreds at a time. Throws what has a `code`, `no_question_columns` among others. */
  readFaq(request: FaqOptions & { path: string; name: string }): AsyncIterable<FaqBatch>
  deliver(tx: Tx, workspaceId: string, entries: readonly KnowledgeEntry[], delivery: Delivery): Promise<Delivered>
  apply: ApplyChanges
  /** Tells whoever searches that so many passages are about to come. */
  expect(workspaceId: string, more: number): Promise<void>
  /** Bytes of one uploaded file. */
  maxFile: number
}
