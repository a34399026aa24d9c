import type { TextItem } from './page-content.ts'

/** A stretch of a page that columns divide; `edges` are those between its columns, `bottom` undefined where no line closes it. */
export interface Field {
  left: number
  right: number
  top: number
  bottom?: number
  edges: number[]
}

interface TextLine {
  baseline: number
  size: number
  filled: Set<number>
  /** How far the first column's text reaches, as a share of its width. */
  reach: number
  crossing: boolean
}

/** Where rows begin below each other that no line parts, and where the last one ends; none for fewer than two rows. */
export function innerRows(items: readonly TextItem[], field: Field): number[] {
  const lines = linesIn(items, field)
  const end = field.bottom === undefined ? openEnd(lines) : lines.length
  const rows = grouped(lines.slice(0, end))
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
      const first = line.filter(({ x }) => x < (edges[0] ?? right) - 2)
      return {
        baseline: line[0]!.baseline,
        size: Math.max(...line.map(({ size }) => size)),
        filled: new Set(line.map(({ x }) => edges.filter((edge) => edge <= x + 2).length)),
        reach: (Math.max(left, ...first.map(({ x, width }) => x + width)) - left) / ((edges[0] ?? right) - left),
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

function grouped(lines: TextLine[]): TextLine[][] {
  const limit = rowGap(lines.slice(1).map((line, index) => line.baseline - lines[index]!.baseline))
  const rows: TextLine[][] = []
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]
    const gap = before ? line.baseline - before.baseline : 0
    const opens =
      !before ||
      (limit !== undefined
        ? gap > limit
        : line.filled.has(0) && (line.filled.size > 1 || before.reach < 0.8) && before.reach < 0.9)
    if (opens) rows.push([line])
    else rows.at(-1)!.push(line)
  }
  return rows
}
