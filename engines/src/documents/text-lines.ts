import { alignedTables } from './aligned-tables.ts'
import { isWide, visualLength } from './clean-text.ts'
import type { PageRows, Row, Rule } from './page-content.ts'
import type { PageTable } from './page-table.ts'
import type { Part } from './reading-order.ts'

/** A line of running text with what is around it. */
export interface Line {
  kind: 'line'
  page: number
  text: string
  x: number
  right: number
  baseline: number
  size: number
  bold: boolean
  mono: boolean
  dot: boolean
  /** The column it stands in. */
  left: number
  edge: number
  /** Distance from the line before it in its column, in line steps usual there (1 = close); undefined for the first. */
  step?: number
  /** Whether the line before it ended before the column did, though the next word had room. */
  fresh: boolean
}

export type LineOrTable = Line | { kind: 'table'; table: PageTable }

/** Lines of a page's columns, with tables found among them. */
export function linesOf(page: PageRows, parts: Part[], bodySize: number): LineOrTable[] {
  const usual = usualStep(parts)
  return parts.flatMap((part): LineOrTable[] => {
    if (part.kind === 'table') return [part]
    return columnLines(part.rows, part, page.rules, usual, bodySize)
  })
}

function columnLines(
  rows: Row[],
  column: { left: number; right: number },
  rules: readonly Rule[],
  usual: number,
  bodySize: number,
): LineOrTable[] {
  const out: LineOrTable[] = []
  const tables = alignedTables(rows, rules)
  let at = 0
  for (const { from, to, table } of [...tables, { from: rows.length, to: rows.length, table: undefined }]) {
    for (; at < from; at++) out.push(lineOf(rows[at]!, rows[at - 1], column, usual, bodySize))
    if (table) out.push({ kind: 'table', table })
    at = to
  }
  return out
}

function lineOf(
  row: Row,
  before: Row | undefined,
  column: { left: number; right: number },
  usual: number,
  bodySize: number,
): Line {
  const text = row.segments.map((segment) => segment.text).join(' ')
  const size = mainSize(row)
  const scale = Math.max(size, before ? mainSize(before) : 0) / Math.max(bodySize, 1)
  const gap = before ? row.baseline - before.baseline : undefined
  return {
    kind: 'line',
    page: row.page,
    text,
    x: row.x,
    right: row.right,
    baseline: row.baseline,
    size,
    bold: row.segments.every((segment) => segment.bold),
    mono: row.segments.every((segment) => segment.mono),
    dot: row.segments[0]?.dot ?? false,
    left: column.left,
    edge: column.right,
    ...(gap === undefined || gap < 0 ? {} : { step: gap / (usual * Math.max(1, scale)) }),
    fresh: before !== undefined && column.right - before.right > firstWord(text, size),
  }
}

/** Room the first word of a line would have needed on the line before. */
function firstWord(text: string, size: number): number {
  if (isWide(text[0] ?? '')) return size * 2.6
  const word = /^\S+/.exec(text)?.[0] ?? ''
  return (visualLength(word) * 1.1 + 0.6) * size
}

const mainSize = (row: Row) =>
  row.segments.reduce((best, segment) => (segment.text.length > best.text.length ? segment : best), row.segments[0]!)
    .size

/** The commonest distance of lines on the page. */
function usualStep(parts: Part[]): number {
  const gaps = parts.flatMap((part) =>
    part.kind === 'rows' ? part.rows.slice(1).map((row, index) => row.baseline - part.rows[index]!.baseline) : [],
  )
  const counts = new Map<number, number>()
  for (const gap of gaps)
    if (gap > 3 && gap < 60) counts.set(Math.round(gap * 2) / 2, (counts.get(Math.round(gap * 2) / 2) ?? 0) + 1)
  const most = Math.max(0, ...counts.values())
  // Of distances about as common the smallest: larger ones are spaces between paragraphs.
  const usual = [...counts].filter(([, count]) => count >= Math.max(2, most * 0.55)).map(([gap]) => gap)
  const sizes = parts.flatMap((part) => (part.kind === 'rows' ? part.rows.map((row) => row.size) : []))
  const size = sizes.toSorted((a, b) => a - b)[sizes.length >> 1] ?? 10
  return usual.length > 0 ? Math.max(Math.min(...usual), size * 0.9) : size * 1.4
}
