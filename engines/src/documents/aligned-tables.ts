import { visualLength } from './clean-text.ts'
import { type CellLine, rowsOf } from './inner-rows.ts'
import { markOf } from './list-marks.ts'
import { numberingOf } from './numbering.ts'
import type { Row, Rule, Segment } from './page-content.ts'
import { around, boxOf } from './page-content.ts'
import { countHeadRows, type PageTable } from './page-table.ts'
import { cellText } from './ruled-tables.ts'

/** A stretch of rows [from, to) of a column of text that is a table without upright lines. */
export interface AlignedTable {
  from: number
  to: number
  table: PageTable
}

/** Finds rows whose pieces stand in columns: at least three of them (two where the first is bold or ruled off), with white between. */
export function alignedTables(rows: Row[], rules: readonly Rule[]): AlignedTable[] {
  const found: AlignedTable[] = []
  let at = 0
  while (at < rows.length) {
    const stretch = stretchFrom(rows, at)
    const table = stretch > at ? tableOf(rows.slice(at, stretch), rules) : undefined
    if (table) {
      found.push({ from: at, to: stretch, table })
      at = stretch
    } else at = stretch > at + 1 ? nextStart(rows, at, stretch) : at + 1
  }
  return found
}

/** Behind the first rows of a stretch that was no table another one may begin. */
function nextStart(rows: Row[], at: number, stretch: number): number {
  for (let next = at + 1; next < stretch; next++)
    if (rows[next]!.segments.length !== rows[at]!.segments.length) return next
  return stretch
}

const cellsOf = (row: Row) =>
  row.segments.length > 1 && isMark(row.segments[0]!) ? row.segments.slice(1) : row.segments

/** How far rows go on that may belong to one table. */
function stretchFrom(rows: Row[], at: number): number {
  if (cellsOf(rows[at]!).length < 2) return at
  let end = at + 1
  let last = at
  for (; end < rows.length; end++) {
    const row = rows[end]!
    const gap = row.baseline - rows[end - 1]!.baseline
    if (gap < 0 || gap > row.size * 4.5) break
    if (cellsOf(row).length >= 2 && end > at + 1 && Math.abs(row.size - rows[end - 1]!.size) > row.size * 0.15) break
    if (cellsOf(row).length >= 2) last = end
    else if (!continues(rows, at, end) || !isAlike(row, rows[at]!, rows[end - 1]!) || isTitle(rows, at, end)) break
    if (end - last > 4) break
  }
  return tail(rows, at, last, end)
}

/** A single piece goes on with a cell when it stands under one and not where lines of text begin and end. */
function continues(rows: Row[], at: number, index: number): boolean {
  const segment = rows[index]!.segments[0]!
  const above = rows.slice(at, index).filter((row) => cellsOf(row).length >= 2)
  const starts = above.flatMap((row) => row.segments.map(({ x }) => x))
  const left = Math.min(...starts)
  const right = Math.max(...above.map((row) => row.right))
  const under = starts.some((x) => Math.abs(x - segment.x) < segment.size * 0.6)
  return under && segment.right - segment.x < (right - left) * 0.75
}

/** Cells are set in one type; a heading that follows is not. */
const isAlike = (row: Row, first: Row, before: Row) =>
  Math.abs(row.size - first.size) < first.size * 0.12 &&
  (!row.segments.every(({ bold }) => bold) || before.segments.every(({ bold }) => bold) || first.segments[0]!.bold)

/** A heading between two tables of the same columns: bold, alone, and numbered, larger or set apart. */
function isTitle(rows: Row[], at: number, index: number): boolean {
  const row = rows[index]!
  const before = rows[index - 1]!
  if (row.segments.length > 1 || !row.segments[0]!.bold || before.segments.every(({ bold }) => bold)) return false
  const gaps = rows.slice(at + 1, index).map((one, step) => one.baseline - rows[at + step]!.baseline)
  return (
    numberingOf(row.segments[0]!.text) !== undefined ||
    row.size > before.size * 1.04 ||
    row.baseline - before.baseline > Math.max(0, ...gaps) * 1.2
  )
}

