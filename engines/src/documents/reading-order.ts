import { visualLength } from './clean-text.ts'
import type { Row, Segment } from './page-content.ts'
import type { PageTable } from './page-table.ts'

/** One column's worth of a page, in the order people read. */
export type Part = { kind: 'rows'; rows: Row[]; left: number; right: number } | { kind: 'table'; table: PageTable }

/** A row of text or a table, as something that takes up height. */
interface Thing {
  top: number
  bottom: number
  x: number
  right: number
  segments: { x: number; right: number; text: string }[]
  row?: Row
  table?: PageTable
}

/** Fewer lines than this on a side are no column. */
const fewest = 4
/** How narrow a column may be: a share of the width of the text. */
const narrowest = 0.2

/**
 * Finds columns (two, three; with headings over their whole width between) and puts rows and tables in reading order. `gutters`: where
 * other pages of the document have white between their columns; there tables and lists make a column as well as text does.
 */
export function readingOrder(rows: Row[], tables: PageTable[], gutters: readonly number[] = []): Part[] {
  return order(thingsOf(rows, tables), gutters, 0)
}

/** Where the pages of a document have white before a second column: text shows it on one page at least, and most others keep it free. */
export function sharedGutters(pages: readonly { rows: Row[]; tables: PageTable[] }[]): number[] {
  const things = pages.map(({ rows, tables }) => thingsOf(rows, tables))
  const found = things.flatMap((page) => findColumns(page, [])?.gutter ?? [])
  const distinct = found.filter((x, index) => found.findIndex((other) => Math.abs(other - x) < 6) === index)
  const full = things.filter((page) => page.length >= fewest * 2)
  return distinct.filter((x) => full.filter((page) => keepsFree(page, x)).length >= Math.max(2, full.length / 2))
}

/** Hardly anything crosses the place, and both sides are written on. */
function keepsFree(things: Thing[], x: number): boolean {
  // A table weighs as much as a few lines.
  const pieces = things.flatMap(
    ({ segments, table }) => (table ? Array(fewest).fill(segments[0]!) : segments) as Piece[],
  )
  const left = pieces.filter(({ right }) => right < x + 1).length
  const right = pieces.filter((piece) => piece.x > x - 1).length
  return left >= fewest && right >= fewest && pieces.length - left - right <= pieces.length * 0.15
}

function thingsOf(rows: Row[], tables: PageTable[]): Thing[] {
  return [
    ...rows.map(
      (row): Thing => ({
        top: row.baseline - row.size,
        bottom: row.baseline,
        x: row.x,
        right: row.right,
        segments: row.segments,
        row,
      }),
    ),
    ...tables.map((table): Thing => {
      const { x, y, width, height } = table.box
      return { top: y, bottom: y + height, x, right: x + width, segments: [{ x, right: x + width, text: '' }], table }
    }),
  ].toSorted((a, b) => a.bottom - b.bottom || a.x - b.x)
}

function order(things: Thing[], gutters: readonly number[], depth: number): Part[] {
  const split = depth < 4 ? findColumns(things, gutters) : undefined
  if (!split) return partsOf(things)
  const { from, to, at } = split
  const left = things.slice(from, to).flatMap((thing) => side(thing, (x) => x < at))
  const right = things.slice(from, to).flatMap((thing) => side(thing, (x) => x >= at))
  return [
    ...order(things.slice(0, from), gutters, depth + 1),
    ...order(left, gutters, depth + 1),
    ...order(right, gutters, depth + 1),
    ...order(things.slice(to), gutters, depth + 1),
  ]
}

/** What of a thing stands on one side of the gutter. */
function side(thing: Thing, belongs: (x: number) => boolean): Thing[] {
  const segments = thing.segments.filter(({ x }) => belongs(x + 1))
  if (segments.length === 0) return []
  if (!thing.row) return [thing]
  const own = segments as Segment[]
  const x = own[0]!.x
  const right = Math.max(...own.map((segment) => segment.right))
  const size = Math.max(...own.map((segment) => segment.size))
  const row: Row = { ...thing.row, segments: own, x, right, size }
  return [{ ...thing, x, right, segments: own, row }]
}

interface Columns {
  from: number
  to: number
  /** Where the gutter is. */
  at: number
  /** The white just before the column behind it. */
  gutter: number
}

function findColumns(things: Thing[], gutters: readonly number[]): Columns | undefined {
  if (things.length < fewest) return undefined
  const left = Math.min(...things.map(({ x }) => x))
  const right = Math.max(...things.map((thing) => thing.right))
  const width = right - left
  let best: (Columns & { score: number }) | undefined
  for (let at = left + width * narrowest; at < right - width * narrowest; at += 3) {
    for (const run of runsBeside(things, at)) {
      const found = judge(things, run, at, width, gutters)
      if (found && found.score > (best?.score ?? 0)) best = found
    }
  }
  return best
}

