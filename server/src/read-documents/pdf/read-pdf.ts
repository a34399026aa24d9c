import { garbageShare, isHan } from '@loopdesk/engines/documents/clean-text.ts'
import type { ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { layOut } from '@loopdesk/engines/documents/layout.ts'
import type { PageContent, PageRows } from '@loopdesk/engines/documents/page-content.ts'
import { pageRows } from '@loopdesk/engines/documents/page-rows.ts'
import type { Ocr } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { type OpenPdf, openPdf } from './open-pdf.ts'
import { makeScannedPages } from './scanned-pages.ts'

export interface PdfOptions {
  /** Reads the text in pictures; without it scanned pages are left out, with a warning. */
  ocr?: Ocr
  signal?: AbortSignal
  /** More pages than this are refused. */
  maxPages: number
  /** Called after each page, with its number and how many there are. */
  onPage?: (page: number, pages: number) => void
  /** What the document is called when it does not say itself. */
  name?: string
}

/** Fewer letters than this on a page with a picture: the text is in the picture. */
const fewestLetters = 16
/** From this share of unreadable characters on the text layer is worthless. */
const worthless = 0.3

/**
 * Reads a PDF page by page; memory does not grow with pictures or pages but for the text itself. Throws `Refused`: encrypted,
 * damaged, empty, too_many_pages, has_no_text, aborted.
 */
export async function readPdf(bytes: Uint8Array, options: PdfOptions): Promise<ReadDocument> {
  const pdf = await openPdf(bytes, options.maxPages)
  try {
    return await readPages(pdf, bytes, options)
  } finally {
    await pdf.close()
  }
}

async function readPages(pdf: OpenPdf, bytes: Uint8Array, options: PdfOptions): Promise<ReadDocument> {
  const rows: PageRows[] = []
  const pages: NonNullable<ReadDocument['pages']> = []
  const warnings: ReadDocument['warnings'] = []
  const scanned = makeScannedPages(bytes, options)
  try {
    for (let number = 1; number <= pdf.pages; number++) {
      if (options.signal?.aborted) throw new Refused('aborted')
      const page = await pdf.page(number).catch((error: unknown) => {
        warnings.push({
          code: 'page_damaged',
          message: `Page ${number} could not be read: ${reason(error)}`,
          page: number,
        })
        return undefined
      })
      const content = page && needsOcr(page) ? await scanned.read(page) : page
      if (content) rows.push(pageRows(content))
      if (page)
        pages.push({
          number,
          width: page.width,
          height: page.height,
          ...labelOf(pdf.labels, number),
          ...(content?.ocr ? { ocr: true } : {}),
        })
      options.onPage?.(number, pdf.pages)
    }
  } finally {
    await scanned.close()
  }
  warnings.push(...scanned.warnings())
  const { blocks, title } = layOut(rows, pdf.outline)
  if (blocks.length === 0)
    throw new Refused('has_no_text', warnings.map(({ message }) => message).join(' ') || undefined)
  const text = blocks
    .slice(0, 400)
    .map((block) => ('text' in block ? block.text : ''))
    .join(' ')
  return {
    title: pdf.info.title || title || options.name || headingOf(blocks) || '',
    language: isHan(text) ? 'zh' : 'en',
    blocks,
    pages,
    info: {
      ...(pdf.info.author ? { author: pdf.info.author } : {}),
      ...(pdf.info.modified ? { modified: pdf.info.modified } : {}),
    },
    warnings,
  }
}

const headingOf = (blocks: ReadDocument['blocks']) => blocks.find((block) => block.kind === 'heading')?.text

/** Nothing to read, or nothing anyone could have meant: the letters are in a picture or drawn. */
function needsOcr(page: PageContent): boolean {
  const text = page.items.map((item) => item.text).join('')
  const letters = text.replace(/\s/g, '').length
  return letters < fewestLetters || garbageShare(text) > worthless
}

const labelOf = (labels: readonly string[] | undefined, number: number) => {
  const label = labels?.[number - 1]
  return label && label !== String(number) ? { label } : {}
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 120)
