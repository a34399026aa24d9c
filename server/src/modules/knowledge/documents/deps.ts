import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import type { Db, Tx } from '../../../infra/db.ts'
import type { Log } from '../../../infra/log.ts'
import type { DocumentContent, PreparedDocument } from '../../../read-documents/index.ts'
import type { Passages } from '../passages.ts'

/** What became of a file: its documents (an archive has several), or why there is none. */
export type FileOutcome =
  | { ok: true; documents: FileDocument[]; skipped: { path: string; reason: string; message: string }[] }
  | { ok: false; reason: string; message: string }

export interface FileDocument {
  /** Name inside the archive, or of the file. */
  path: string
  /** pdf, docx … */
  type: string
  document: ReadDocument
  /** Where the reader has cut and packed it already. */
  prepared?: PreparedDocument
}

/** Reads the bytes of a file, within limits, elsewhere than in this thread. Never throws for what a file holds. */
export type ReadFile = (
  file: { bytes: Uint8Array; name: string },
  options: { signal?: AbortSignal; prepare?: boolean; progress?(done: number, total: number): void },
) => Promise<FileOutcome>

export interface DocumentDeps {
  db: Db
  log: Log
  passages: Passages
  readFile: ReadFile
  timeZone(workspaceId: string): Promise<string>
  /** A category with everything below it. */
  categoriesBelow(tx: Tx, category: string): Promise<string[]>
  /** Bytes of one uploaded file. */
  maxFile: number
}

/** A colleague or key that does something here. */
export interface Who {
  /** For the audit log. */
  actor: string
  /** For colleagues. */
  name: string
}

/** A document as a version keeps it. */
export type VersionContent = DocumentContent