/** After the last row with several pieces, those that still belong to its cells. */
function tail(rows: Row[], at: number, last: number, end: number): number {
  let stop = last + 1
  const left = Math.min(...rows.slice(at, last + 1).map((row) => row.x))
  while (
    stop < end &&
    rows[stop]!.x > left + rows[stop]!.size &&
    continues(rows, at, stop) &&
    isAlike(rows[stop]!, rows[at]!, rows[stop - 1]!) &&
    rows[stop]!.baseline - rows[stop - 1]!.baseline < rows[stop]!.size * 1.75
  )
    stop++
  return stop
}

const isMark = (segment: Segment) => {
  const mark = markOf(`${segment.text} x`)
  return mark !== undefined && mark.rest === 'x'
}

function tableOf(rows: Row[], rules: readonly Rule[]): PageTable | undefined {
  if (isListing(rows)) return undefined
  const several = rows.filter((row) => cellsOf(row).length >= 2)
  const size = rows[0]!.size
  const columns = columnsOf(rows, several, size)
  if (columns.length < 2) return undefined
  const flats = flatsOf(rows, rules)
  const placed = several.map((row) => columnIndexes(row, columns))
  const twoOrMore = placed.filter((indexes) => new Set(indexes).size >= 2).length
  const headed =
    rows[0]!.segments.every(({ bold }) => bold) && !rows.every((row) => row.segments.every(({ bold }) => bold))
  if (twoOrMore < (headed || flats.length >= 2 || columns.length >= 3 ? 2 : 3)) return undefined
  if (isProse(several, columns)) return undefined
  const grouped = groupRows(rows, columns, flats)
  const cells = grouped.map((group) =>
    columns.map((_, column) =>
      cellText(group.flatMap((row) => row.segments.filter((segment) => indexOf(segment, columns) === column))),
    ),
  )
  const bold = grouped.map((group) => group.every((row) => row.segments.every((segment) => segment.bold)))
  const head = countHeadRows(cells, bold)
  const parted =
    flats.length > 0 &&
    head.headRows === 0 &&
    grouped.length > 2 &&
    flats.some((y) => y > grouped[0]!.at(-1)!.baseline && y < grouped[1]![0]!.baseline) &&
    flats.length <= 3
  const boxes = rows.map((row) => boxOf(row.page, row))
  return {
    page: rows[0]!.page,
    box: around(boxes),
    columns: columns.map(({ left }) => left),
    cells,
    bold,
    ...(parted ? { headRows: 1, sure: true } : head),
  }
}

/** Code, with or without numbered lines. */
function isListing(rows: Row[]): boolean {
  const segments = rows.flatMap((row) => row.segments).filter(({ text }) => !/^\d{1,4}$/.test(text))
  if (segments.filter(({ mono }) => mono).length > segments.length * 0.7) return true
  const numbers = rows.map((row) => Number(/^\d{1,4}$/.exec(row.segments[0]!.text)?.[0] ?? Number.NaN))
  const counted = numbers.filter((number, index) => index > 0 && number === numbers[index - 1]! + 1).length
  return (
    rows.length >= 3 &&
    counted > rows.length * 0.6 &&
    rows.every((row) => row.segments.length <= 2) &&
    segments.some(({ mono }) => mono)
  )
}

export interface Column {
  left: number
  right: number
}

