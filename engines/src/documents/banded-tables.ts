import { columnsOf, indexOf } from './aligned-tables.ts'
import type { PageRows, Row, Rule, Segment } from './page-content.ts'
import { around, boxOf } from './page-content.ts'
import { countHeadRows, type PageTable } from './page-table.ts'
import { cellText } from './ruled-tables.ts'

/** Tables whose rows are parted by lines across, without upright lines: at least three rows, so at least four lines of one width. */
export function bandedTables(
  page: PageRows,
  free: (row: Row) => Segment[],
): { tables: PageTable[]; taken: Set<Segment> } {
  const taken = new Set<Segment>()
  const tables: PageTable[] = []
  for (const ladder of ladders(page.rules).flatMap((one) => parted(page, one, free))) {
    const table = tableOf(page, ladder, free)
    if (!table) continue
    tables.push(table.table)
    for (const segment of table.segments) taken.add(segment)
  }
  return { tables, taken }
}

interface Ladder {
  left: number
  right: number
  ys: number[]
}

/** Lines of one width below each other. */
function ladders(rules: readonly Rule[]): Ladder[] {
  const found: Ladder[] = []
  const across = joined(rules.filter((rule) => rule.y1 === rule.y2))
  for (const { x1, x2, y1 } of across.filter((rule) => rule.x2 - rule.x1 > 100)) {
    const ladder = found.findLast(
      ({ left, right, ys }) => Math.abs(left - x1) < 4 && Math.abs(right - x2) < 4 && y1 - ys.at(-1)! < 160,
    )
    if (!ladder) found.push({ left: x1, right: x2, ys: [y1] })
    else if (y1 - ladder.ys.at(-1)! > 3) ladder.ys.push(y1)
  }
  return found.filter(({ ys }) => ys.length >= 4)
}

/** Tables of one width below each other are not one: text stands between them, or lines upright. */
function parted(page: PageRows, { left, right, ys }: Ladder, free: (row: Row) => Segment[]): Ladder[] {
  const heights = ys.slice(1).map((y, index) => y - ys[index]!)
  const usual = heights.toSorted((a, b) => a - b)[heights.length >> 1]!
  const out: Ladder[] = [{ left, right, ys: [ys[0]!] }]
  for (const [index, y] of ys.slice(1).entries()) {
    const from = ys[index]!
    const middle = (from + y) / 2
    const own = page.rules.some(
      ({ x1, x2, y1, y2 }) => x1 === x2 && x1 > left - 3 && x1 < right + 3 && y1 <= middle && y2 >= middle,
    )
    const rows = page.rows.filter((row) => row.baseline > from && row.baseline < y && row.x > left - 4)
    const text = heights[index]! > usual * 1.4 && rows.every((row) => free(row).length < 2)
    if (own || text) out.push({ left, right, ys: [y] })
    else out.at(-1)!.ys.push(y)
  }
  return out.filter((one) => one.ys.length >= 4)
}

/** Borders of cells side by side are one line. */
function joined(rules: Rule[]): Rule[] {
  const out: Rule[] = []
  for (const rule of rules.toSorted((a, b) => Math.round(a.y1) - Math.round(b.y1) || a.x1 - b.x1)) {
    const last = out.at(-1)
    if (last && Math.abs(last.y1 - rule.y1) < 1.5 && rule.x1 <= last.x2 + 3) last.x2 = Math.max(last.x2, rule.x2)
    else out.push({ ...rule })
  }
  return out
}

function tableOf(
  page: PageRows,
  { left, right, ys }: Ladder,
  free: (row: Row) => Segment[],
): { table: PageTable; segments: Segment[] } | undefined {
  const bands: Row[][] = ys.slice(1).map(() => [])
  for (const row of page.rows) {
    const band = ys.findLastIndex((y) => y < row.baseline - row.size * 0.3)
    const segments = free(row).filter((segment) => segment.x > left - 4 && segment.right < right + 4)
    if (band < 0 || band >= bands.length || segments.length === 0) continue
    bands[band]!.push({ ...row, segments })
  }
  const filled = bands.filter((band) => band.length > 0)
  const rows = filled.flat()
  const [first] = rows
  if (!first || filled.length < 3) return undefined
  const columns = columnsOf(rows, rows, first.size)
  if (columns.length < 2) return undefined
  const wide = filled.filter(
    (band) => new Set(band.flatMap((row) => row.segments.map((segment) => indexOf(segment, columns)))).size >= 2,
  )
  if (wide.length < filled.length * 0.6) return undefined
  const lines = filled.flatMap((band) =>
    band.length > 1 && band.every((row) => row.segments.length === columns.length) ? band.map((row) => [row]) : [band],
  )
  const cells = lines.map((line) =>
    columns.map((_, column) =>
      cellText(line.flatMap((row) => row.segments.filter((segment) => indexOf(segment, columns) === column))),
    ),
  )
  const bold = lines.map((line) => line.every((row) => row.segments.every((segment) => segment.bold)))
  const segments = rows.flatMap((row) => row.segments)
  return {
    table: {
      page: page.number,
      box: around(rows.map((row) => boxOf(page.number, row))),
      columns: columns.map((column) => column.left),
      cells,
      bold,
      ...countHeadRows(cells, bold),
    },
    segments,
  }
}
