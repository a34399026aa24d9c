import type { PageContent, Rule, TextItem } from './page-content.ts'

/** A shaded stretch of one height: a row of a table, in one piece or cell by cell. */
interface Strip {
  left: number
  right: number
  top: number
  bottom: number
  cells: Rule[]
}

/**
 * Tables whose rows are told apart by shading instead of lines: answers lines along the edges of the shaded rows, cell by cell as they
 * are shaded. A row without shading above the first or below the last gets its line too.
 */
export function shadedRows({ fills = [], rules, items }: PageContent): Rule[] {
  const all = strips(fills)
  return stacks(all).flatMap((stack) => {
    const [first, last] = [stack[0]!, stack.at(-1)!]
    const ruled = rules.some(
      (rule) =>
        rule.x1 === rule.x2 &&
        rule.x1 > first.left + 3 &&
        rule.x1 < first.right - 3 &&
        rule.y2 > first.top + 3 &&
        rule.y1 < last.bottom - 3,
    )
    if (ruled) return []
    const flats = stack.flatMap(({ cells, top, bottom }) => [...along(cells, top), ...along(cells, bottom)])
    // Beside a merged cell only the rest of the row is shaded; where that ends the merged cell ends as well.
    const partial = all.filter(
      (strip) =>
        strip.left > first.left + 3 &&
        Math.abs(strip.right - first.right) < 4 &&
        strip.top > first.top &&
        strip.bottom < last.bottom,
    )
    return [
      ...flats,
      ...partial.flatMap((strip) => [...along(strip.cells, strip.top), ...along(first.cells, strip.bottom)]),
      ...rowsBeyond(items, first, -1, 3).flatMap((y) => along(first.cells, y)),
      ...rowsBeyond(items, last, 1, 1).flatMap((y) => along(last.cells, y)),
    ]
  })
}

const along = (cells: Rule[], y: number): Rule[] => cells.map(({ x1, x2 }) => ({ x1, x2, y1: y, y2: y }))

/** Fills side by side as one strip. */
function strips(fills: readonly Rule[]): Strip[] {
  const out: Strip[] = []
  for (const fill of fills.toSorted((a, b) => Math.round(a.y1) - Math.round(b.y1) || a.x1 - b.x1)) {
    const last = out.at(-1)
    const level = last && Math.abs(last.top - fill.y1) < 1.5 && Math.abs(last.bottom - fill.y2) < 1.5
    if (last && level && Math.abs(fill.x1 - last.right) < 3) {
      last.right = fill.x2
      last.cells.push(fill)
    } else out.push({ left: fill.x1, right: fill.x2, top: fill.y1, bottom: fill.y2, cells: [fill] })
  }
  return out
}

/** Strips of one width below each other, with no more between than a row or two. */
function stacks(all: Strip[]): Strip[][] {
  const out: Strip[][] = []
  for (const strip of all.filter(({ left, right }) => right - left > 100)) {
    const open = out.findLast((stack) => {
      const last = stack.at(-1)!
      const room = Math.max(last.bottom - last.top, strip.bottom - strip.top) * 2.5
      const between = strip.top - last.bottom
      return (
        alike(last, strip) &&
        Math.abs(last.left - strip.left) < 4 &&
        Math.abs(last.right - strip.right) < 4 &&
        between > -2 &&
        between < room
      )
    })
    if (open) open.push(strip)
    else out.push([strip])
  }
  return out.filter((stack) => stack.length >= 2)
}

/** Whether the cells of one strip end where those of the other do: merged cells end less often. */
function alike(one: Strip, other: Strip): boolean {
  const [fewer, more] = one.cells.length < other.cells.length ? [one, other] : [other, one]
  return fewer.cells.every(({ x2 }) => more.cells.some((cell) => Math.abs(cell.x2 - x2) < 3))
}

/** Where rows without shading end above (-1) or below (1) the strip: at most so many, whose lines keep to the columns and stand close. */
function rowsBeyond(items: readonly TextItem[], strip: Strip, way: 1 | -1, most: number): number[] {
  const inside = items.filter(
    (item) => item.text.trim() !== '' && item.x > strip.left - 3 && item.x + item.width < strip.right + 3,
  )
  const edge = way > 0 ? strip.bottom : strip.top
  const size = inside.find((item) => item.baseline > strip.top && item.baseline < strip.bottom)?.size
  if (size === undefined) return []
  const lines = [...Map.groupBy(inside, (item) => Math.round(item.baseline))]
    .filter(([y]) => (way > 0 ? y > edge : y <= edge))
    .toSorted(([a], [b]) => (a - b) * way)
  const ends: number[] = []
  let last = edge
  let columns = 0
  const end = () => {
    if (columns >= 2) ends.push(way > 0 ? last + size * 0.5 : last - size * 1.1)
    return columns >= 2
  }
  for (const [y, line] of lines) {
    const gap = Math.abs(y - last)
    if (gap > size * 2.4 || !line.every((item) => fits(item, strip, size))) break
    if (last !== edge && gap > size * 1.7) {
      // The third row above can only be the upper part of a head.
      if (!end() || ends.length >= most || (ends.length === 2 && !line.every((item) => item.bold))) return ends
      columns = 0
    }
    columns = Math.max(columns, line.length)
    last = y
  }
  end()
  return ends.slice(0, most)
}

/** Set like the strip's text, in one of its columns. */
const fits = (item: TextItem, strip: Strip, size: number) =>
  Math.abs(item.size - size) < size * 0.12 &&
  !strip.cells.slice(1).some(({ x1 }) => item.x < x1 - 2 && item.x + item.width > x1 + 2)
