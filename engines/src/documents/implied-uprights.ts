import { innerRows } from './inner-rows.ts'
import type { Rule, TextItem } from './page-content.ts'

/** Fewer lines that break at the same place are chance. */
const fewest = 3

/**
 * Programs draw the border of a table cell by cell: where lines across break at one place again and again there is an edge of columns,
 * though no upright line is drawn. Answers upright lines for those edges and for both ends; none for tables that have their own.
 * Tables with lines only over and under their head (and at their end) get those between their rows as well.
 */
export function impliedUprights(rules: readonly Rule[], items: readonly TextItem[]): Rule[] {
  const flat = rules
    .filter((rule) => rule.y1 === rule.y2)
    .toSorted((a, b) => Math.round(a.y1) - Math.round(b.y1) || a.x1 - b.x1)
  const uprights = rules.filter((rule) => rule.x1 === rule.x2)
  return ladders(lines(flat))
    .flatMap((ladder) => parted(ladder, uprights, items))
    .flatMap((ladder) => {
      const [first, last] = [ladder[0]!, ladder.at(-1)!]
      const breaks = ladder.flatMap((line) => line.breaks)
      const edges = distinct(breaks).filter(
        (x) => breaks.filter((other) => Math.abs(other - x) < 2).length >= ladder.length * 0.6,
      )
      if (ladder.length < 2 || edges.length === 0) return []
      const inner = ladder.length <= fewest ? rowsUnderHead(ladder, edges, items) : []
      if (ladder.length < fewest && inner.length === 0) return []
      const end = Math.max(last.y, ...inner)
      return [
        ...[first.left, ...edges, first.right].map((x) => ({ x1: x, x2: x, y1: first.y, y2: end })),
        ...inner.map((y) => ({ x1: first.left, x2: first.right, y1: y, y2: y })),
      ]
    })
}

/** A line over the head, one under it, and perhaps one at the end: the rows between have none. */
function rowsUnderHead(ladder: Line[], edges: number[], items: readonly TextItem[]): number[] {
  const [{ left, right }, head, end] = ladder as [Line, Line, Line | undefined]
  return innerRows(items, { left, right, top: head.y, ...(end ? { bottom: end.y } : {}), edges })
}

interface Line {
  y: number
  left: number
  right: number
  /** Where one piece ends and the next begins. */
  breaks: number[]
}

/** Pieces that touch are one line. */
function lines(flat: Rule[]): Line[] {
  const out: Line[] = []
  for (const { x1, x2, y1 } of flat) {
    const last = out.at(-1)
    if (!last || Math.abs(last.y - y1) > 1.5 || x1 > last.right + 3)
      out.push({ y: y1, left: x1, right: x2, breaks: [] })
    else if (x2 > last.right + 3) {
      if (Math.abs(x1 - last.right) < 3) last.breaks.push((x1 + last.right) / 2)
      last.right = x2
    }
  }
  return out
}

/** Lines of one width below each other; doubled ones are one. */
function ladders(all: Line[]): Line[][] {
  const out: Line[][] = []
  for (const line of all) {
    const open = out.findLast((ladder) => {
      const last = ladder.at(-1)!
      return Math.abs(last.left - line.left) < 4 && Math.abs(last.right - line.right) < 4 && line.y - last.y < 160
    })
    if (!open) out.push([{ ...line, breaks: [...line.breaks] }])
    else if (line.y - open.at(-1)!.y > 2) open.push({ ...line, breaks: [...line.breaks] })
    else
      open.at(-1)!.breaks.push(...line.breaks.filter((x) => !open.at(-1)!.breaks.some((own) => Math.abs(own - x) < 2)))
  }
  return out
}

/** Two tables of one width below each other are not one: between them the columns change, or text runs over their edges. */
function parted(ladder: Line[], uprights: readonly Rule[], items: readonly TextItem[]): Line[][] {
  const heights = ladder.slice(1).map((line, index) => line.y - ladder[index]!.y)
  const usual = heights.toSorted((a, b) => a - b)[heights.length >> 1] ?? 0
  const out: Line[][] = [[ladder[0]!]]
  for (const [index, line] of ladder.slice(1).entries()) {
    const before = ladder[index]!
    const middle = (before.y + line.y) / 2
    const own = uprights.some(
      ({ x1, y1, y2 }) => x1 > line.left - 3 && x1 < line.right + 3 && y1 <= middle && y2 >= middle,
    )
    const text = (heights[index]! > usual * 1.4 && crossed(before, line, items)) || runsBetween(before, line, items)
    if (own || !alike(before, line) || text) out.push([line])
    else out.at(-1)!.push(line)
  }
  return out
}

/** Whether the breaks of one line are among those of the other: merged cells break less often. */
function alike(one: Line, other: Line): boolean {
  const [fewer, more] = one.breaks.length < other.breaks.length ? [one, other] : [other, one]
  return fewer.breaks.every((x) => more.breaks.some((also) => Math.abs(also - x) < 3))
}

const crossed = (above: Line, below: Line, items: readonly TextItem[]) =>
  items.some(
    ({ text, x, width, baseline }) =>
      text.trim() !== '' &&
      baseline > above.y &&
      baseline < below.y &&
      [...above.breaks, ...below.breaks].some((edge) => x < edge - 2 && x + width > edge + 2),
  )

/** Whether what stands between two lines is text and no row: several lines, or one with space around, and none in two columns. */
function runsBetween(above: Line, below: Line, items: readonly TextItem[]): boolean {
  const edges = [...above.breaks, ...below.breaks]
  const inside = items.filter(
    ({ text, x, baseline }) =>
      text.trim() !== '' && baseline > above.y && baseline < below.y && x > above.left - 3 && x < above.right,
  )
  const lines = [...Map.groupBy(inside, ({ baseline }) => Math.round(baseline)).values()]
  const size = Math.max(0, ...inside.map((item) => item.size))
  const columns = (line: TextItem[]) => new Set(line.map(({ x }) => edges.filter((edge) => edge <= x + 2).length)).size
  return lines.length > 0 && below.y - above.y > size * 2.4 && lines.every((line) => columns(line) < 2)
}

function distinct(values: number[]): number[] {
  const out: number[] = []
  for (const value of values.toSorted((a, b) => a - b)) if (out.length === 0 || value - out.at(-1)! > 4) out.push(value)
  return out
}