/** Stretches of things that leave a strip of white at `at`. */
function runsBeside(things: Thing[], at: number): [number, number][] {
  const runs: [number, number][] = []
  let from = 0
  for (let index = 0; index <= things.length; index++) {
    const thing = things[index]
    const crossed = !thing || thing.segments.some(({ x, right }) => x < at - 1 && right > at + 1)
    if (!crossed) continue
    if (index - from >= fewest) runs.push([from, index])
    from = index + 1
  }
  return runs
}

function judge(
  things: Thing[],
  run: [number, number],
  at: number,
  width: number,
  gutters: readonly number[],
): (Columns & { score: number }) | undefined {
  const [from, to] = trim(things, run, at)
  const inside = things.slice(from, to)
  const pieces = inside.flatMap(({ segments, table }) => (table ? [] : segments))
  const left = pieces.filter(({ x }) => x < at)
  const right = pieces.filter(({ x }) => x >= at)
  const tables = inside.flatMap(({ segments, table }) => (table ? segments : []))
  const before = tables.filter(({ x }) => x < at)
  const behind = tables.filter(({ x }) => x >= at)
  const begins = Math.min(...[...right, ...behind].map(({ x }) => x))
  const ends = Math.max(...[...left, ...before].map((piece) => piece.right))
  if (begins - ends < 7) return undefined
  const known = gutters.some((x) => x > ends && x <= begins)
  const enough = known
    ? left.length + before.length * fewest >= fewest && right.length + behind.length * fewest >= fewest
    : left.length >= fewest && right.length >= fewest && isColumn(left, width) && isColumn(right, width)
  if (!enough) return undefined
  const weight = left.length + right.length + (known ? tables.length * fewest : 0)
  return { from, to, at, gutter: begins - 3, score: weight + (begins - ends) / 1000 }
}

/** Columns begin together; what stands over the left one alone is a heading over both, and what follows far below is no part of them. */
function trim(things: Thing[], [start, end]: [number, number], at: number): [number, number] {
  let from = start
  let to = end
  const right = things.slice(start, end).find(({ segments }) => segments.some(({ x }) => x >= at))
  if (!right) return [start, start]
  while (from < to && things[from]!.bottom < right.top - 2 && things[from]!.segments.every(({ x }) => x < at)) from++
  const lastRight = things.slice(from, to).findLastIndex(({ segments }) => segments.some(({ x }) => x >= at)) + from
  for (let index = lastRight + 1; index < to; index++) {
    const gap = things[index]!.top - things[index - 1]!.bottom
    if (gap > (things[index]!.bottom - things[index]!.top) * 1.6) to = index
  }
  return [from, to]
}

type Piece = { x: number; right: number; text: string }

/** Text of one column, or of two beside each other. */
function isColumn(pieces: Piece[], width: number): boolean {
  if (looksLikeText(pieces, width)) return true
  const from = Math.min(...pieces.map(({ x }) => x))
  const to = Math.max(...pieces.map(({ right }) => right))
  if (to - from < width * narrowest * 2) return false
  for (let at = from + width * narrowest * 0.8; at < to - width * narrowest * 0.8; at += 4) {
    if (pieces.some(({ x, right }) => x < at - 1 && right > at + 1)) continue
    const left = pieces.filter(({ x }) => x < at)
    const right = pieces.filter(({ x }) => x >= at)
    if (left.length >= fewest && right.length >= fewest && looksLikeText(left, width) && looksLikeText(right, width))
      return true
  }
  return false
}

function looksLikeText(pieces: Piece[], width: number): boolean {
  const left = Math.min(...pieces.map(({ x }) => x))
  const right = Math.max(...pieces.map((piece) => piece.right))
  if (right - left < width * narrowest * 0.9) return false
  const shares = pieces.map((piece) => (piece.right - piece.x) / (right - left)).toSorted((a, b) => a - b)
  const length = pieces.reduce((sum, { text }) => sum + visualLength(text), 0) / pieces.length
  return shares[shares.length >> 1]! > 0.55 && length > 8
}

/** Things of one column from top to bottom, tables among the rows. */
function partsOf(things: Thing[]): Part[] {
  const parts: Part[] = []
  const rows = things.flatMap(({ row }) => (row ? [row] : []))
  const left = Math.min(...rows.map(({ x }) => x))
  const right = Math.max(...rows.map((row) => row.right))
  for (const { row, table } of things.toSorted((a, b) => (a.table ? a.top : a.bottom) - (b.table ? b.top : b.bottom))) {
    const last = parts.at(-1)
    if (table) parts.push({ kind: 'table', table })
    else if (row && last?.kind === 'rows') last.rows.push(row)
    else if (row) parts.push({ kind: 'rows', rows: [row], left, right })
  }
  return parts
}
