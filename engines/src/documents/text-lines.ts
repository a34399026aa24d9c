import { alignedTables } from './aligned-tables.ts'
import { widthOfFirstWord } from './clean-text.ts'
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
  /** Recognised in a picture: its size is an estimate. */
  rough: boolean
  /** How many pieces with wide gaps between it is made of. */
  pieces: number
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
export function linesOf(page: PageRows, parts: Part[]): LineOrTable[] {
  const usual = usualSteps(parts)
  return parts.flatMap((part): LineOrTable[] => {
    if (part.kind === 'table') return [part]
    return columnLines(part.rows, part, page.rules, usual)
  })
}

function columnLines(
  rows: Row[],
  column: { left: number; right: number },
  rules: readonly Rule[],
  usual: Steps,
): LineOrTable[] {
  const out: LineOrTable[] = []
  const edges = { left: column.left, right: sharedEdge(rows, column) ?? column.right }
  const tables = alignedTables(rows, rules)
  let at = 0
  for (const { from, to, table } of [...tables, { from: rows.length, to: rows.length, table: undefined }]) {
    for (; at < from; at++) out.push(lineOf(rows[at]!, rows[at - 1], edges, usual))
    if (table) out.push({ kind: 'table', table })
    at = to
  }
  return out
}

function lineOf(row: Row, before: Row | undefined, column: { left: number; right: number }, usual: Steps): Line {
  const [first, ...rest] = row.segments
  // Listings number their lines; the numbers are no part of them.
  const listing = rest.length > 0 && rest.every((segment) => segment.mono) && /^\d{1,4}$/.test(first!.text)
  const text = (listing ? rest : row.segments).map((segment) => segment.text).join(' ')
  const size = mainSize(row)
  const gap = before ? row.baseline - before.baseline : undefined
  return {
    kind: 'line',
    page: row.page,
    text,
    x: listing ? rest[0]!.x : row.x,
    right: row.right,
    baseline: row.baseline,
    size,
    bold: row.segments.every((segment) => segment.bold),
    mono: listing || row.segments.every((segment) => segment.mono),
    dot: row.segments[0]?.dot ?? false,
    rough: row.rough ?? false,
    pieces: row.segments.length,
    left: column.left,
    edge: column.right,
    ...(gap === undefined || gap < 0 ? {} : { step: gap / usual(Math.max(size, before ? mainSize(before) : 0)) }),
    fresh: before !== undefined && column.right - before.right > widthOfFirstWord(text, size),
  }
}

/** Where the lines of justified text end: the place furthest right that several of them share, not far from the column's own edge. */
function sharedEdge(rows: readonly Row[], { left, right: edge }: { left: number; right: number }): number | undefined {
  const rights = rows.map((row) => row.right).toSorted((a, b) => b - a)
  const enough = Math.max(3, rights.length * 0.12)
  const far = rights.filter((right) => right - left > (edge - left) * 0.75)
  return far.find((right) => rights.filter((other) => Math.abs(other - right) < 2.5).length >= enough)
}

const mainSize = (row: Row) =>
  row.segments.reduce((best, segment) => (segment.text.length > best.text.length ? segment : best), row.segments[0]!)
    .size

type Steps = (size: number) => number

/** The usual distance of lines set in a size, as the page has it; lines behind a full one tell it best. */
function usualSteps(parts: Part[]): Steps {
  const gaps = new Map<number, number[]>()
  const wrapped = new Map<number, number[]>()
  for (const part of parts) {
    if (part.kind === 'table') continue
    for (const [index, row] of part.rows.slice(1).entries()) {
      const before = part.rows[index]!
      const gap = row.baseline - before.baseline
      const size = bucket(mainSize(row))
      if (gap > size * 0.8 && gap < size * 4 && bucket(mainSize(before)) === size)
        for (const some of part.right - before.right < size * 3 ? [gaps, wrapped] : [gaps])
          some.set(size, [...(some.get(size) ?? []), gap])
    }
  }
  for (const [size, some] of wrapped) if (some.length >= 2) gaps.set(size, some)
  const known = new Map([...gaps].flatMap(([size, all]) => (all.length >= 2 ? [[size, commonest(all)] as const] : [])))
  const all = [...gaps].flatMap(([size, some]) => some.map((gap) => gap / size))
  const ratio = all.length >= 2 ? commonest(all.map((one) => one * 20)) / 20 : 1.4
  return (size) => known.get(bucket(size)) ?? Math.min(2, ratio) * size
}

const bucket = (size: number) => Math.round(size)

/** Of values about as common as the commonest the smallest: larger ones are spaces between paragraphs. */
function commonest(values: number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(Math.round(value * 2) / 2, (counts.get(Math.round(value * 2) / 2) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return Math.min(...[...counts].filter(([, count]) => count >= Math.max(1, most * 0.5)).map(([value]) => value))
}
