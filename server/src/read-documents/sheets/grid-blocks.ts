import type { Block } from '@loopdesk/engines/documents/document.ts'
import { joinHeaderRows, splitHeader } from '../blocks/table-header.ts'
import { splitList } from './faq-cells.ts'
import { type FaqColumns, questionColumns } from './question-columns.ts'

/**
 * The cells of a sheet as blocks: regions parted by empty rows (and empty columns), each a table, a text or, where its columns say
 * so, questions with answers.
 */
export function gridBlocks(grid: readonly string[][]): Block[] {
  const wide = questionSheet(grid)
  if (wide !== undefined) return wide
  return regionsOf(grid).flatMap(regionBlocks)
}

/** A sheet whose first rows name a question and an answer: empty rows inside it part nothing. */
function questionSheet(grid: readonly string[][]): Block[] | undefined {
  const at = grid.slice(0, 10).findIndex((row) => questionColumns(row) !== undefined)
  if (at < 0) return undefined
  const columns = questionColumns(grid[at]!)!
  const above = regionsOf(grid.slice(0, at)).flatMap(regionBlocks)
  return [...above, ...questionBlocks(grid.slice(at + 1), columns)]
}

function questionBlocks(rows: readonly string[][], columns: FaqColumns): Block[] {
  const blocks: Block[] = []
  const cells = (row: string[], at: number[] | undefined) =>
    (at ?? []).map((column) => row[column] ?? '').filter(Boolean)
  let category = ''
  for (const row of rows) {
    const question = cells(row, columns.question)[0] ?? ''
    const answer = cells(row, columns.answer)[0] ?? ''
    const similar = cells(row, columns.similar).flatMap(splitList)
    const last = blocks.at(-1)
    if (question === '' && answer === '' && similar.length > 0 && last?.kind === 'question') {
      // Similar questions listed below their question.
      last.similar.push(...similar)
      continue
    }
    if (question === '' || answer === '') continue
    const path = cells(row, columns.category).join(' / ')
    if (path !== '' && path !== category) blocks.push({ kind: 'heading', level: 2, text: path })
    category = path || category
    blocks.push({ kind: 'question', question, similar, answer })
  }
  return blocks
}

function regionsOf(grid: readonly string[][]): string[][][] {
  const regions: string[][][] = []
  let rows: string[][] = []
  for (const row of [...grid, []]) {
    if (row.some((cell) => cell !== '')) rows.push(row)
    else if (rows.length > 0) {
      regions.push(...sideBySide(rows))
      rows = []
    }
  }
  return regions
}

/** Tables beside each other, parted by a column that is empty all the way down. */
function sideBySide(rows: string[][]): string[][][] {
  const width = Math.max(...rows.map((row) => row.length))
  const filled = Array.from({ length: width }, (_, column) => rows.some((row) => (row[column] ?? '') !== ''))
  const parts: [number, number][] = []
  for (let at = 0; at < width; at++) {
    if (!filled[at]) continue
    const from = at
    while (at < width && filled[at]) at++
    parts.push([from, at])
  }
  const cut = ([from, to]: [number, number]) =>
    rows.map((row) => Array.from({ length: to - from }, (_, x) => row[from + x] ?? ''))
  const tables = parts.length > 1 && rows.length > 1 && parts.every(([from, to]) => to - from > 1)
  if (tables) return parts.map(cut).map((part) => part.filter((row) => row.some(Boolean)))
  const first = parts[0]?.[0] ?? 0
  return [cut([first, parts.at(-1)?.[1] ?? width])]
}

/** Leading rows with one cell are a title; one column is text; the rest is a table. */
function regionBlocks(region: string[][]): Block[] {
  const blocks: Block[] = []
  let at = 0
  const alone = (row: string[] | undefined) => row?.filter((cell) => cell !== '') ?? []
  const merged = (row: string[]) => new Set(alone(row)).size === 1
  while (at < region.length - 1 && region[at]!.length > 1 && merged(region[at]!)) {
    blocks.push({ kind: 'paragraph', text: alone(region[at])[0]! })
    at++
  }
  const rows = region.slice(at)
  if (rows.length === 0) return blocks
  if (rows[0]!.length === 1 || (rows.length === 1 && alone(rows[0]).length === 1)) {
    blocks.push(...rows.flatMap((row): Block[] => alone(row).map((text) => ({ kind: 'paragraph', text }))))
    return blocks
  }
  const caption = blocks.length > 0 ? blocks.pop() : undefined
  const title = caption?.kind === 'paragraph' ? caption.text : undefined
  if (title !== undefined && title.length > 80) blocks.push({ kind: 'paragraph', text: title })
  const named = title !== undefined && title.length <= 80 ? { caption: title } : {}
  blocks.push({ kind: 'table', ...named, ...withHeader(rows) })
  return blocks
}

/** A header of two rows where the first has merged cells over the second's. */
function withHeader(rows: string[][]): { header: string[]; rows: string[][] } {
  const [first, second] = rows
  const repeats = first?.some((cell, x) => cell !== '' && cell === first[x + 1]) ?? false
  if (
    repeats &&
    second !== undefined &&
    rows.length > 2 &&
    second.every((cell) => cell.length <= 40 && !/^[\d.,%¥$-]+$/.test(cell))
  )
    return { header: joinHeaderRows([first!, second]), rows: rows.slice(2) }
  return splitHeader(rows)
}
