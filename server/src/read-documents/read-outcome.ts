import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import type { PageFacts } from './html/page-facts.ts'
import type { RefusalCode } from './refusal.ts'

/** What became of a file: its documents (an archive has several; `path` is the name inside it), or why there is none. */
export type ReadOutcome =
  | { ok: true; documents: FoundDocument[]; skipped: SkippedFile[] }
  | { ok: false; reason: RefusalCode; message: string }

export interface FoundDocument {
  path: string
  type: DocumentType
  document: ReadDocument
  /** Of a web page: what it says about itself, for a crawler. */
  page?: PageFacts
}

/** A file of an archive that was not read. */
export interface SkippedFile {
  path: string
  reason: RefusalCode
  message: string
}

export const documentTypes = ['pdf', 'docx', 'pptx', 'xlsx', 'csv', 'html', 'markdown', 'text'] as const
export type DocumentType = (typeof documentTypes)[number]

/** How far reading has come: pages, slides, sheets or files of an archive. */
export interface ReadProgress {
  done: number
  total: number
}

/** Recognised text of one picture; boxes in pixels of the picture. */
export interface OcrResult {
  lines: { text: string; x: number; y: number; width: number; height: number; confidence?: number }[]
}

/** Reads the text of a picture (PNG or JPEG). Runs in the main thread; readers in the worker call it through a message. */
export type Ocr = (picture: Uint8Array, options: { signal?: AbortSignal }) => Promise<OcrResult>

/** Whatever one file may cost. */
export interface ReadLimits {
  /** Bytes of the file. */
  fileBytes: number
  /** Bytes of everything inside an archive, unpacked (DOCX, PPTX and XLSX are archives too). */
  unpackedBytes: number
  /** Unpacked : packed, for a part of more than 10 MB. */
  ratio: number
  /** Files in an archive, or parts in an Office file. */
  files: number
  pages: number
  /** Rows and columns of one table. */
  rows: number
  columns: number
  /** Characters of text of one document. */
  characters: number
  /** Milliseconds of one file, recognising pictures included. */
  timeMs: number
  /** Megabytes of the reading thread. */
  memoryMb: number
}

export const defaultLimits: ReadLimits = {
  fileBytes: 200_000_000,
  unpackedBytes: 1_000_000_000,
  ratio: 200,
  files: 5_000,
  pages: 5_000,
  rows: 400_000,
  columns: 500,
  characters: 50_000_000,
  timeMs: 300_000,
  memoryMb: 1_024,
}

/** What a reader of one format is handed in the reading thread. */
export interface ReadContext {
  /** The name as the importer gave it, with its extension. */
  name: string
  limits: ReadLimits
  /** Absent where recognising pictures is not set up. */
  ocr?: Ocr
  progress(done: number, total: number): void
}
