import type { Rule } from './page-content.ts'

/** Fewer lines that break at the same place are chance. */
const fewest = 3

/**
 * Programs draw the border of a table cell by cell: where lines across break at one place again and again there is an edge of columns,
 * though no upright line is drawn. Answers upright lines for those edges and for both ends; none for tables that have their own.
 */
export function impliedUprights(rules: readonly Rule[]): Rule[] {
  const flat = rules
    .filter((rule) => rule.y1 === rule.y2)
    .toSorted((a, b) => Math.round(a.y1) - Math.round(b.y1) || a.x1 - b.x1)
  return ladders(lines(flat)).flatMap(({ left, right, top, bottom, breaks, count }) => {
    const own = rules.some(
      (rule) =>
        rule.x1 === rule.x2 && rule.x1 > left - 3 && rule.x1 < right + 3 && rule.y2 > top - 3 && rule.y1 < bottom + 3,
    )
    const edges = distinct(breaks).filter(
      (x) => breaks.filter((other) => Math.abs(other - x) < 2).length >= count * 0.6,
    )
    if (own || count < fewest || edges.length === 0) return []
    return [left, ...edges, right].map((x) => ({ x1: x, x2: x, y1: top, y2: bottom }))
  })
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

interface Ladder extends Omit<Line, 'y'> {
  top: number
  bottom: number
  count: number
}

/** Lines of one width below each other. */
function ladders(all: Line[]): Ladder[] {
  const out: Ladder[] = []
  for (const { y, left, right, breaks } of all) {
    const open = out.findLast(
      (one) => Math.abs(one.left - left) < 4 && Math.abs(one.right - right) < 4 && y - one.bottom < 160,
    )
    if (!open) out.push({ left, right, top: y, bottom: y, breaks: [...breaks], count: 1 })
    else {
      if (y - open.bottom > 2) open.count++
      open.bottom = y
      open.breaks.push(...breaks)
    }
  }
  return out
}

function distinct(values: number[]): number[] {
  const out: number[] = []
  for (const value of values.toSorted((a, b) => a - b)) if (out.length === 0 || value - out.at(-1)! > 4) out.push(value)
  return out
}
