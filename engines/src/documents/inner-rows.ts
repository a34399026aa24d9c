import { widthOfFirstWord } from './clean-text.ts'
import type { TextItem } from './page-content.ts'

/** A stretch of a page that columns divide; `edges` are those between its columns, `bottom` undefined where no line closes it. */
export interface Field {
  left: number
  right: number
  top: number
  bottom?: number
  edges: number[]
}

/** A line of text over the columns of a table. */
export interface CellLine {
  baseline: number
  size: number
  /** Columns it writes in, from 0. */
  filled: Set<number>
  /** What it writes in the first column, and the room left there behind it, in points. */
  first?: { text: string; room: number }
}

interface TextLine extends CellLine {
  crossing: boolean
}

/** Where rows begin below each other that no line parts, and where the last one ends; none for fewer than two rows. */
export function innerRows(items: readonly TextItem[], field: Field): number[] {
  const lines = linesIn(items, field)
  const end = field.bottom === undefined ? openEnd(lines) : lines.length
  const rows = rowsOf(lines.slice(0, end))
  if (rows.length < 2) return []
  const starts = rows.slice(1).map((row, index) => {
    const [line] = row
    const before = rows[index]!.at(-1)!
    return (before.baseline + line!.baseline - line!.size * 0.6) / 2
  })
  const last = rows.at(-1)!.at(-1)!
  return field.bottom === undefined ? [...starts, last.baseline + last.size * 0.5] : starts
}

/**
 * The distance from which on lines below each other belong to different rows: distances fall into two groups, those within a cell and
 * those between rows. Undefined where all are alike.
 */
export function rowGap(gaps: readonly number[]): number | undefined {
  const sorted = gaps.toSorted((a, b) => a - b)
  for (const [index, gap] of sorted.slice(1).entries()) {
    const before = sorted[index]!
    if (before > 0 && gap > before * 1.12) return (before + gap) / 2
  }
  return undefined
}

function linesIn(items: readonly TextItem[], { left, right, top, bottom = Infinity, edges }: Field): TextLine[] {
  const inside = items.filter(
    ({ text, x, width, baseline }) =>
      text.trim() !== '' && x > left - 3 && x + width < right + 3 && baseline > top && baseline < bottom,
  )
  return [...Map.groupBy(inside, ({ baseline }) => Math.round(baseline))]
    .toSorted(([a], [b]) => a - b)
    .map(([, line]) => {
      const edge = edges[0] ?? right
      const first = line.filter(({ x }) => x < edge - 2).toSorted((a, b) => a.x - b.x)
      return {
        baseline: line[0]!.baseline,
        size: Math.max(...line.map(({ size }) => size)),
        filled: new Set(line.map(({ x }) => edges.filter((edge) => edge <= x + 2).length)),
        ...(first[0]
          ? { first: { text: first[0].text, room: edge - Math.max(...first.map(({ x, width }) => x + width)) } }
          : {}),
        crossing: line.some(({ x, width }) => edges.some((edge) => x < edge - 2 && x + width > edge + 2)),
      }
    })
}

/** Where no line closes a table it ends before text that keeps to no column, or stands far off. */
function openEnd(lines: TextLine[]): number {
  const size = lines[0]?.size ?? 0
  const end = lines.findIndex(
    (line, index) =>
      line.crossing ||
      Math.abs(line.size - size) > size * 0.12 ||
      (index > 0 && line.baseline - lines[index - 1]!.baseline > size * 2.6),
  )
  return end < 0 ? lines.length : end
}

/**
 * Lines that make up one row each: those of a cell stand closer than rows do. Where all stand alike a line begins a row that writes in
 * the first column and in others; everywhere one that writes there although the text above had room to go on, or had ended.
 */
export function rowsOf<Line extends CellLine>(lines: readonly Line[]): Line[][] {
  const limit = rowGap(lines.slice(1).map((line, index) => line.baseline - lines[index]!.baseline))
  const rows: Line[][] = []
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    const row = rows.at(-1)
    const gap = before ? line.baseline - before.baseline : 0
    const apart = limit === undefined ? line.first !== undefined && line.filled.size > 1 : gap > limit
    if (!before || !row || apart || beginsRow(row, before, line)) rows.push([line])
    else row.push(line)
  }
  return rows
}

function beginsRow(row: readonly CellLine[], before: CellLine, line: CellLine): boolean {
  if (!line.first) return false
  if (before.first) return before.first.room > widthOfFirstWord(line.first.text, line.size) + line.size * 0.8
  return row.some(({ first }) => first !== undefined)
}
