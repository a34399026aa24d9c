import { visualLength } from './clean-text.ts'
import type { Block, PageStart } from './document.ts'
import { type Draft, type LeadIn, spread } from './draft.ts'

/** A table is divided where it has more rows, or is longer (in ideographs). */
const mostRows = 40
const longest = 700
/** Fewer rows than this on another page stay with the rest. */
const fewest = 2

interface Row {
  cells: string[]
  page: number | undefined
}

/** A table as lines of `header: cell; header: cell`; a long one, or one over several pages, in parts that each know the header. */
export function tablePassages(table: Extract<Block, { kind: 'table' }>, lead: LeadIn | undefined): Draft[] {
  const { header, caption } = table
  const rows = table.rows.map((cells, index): Row => ({ cells, page: table.rowPages?.[index] ?? table.page }))
  if (rows.length === 0) rows.push({ cells: header, page: table.page })
  const groups = byLength(byPage(rows.filter((row) => rowText(header, row.cells) !== '')), header)
  return groups.map((group, index) => {
    const page = group[0]!.page
    const lastPage = group.at(-1)!.page
    const own = (table.boxes ?? []).filter(
      (box) => page === undefined || (box.page >= page && box.page <= (lastPage ?? page)),
    )
    const begin = index === 0 && lead?.whole ? (lead.page ?? page) : page
    const before = [caption, lead?.text].filter((line) => line !== undefined && line !== '')
    const firstLine = before.join('\n').split('\n').length - (before.length === 0 ? 1 : 0)
    const { text, starts } = textOf(before.join('\n'), group, header, begin)
    return {
      kind: 'table',
      text,
      table: {
        ...(caption === undefined ? {} : { caption }),
        header,
        rows: group.map(({ cells }) => cells),
        ...(firstLine > 0 ? { firstLine } : {}),
      },
      ...spread({
        page: begin,
        boxes: index === 0 && lead?.whole ? [...lead.boxes, ...own] : own,
      }),
      ...(starts.length > 0 ? { pageStarts: starts } : {}),
    }
  })
}

/** Caption, lead-in and rows as lines, with where later pages begin. */
function textOf(
  before: string,
  rows: Row[],
  header: string[],
  page: number | undefined,
): { text: string; starts: PageStart[] } {
  const starts: PageStart[] = []
  let text = before
  let at = page
  for (const row of rows) {
    if (text !== '') text += '\n'
    if (row.page !== undefined && at !== undefined && row.page > at) starts.push({ at: text.length, page: row.page })
    at = row.page ?? at
    text += rowText(header, row.cells)
  }
  return { text, starts }
}

/** One row for search and quoting. Without a header the first cell names the others. */
export function rowText(header: readonly string[], cells: readonly string[]): string {
  const flat = (text: string) => text.replace(/\s*\n\s*/g, ' ').trim()
  if (header.length > 0) {
    return cells
      .map((cell, index) => [flat(header[index] ?? ''), flat(cell)] as const)
      .filter(([, cell]) => cell !== '')
      .map(([name, cell]) => (name === '' || name === cell ? cell : `${name}: ${cell}`))
      .join('; ')
  }
  const [first = '', ...rest] = cells.map(flat)
  const filled = rest.filter((cell) => cell !== '')
  if (first === '' || filled.length === 0) return [first, ...filled].filter((cell) => cell !== '').join('; ')
  return `${first}: ${filled.join('; ')}`
}

function byPage(rows: Row[]): Row[][] {
  const groups: Row[][] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last && last[0]!.page === row.page) last.push(row)
    else groups.push([row])
  }
  const [first, second] = groups
  return groups.length === 2 && (first!.length < fewest || second!.length < fewest) && rows.length <= 4
    ? [rows]
    : groups
}

function byLength(groups: Row[][], header: string[]): Row[][] {
  return groups.flatMap((group) => {
    const sizes = group.map(({ cells }) => visualLength(rowText(header, cells)))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const parts = Math.max(Math.ceil(group.length / mostRows), Math.ceil(total / longest))
    if (parts <= 1) return [group]
    const out: Row[][] = []
    let filled = 0
    for (const [index, row] of group.entries()) {
      const last = out.at(-1)
      if (last && filled + sizes[index]! / 2 <= total / parts && last.length < mostRows) {
        last.push(row)
        filled += sizes[index]!
      } else {
        out.push([row])
        filled = sizes[index]!
      }
    }
    return out
  })
}
