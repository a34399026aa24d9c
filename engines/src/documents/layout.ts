import { assembleBlocks } from './assemble-blocks.ts'
import { bandedTables } from './banded-tables.ts'
import { removeContents } from './contents-pages.ts'
import type { Block } from './document.ts'
import { findHeadings } from './find-headings.ts'
import { footnotesApart } from './footnotes.ts'
import { removeIndex } from './index-pages.ts'
import type { OutlineEntry, PageRows, Row } from './page-content.ts'
import type { PageTable } from './page-table.ts'
import { faqBlocks } from './question-blocks.ts'
import { readingOrder, sharedGutters } from './reading-order.ts'
import { makeInGrid, ruledTables } from './ruled-tables.ts'
import { removeRunningRows } from './running-rows.ts'
import { type LineOrTable, linesOf } from './text-lines.ts'

/**
 * Pages as rows (page-rows.ts) become blocks in reading order: without running headers, footers and lists of contents; with headings,
 * lists, tables and paragraphs whole over columns and pages. `outline` are the file's bookmarks. Never throws for what a page holds.
 */
export function layOut(pages: PageRows[], outline: OutlineEntry[] = []): { blocks: Block[]; title: string } {
  const body = bodyOf(pages)
  const title = titleOf(pages, body.size)
  const grids = new Map(pages.map((page) => [page.number, makeInGrid(page)]))
  const inTable = (page: PageRows, row: Row) => grids.get(page.number)!(row)
  const { pages: clean, entries } = removeContents(removeRunningRows(pages, body, inTable))
  const lines: LineOrTable[] = []
  const notes: Block[] = []
  const parted = removeIndex(clean, body.size).map((page) => ({ page, ...tablesApart(page) }))
  const gutters = sharedGutters(parted)
  for (const { page, rows, tables } of parted) {
    const found = footnotesApart(linesOf(page, readingOrder(rows, tables, gutters)), body.size)
    lines.push(...found.lines)
    notes.push(...found.notes)
  }
  const headings = findHeadings(lines, outline, entries, body.size, body.bold)
  const blocks = withNotes(assembleBlocks(lines, headings), notes)
  return { blocks: faqBlocks(blocks.filter(says)), title }
}

/** Tables that lines tell, and the rows of text without them. */
function tablesApart(page: PageRows): { rows: Row[]; tables: PageTable[] } {
  const { tables, taken } = ruledTables(page)
  const banded = bandedTables(page, (row) => row.segments.filter((segment) => !taken.has(segment)))
  for (const segment of banded.taken) taken.add(segment)
  return { rows: page.rows.flatMap((row) => without(row, taken)), tables: [...tables, ...banded.tables] }
}

/** Numbers and letters along the axes of a drawing say nothing by themselves. */
const says = (block: Block) => block.kind !== 'paragraph' || /\p{L}{2}|\p{Script=Han}|\d{3}/u.test(block.text)

/** Notes follow the section that ends after their page. */
function withNotes(blocks: Block[], notes: Block[]): Block[] {
  const out: Block[] = []
  let waiting = notes
  for (const block of blocks) {
    if (block.kind === 'heading' && waiting.length > 0) {
      const due = waiting.filter((note) => note.page! < block.page!)
      out.push(...due)
      waiting = waiting.filter((note) => !due.includes(note))
    }
    out.push(block)
  }
  return [...out, ...waiting]
}

/** The row without the pieces that a table has taken. */
function without(row: Row, taken: Set<Row['segments'][number]>): Row[] {
  const segments = row.segments.filter((segment) => !taken.has(segment))
  if (segments.length === row.segments.length) return [row]
  if (segments.length === 0) return []
  return [{ ...row, segments, x: segments[0]!.x, right: Math.max(...segments.map(({ right }) => right)) }]
}

/** Size and weight of the running text: what most letters have. */
function bodyOf(pages: PageRows[]): { size: number; bold: boolean } {
  const weights = new Map<number, number>()
  let bold = 0
  let all = 0
  for (const { rows } of pages) {
    for (const { segments } of rows) {
      for (const { size, text, bold: heavy } of segments) {
        const key = Math.round(size * 2) / 2
        weights.set(key, (weights.get(key) ?? 0) + text.length)
        all += text.length
        if (heavy) bold += text.length
      }
    }
  }
  const [size] = [...weights].reduce((best, each) => (each[1] > best[1] ? each : best), [10, 0])
  return { size, bold: bold > all * 0.6 }
}

/** The largest words of the first page, where they are larger than the text. */
function titleOf(pages: PageRows[], bodySize: number): string {
  const rows = pages[0]?.rows ?? []
  const largest = Math.max(0, ...rows.map((row) => row.size))
  if (largest < bodySize * 1.25) return ''
  const from = rows.findIndex((row) => row.size > largest * 0.95)
  const to = rows.findIndex((row, index) => index > from && row.size < largest * 0.95)
  const text = rows
    .slice(from, to < 0 ? from + 3 : Math.min(to, from + 3))
    .map((row) => row.segments.map((segment) => segment.text).join(' '))
    .join(' ')
  return text.length <= 120 && (text.match(/\p{L}/gu)?.length ?? 0) >= 4 && !/[,，、;；]$/.test(text) ? text : ''
}