/** Stretches of the line that the rows write on, parted by white that (nearly) no row crosses. */
export function columnsOf(rows: Row[], several: Row[], size: number): Column[] {
  const pieces = several.flatMap((row) => row.segments).toSorted((a, b) => a.x - b.x)
  // A merged cell or two may cross.
  const allowed = Math.max(several.length >= 6 ? 1 : 0, Math.floor(several.length * 0.08))
  const edges = pieces
    .flatMap((piece): [number, number][] => [
      [piece.x, 1],
      [piece.right, -1],
    ])
    .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  const columns: Column[] = []
  let open = 0
  let start: number | undefined
  for (const [x, change] of edges) {
    const before = open
    open += change
    if (before <= allowed && open > allowed && start === undefined) start = x
    else if (before > allowed && open <= allowed && start !== undefined) {
      const last = columns.at(-1)
      if (last && start - last.right < size * 0.7) last.right = x
      else columns.push({ left: start, right: x })
      start = undefined
    }
  }
  const all = rows.flatMap((row) => row.segments)
  return columns.filter((column) => all.some((segment) => segment.x < column.right && segment.right > column.left))
}

export const indexOf = (segment: Segment, columns: readonly Column[]) => {
  const middle = Math.min(segment.x + segment.size, (segment.x + segment.right) / 2)
  const inside = columns.findIndex(({ left, right }) => middle >= left - 1 && middle <= right + 1)
  if (inside >= 0) return inside
  const distance = columns.map(({ left, right }) => Math.max(left - middle, middle - right))
  return distance.indexOf(Math.min(...distance))
}

const columnIndexes = (row: Row, columns: readonly Column[]) => row.segments.map((segment) => indexOf(segment, columns))

/** Two columns of running text, or words of one line that stand far apart: hardly any white beside the lines. */
function isProse(several: Row[], columns: readonly Column[]): boolean {
  const perColumn = columns.map((column, index) => {
    const inside = several.flatMap((row) => row.segments.filter((segment) => indexOf(segment, columns) === index))
    const full = inside.filter((segment) => segment.right - segment.x > (column.right - column.left) * 0.85).length
    const length = inside.reduce((sum, segment) => sum + visualLength(segment.text), 0) / Math.max(1, inside.length)
    return { share: full / Math.max(1, inside.length), length }
  })
  return several.length >= 4 && perColumn.every(({ share, length }) => share > 0.6 && length > 11)
}

/** Heights of the lines that run across the table. */
function flatsOf(rows: Row[], rules: readonly Rule[]): number[] {
  const left = Math.min(...rows.map((row) => row.x))
  const right = Math.max(...rows.map((row) => row.right))
  const top = rows[0]!.baseline - rows[0]!.size * 2.5
  const bottom = rows.at(-1)!.baseline + rows[0]!.size * 2
  const here = rules.filter(
    (rule) =>
      rule.y1 === rule.y2 &&
      rule.y1 > top &&
      rule.y1 < bottom &&
      rule.x1 < left + 12 &&
      rule.x2 > left + (right - left) * 0.5,
  )
  return [...new Set(here.map((rule) => Math.round(rule.y1)))].toSorted((a, b) => a - b)
}

/** Lines that make up one row of the table. */
function groupRows(rows: Row[], columns: readonly Column[], flats: number[]): Row[][] {
  const begun = rows.filter((row) => columnIndexes(row, columns).includes(0)).length
  if (flats.length > 3 && flats.length > begun * 0.7) return groupByFlats(rows, flats)
  const lines = rows.map((row) => ({ ...lineOver(row, columns), row }))
  return rowsOf(lines).map((group) => group.map(({ row }) => row))
}

function lineOver(row: Row, columns: readonly Column[]): CellLine {
  const first = row.segments.filter((segment) => indexOf(segment, columns) === 0)
  const next = columns[1]
  return {
    baseline: row.baseline,
    size: row.size,
    filled: new Set(columnIndexes(row, columns)),
    ...(first[0] && next ? { first: { text: first[0].text, room: next.left - row.size - first.at(-1)!.right } } : {}),
  }
}

function groupByFlats(rows: Row[], flats: number[]): Row[][] {
  const groups = Map.groupBy(rows, (row) => flats.filter((y) => y < row.baseline).length)
  return [...groups.values()]
}
