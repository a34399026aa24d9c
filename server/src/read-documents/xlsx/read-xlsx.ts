import type { Block, ReadDocument } from '@loopdesk/engines/documents/document.ts'
import { baseName, finishDocument } from '../blocks/finish-document.ts'
import type { Archive } from '../bytes/archive.ts'
import { macroWarnings, officeFacts } from '../office/office-parts.ts'
import type { ReadContext } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { gridBlocks } from '../sheets/grid-blocks.ts'
import { openWorkbook } from './open-workbook.ts'
import { type Merged, type SheetRow, sheetRows } from './sheet-rows.ts'

/** A workbook: every visible sheet a section with its tables, questions and texts; the sheet's number is the page. */
export async function readXlsx(archive: Archive, context: ReadContext): Promise<ReadDocument> {
  const book = await openWorkbook(archive, context.limits)
  const visible = book.sheets.filter(({ hidden }) => !hidden)
  const warnings = macroWarnings(archive)
  const hidden = book.sheets.length - visible.length
  if (hidden > 0)
    warnings.push({
      code: 'hidden_sheets_left_out',
      message: `${hidden} hidden ${hidden === 1 ? 'sheet was' : 'sheets were'} left out.`,
    })
  const blocks: Block[] = []
  let total = 0
  for (const [number, sheet] of visible.entries()) {
    const rows: SheetRow[] = []
    const merged: Merged[] = []
    for await (const some of sheetRows(archive, sheet.path, book, context.limits, merged)) {
      rows.push(...some)
      total += some.length
      if (total > context.limits.rows) throw new Refused('too_many_rows', `At most ${context.limits.rows} are read.`)
    }
    context.progress(number + 1, visible.length)
    const found = gridBlocks(gridOf(rows, merged))
    if (found.length === 0) continue
    // `Sheet1` says nothing, and alone it is the file.
    if (visible.length > 1 || !/^(sheet|工作表|表)\s*\d*$/i.test(sheet.name))
      blocks.push({ kind: 'heading', level: 1, text: sheet.name })
    for (const block of found) blocks.push(block)
    for (const block of found.concat(blocks.at(-found.length - 1) ?? [])) block.page ??= number + 1
  }
  const { title, ...info } = await officeFacts(archive)
  return finishDocument({ title: title ?? baseName(context.name), blocks, info, warnings }, context)
}

/** Rows as a grid: what lies between far rows is one empty row, merged cells repeat their text. */
function gridOf(rows: SheetRow[], merged: Merged[]): string[][] {
  const byLine = new Map(rows.map((row) => [row.line, row]))
  for (const { top, bottom, left, right } of merged) {
    const text = byLine.get(top)?.cells[left]
    if (text === undefined || text === '' || right - left > 1_000) continue
    for (let line = top; line <= Math.min(bottom, top + 10_000); line++) {
      // A row of which nothing is filled but a merged cell from above belongs to it.
      const row = byLine.get(line)
      if (row === undefined) continue
      for (let column = left; column <= right; column++) row.cells[column] ||= text
    }
  }
  const grid: string[][] = []
  let last = 0
  for (const { line, cells } of rows) {
    if (line > last + 1 && last > 0) grid.push([])
    grid.push(Array.from(cells, (cell) => cell ?? ''))
    last = line
  }
  return grid
}
