import { open, readFile as readBytes, stat } from 'node:fs/promises'
import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { type Archive, megabytes, openArchive } from './bytes/archive.ts'
import { detectKind, headBytes } from './bytes/detect-type.ts'
import { readHtml } from './html/read-html.ts'
import { readArchive } from './read-archive.ts'
import type { DocumentType, FileToRead, FoundDocument, ReadContext, SkippedFile } from './read-outcome.ts'
import { Refused } from './refusal.ts'

interface Found {
  documents: FoundDocument[]
  skipped: SkippedFile[]
}

/** Reads one file in this very thread, without a limit in time. Throws Refused. Others go through `makeDocumentReader`. */
export async function readFile(file: FileToRead, context: ReadContext, depth = 0): Promise<Found> {
  const size = typeof file.source === 'string' ? (await stat(file.source)).size : file.source.length
  if (size === 0) throw new Refused('empty')
  if (size > context.limits.fileBytes)
    throw new Refused('too_large', `It has ${megabytes(size)}, allowed are ${megabytes(context.limits.fileBytes)}.`)
  const kind = await detectKind(await headOf(file.source), file.name, file.type)
  if (kind === 'zipped') return readZipped(file, context, depth)
  const bytes = typeof file.source === 'string' ? await readBytes(file.source) : file.source
  if (kind === 'html') {
    const { document, facts } = readHtml(bytes, context, file.url)
    return { documents: [{ path: file.name, type: kind, document, page: facts }], skipped: [] }
  }
  const document = await (await readers[kind]())(bytes, context)
  return one(file.name, kind, document)
}

type ReadBytes = (bytes: Uint8Array, context: ReadContext) => ReadDocument | Promise<ReadDocument>

/** Loaded when first needed: a PDF library takes longer to load than most files take to read. */
const readers: Record<Exclude<DocumentType, 'docx' | 'pptx' | 'xlsx' | 'html'>, () => Promise<ReadBytes>> = {
  pdf: async () => {
    const { readPdf } = await import('./pdf/read-pdf.ts')
    return (bytes, { limits, ocr, name, progress }) =>
      readPdf(bytes, { maxPages: limits.pages, name, onPage: progress, ...(ocr === undefined ? {} : { ocr }) })
  },
  csv: async () => (await import('./sheets/read-csv.ts')).readCsv,
  markdown: async () => (await import('./text/read-markdown.ts')).readMarkdown,
  text: async () => (await import('./text/read-plain-text.ts')).readPlainText,
}

const one = (path: string, type: DocumentType, document: ReadDocument): Found => ({
  documents: [{ path, type, document }],
  skipped: [],
})

async function headOf(source: string | Uint8Array): Promise<Uint8Array> {
  if (typeof source !== 'string') return source.subarray(0, headBytes)
  const file = await open(source)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function readZipped(file: FileToRead, context: ReadContext, depth: number): Promise<Found> {
  const { source } = file
  const bytes = typeof source === 'string' ? undefined : Buffer.from(source.buffer, source.byteOffset, source.length)
  const archive = await openArchive(bytes ?? (source as string), context.limits)
  try {
    const type = officeType(archive)
    checkName(file.name, type)
    if (
      archive.entries.some(({ encrypted }) => encrypted) &&
      (type !== 'zip' || archive.entries.every(({ encrypted }) => encrypted))
    )
      throw new Refused('encrypted')
    if (type === 'zip') {
      if (depth > 0) throw new Refused('too_deep', 'An archive inside an archive is not read.')
      return await readArchive(
        archive,
        (inner) => readFile(inner, { ...context, name: inner.name, progress() {} }, depth + 1),
        context,
      )
    }
    return one(file.name, type, await readOffice(type, archive, bytes ?? (source as string), context))
  } finally {
    archive.close()
  }
}

async function readOffice(
  type: 'docx' | 'pptx' | 'xlsx',
  archive: Archive,
  source: Buffer | string,
  context: ReadContext,
): Promise<ReadDocument> {
  if (type === 'xlsx') return (await import('./xlsx/read-xlsx.ts')).readXlsx(archive, context)
  if (type === 'pptx') return (await import('./office/read-pptx.ts')).readPptx(archive, context)
  const bytes = typeof source === 'string' ? await readBytes(source) : source
  return (await import('./office/read-docx.ts')).readDocx(archive, bytes, context)
}

function officeType(archive: Archive): 'docx' | 'pptx' | 'xlsx' | 'zip' {
  const has = (path: string) => archive.has(path)
  if (!has('[Content_Types].xml')) {
    if (has('mimetype'))
      throw new Refused('unknown_type', 'It is an OpenDocument file or an e-book. Save it as DOCX, XLSX, PPTX or PDF.')
    return 'zip'
  }
  if (has('word/document.xml') || archive.entries.some(({ path }) => path.startsWith('word/'))) return 'docx'
  if (archive.entries.some(({ path }) => path.startsWith('ppt/'))) return 'pptx'
  if (archive.entries.some(({ path }) => path.startsWith('xl/'))) return 'xlsx'
  return 'zip'
}

/** A workbook called `.docx` was renamed by somebody; its macros-or-template variants are the same kind. */
function checkName(name: string, type: 'docx' | 'pptx' | 'xlsx' | 'zip'): void {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const promised = /^(docx|docm|dotx|dotm|doc)$/.test(extension)
    ? 'docx'
    : /^(pptx|pptm|ppsx|potx|ppt)$/.test(extension)
      ? 'pptx'
      : /^(xlsx|xlsm|xltx|xls)$/.test(extension)
        ? 'xlsx'
        : extension === 'zip'
          ? 'zip'
          : undefined
  if (promised === undefined || promised === type) return
  throw new Refused('mislabelled', `The name says ${extension.toUpperCase()}, the content is ${type.toUpperCase()}.`)
}
