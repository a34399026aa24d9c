import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import type { PageFacts } from './html/page-facts.ts'
import type { PreparedDocument } from './prepare-document.ts'
import type { RefusalCode } from './refusal.ts'

/** What became of a file: its documents (an archive has several; `path` is the name inside it), or why there is none. */
export type ReadOutcome =
  | { ok: true; documents: FoundDocument[]; skipped: SkippedFile[] }
  | { ok: false; reason: RefusalCode; message: string }

export interface FoundDocument {
  path: string
  type: DocumentType
  document: ReadDocument
  /** Where asked for; `document` has no blocks then, they are in there. */
  prepared?: PreparedDocument
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

/** A word in a picture: where it stands, in pixels of the picture. Words of one line share `line`. */
export interface OcrWord {
  text: string
  /** 0 to 1. */
  confidence: number
  left: number
  top: number
  width: number
  height: number
  line: string
}

/** Reads the text in pictures (PNG, grey, upright). Lives in the main thread; readers reach it through messages. */
export interface Ocr {
  read(png: Buffer, options: { signal?: AbortSignal }): Promise<OcrWord[]>
  /** Why nothing can be read here and what to install; null when all is well. */
  problem?(): Promise<string | null>
}

/** What is handed to the reading thread. */
export interface FileToRead {
  /** Where the file is, or the file itself. */
  source: string | Uint8Array
  name: string
  /** As the sender called it (`text/html; charset=gbk`); only asked where neither content nor name tell. */
  type?: string | undefined
  /** Address of a web page. */
  url?: string | undefined
}

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
