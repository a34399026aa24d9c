import { joinLines } from './clean-text.ts'
import type { PageRows, Row, Rule, Segment } from './page-content.ts'
import { boxOf, isShaded } from './page-content.ts'
import { countHeadRows, type PageTable } from './page-table.ts'

/** Lines that miss each other by so much still meet, in points. */
const slack = 3

/** Tables drawn with lines in both directions; also says which rows of the page they take up. */
export function ruledTables(page: PageRows): { tables: PageTable[]; taken: Set<Segment> } {
  const taken = new Set<Segment>()
  const tables = grids(page.rules).flatMap((grid) => {
    const table = fill(page, grid)
    if (!table) return []
    for (const segment of table.segments) taken.add(segment)
    return [table.table]
  })
  return { tables, taken }
}

/** Whether a row stands inside of a drawn grid. */
export function makeInGrid(page: PageRows): (row: Row) => boolean {
  const found = grids(page.rules)
  return (row) =>
    found.some(
      ({ xs, ys }) =>
        row.baseline > ys[0]! && row.baseline < ys.at(-1)! + 2 && row.x > xs[0]! - 4 && row.right < xs.at(-1)! + 4,
    )
}

interface Grid {
  xs: number[]
  ys: number[]
  across: Rule[]
  down: Rule[]
  /** No line closes the last row. */
  cut: boolean
}

/** Groups of lines that touch, with at least two fields. */
function grids(rules: readonly Rule[]): Grid[] {
  const across = merge(
    rules.filter((rule) => rule.y1 === rule.y2 && rule.x2 - rule.x1 > 4),
    false,
  )
  const down = merge(
    rules.filter((rule) => rule.x1 === rule.x2 && rule.y2 - rule.y1 > 4),
    true,
  )
  if (across.length < 2 || down.length < 2 || across.length * down.length > 250_000) return []
  const groups = connect(across, down)
  return groups.map(withOpenEnds).filter(({ xs, ys }) => xs.length >= 3 && ys.length >= 2)
}

/** A row cut by the page's end has no line below (on the next page: none above), but its upright lines go on. */
function withOpenEnds(group: { across: Rule[]; down: Rule[] }): Grid {
  const xs = distinct(group.down.map(({ x1 }) => x1))
  const ys = distinct(group.across.map(({ y1 }) => y1))
  const endOf = (ends: number[], far: number): number | undefined =>
    ends.filter((end) => Math.abs(end - far) < slack).length >= Math.max(2, xs.length * 0.6) ? far : undefined
  const bottoms = group.down.map(({ y2 }) => y2)
  const tops = group.down.map(({ y1 }) => y1)
  const bottom = endOf(bottoms, Math.max(...bottoms))
  const top = endOf(tops, Math.min(...tops))
  const cut = bottom !== undefined && bottom > ys.at(-1)! + 8
  if (cut) ys.push(bottom)
  if (top !== undefined && top < ys[0]! - 8) ys.unshift(top)
  return { ...group, xs, ys, cut }
}

/** Pieces of one line become one; doubled lines too. */
function merge(rules: Rule[], upright: boolean): Rule[] {
  const place = (rule: Rule) => (upright ? rule.x1 : rule.y1)
  const from = (rule: Rule) => (upright ? rule.y1 : rule.x1)
  const to = (rule: Rule) => (upright ? rule.y2 : rule.x2)
  const merged: Rule[] = []
  const sorted = rules.toSorted((a, b) => Math.round(place(a)) - Math.round(place(b)) || from(a) - from(b))
  for (const rule of sorted) {
    const last = merged.findLast(
      (one) =>
        Math.abs(place(one) - place(rule)) <= 1.6 && from(rule) <= to(one) + slack && from(rule) >= from(one) - slack,
    )
    if (!last || place(rule) - place(merged.at(-1)!) > 4) merged.push({ ...rule })
    else if (upright) last.y2 = Math.max(last.y2, rule.y2)
    else last.x2 = Math.max(last.x2, rule.x2)
  }
  return merged
}

function connect(across: Rule[], down: Rule[]): { across: Rule[]; down: Rule[] }[] {
  const parent = [...across, ...down].map((_, index) => index)
  const root = (index: number): number => {
    let at = index
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  for (const [i, flat] of across.entries()) {
    for (const [j, upright] of down.entries()) if (meet(flat, upright)) parent[root(i)] = root(across.length + j)
  }
  const groups = new Map<number, { across: Rule[]; down: Rule[] }>()
  for (let index = 0; index < parent.length; index++) {
    const key = root(index)
    const group = groups.get(key) ?? { across: [], down: [] }
    if (index < across.length) group.across.push(across[index]!)
    else group.down.push(down[index - across.length]!)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const meet = (flat: Rule, upright: Rule) =>
  upright.x1 >= flat.x1 - slack &&
  upright.x1 <= flat.x2 + slack &&
  flat.y1 >= upright.y1 - slack &&
  flat.y1 <= upright.y2 + slack

function distinct(values: number[]): number[] {
  const out: number[] = []
  for (const value of values.toSorted((a, b) => a - b))
    if (out.length === 0 || value - out.at(-1)! > slack) out.push(value)
  return out
}

/** Puts the page's text into the fields; undefined when it is no table but a box, a frame or a drawing. */
function fill(page: PageRows, grid: Grid): { table: PageTable; segments: Segment[] } | undefined {
  const { xs, ys } = grid
  const columns = xs.length - 1
  const lines = ys.length - 1
  if (columns > 60 || lines > 400) return undefined
  const owner = owners(grid)
  const pieces: Segment[][] = Array.from({ length: columns * lines }, () => [])
  const segments: Segment[] = []
  for (const row of page.rows) {
    for (const segment of row.segments) {
      const middle = segment.baseline - segment.size * 0.3
      const line = ys.findLastIndex((y) => y <= middle)
      const column = xs.findLastIndex(
        (x) => x <= segment.x + Math.min(segment.size * 0.5, (segment.right - segment.x) / 2),
      )
      if (line < 0 || line >= lines || column < 0 || column >= columns) continue
      pieces[owner[line * columns + column]!]!.push(segment)
      segments.push(segment)
    }
  }
  const used = pieces.filter((piece) => piece.length > 0).length
  if (used < 2 || (used < 3 && lines < 2 && columns > 3)) return undefined
  return { table: tableOf(page, grid, owner, pieces, segments), segments }
}

/** For each field the field it is part of: itself, or the first of those that no line parts from it. */
function owners({ xs, ys, across, down }: Grid): number[] {
  const columns = xs.length - 1
  const lines = ys.length - 1
  const owner = Array.from({ length: columns * lines }, (_, index) => index)
  const partedLeft = (line: number, column: number) => {
    const y = (ys[line]! + ys[line + 1]!) / 2
    return down.some((rule) => Math.abs(rule.x1 - xs[column]!) <= slack && rule.y1 <= y && rule.y2 >= y)
  }
  const partedAbove = (line: number, column: number) => {
    const x = (xs[column]! + xs[column + 1]!) / 2
    return across.some((rule) => Math.abs(rule.y1 - ys[line]!) <= slack && rule.x1 <= x && rule.x2 >= x)
  }
  for (let line = 0; line < lines; line++) {
    for (let column = 0; column < columns; column++) {
      const here = line * columns + column
      if (column > 0 && !partedLeft(line, column)) owner[here] = owner[here - 1]!
      else if (line > 0 && !partedAbove(line, column)) owner[here] = owner[here - columns]!
    }
  }
  return owner
}

function tableOf(
  page: PageRows,
  { xs, ys, cut }: Grid,
  owner: number[],
  pieces: Segment[][],
  segments: Segment[],
): PageTable {
  const columns = xs.length - 1
  const lines = ys.length - 1
  const texts = pieces.map((piece) => cellText(piece))
  // What a merged cell says counts in each place it covers; a title over the whole table stands once.
  const all = Array.from({ length: lines }, (_, line) => {
    const holders = owner.slice(line * columns, (line + 1) * columns)
    const title = new Set(holders).size === 1
    return holders.map((holder, column) => (title && column > 0 ? '' : texts[holder]!))
  })
  const bold = Array.from({ length: lines }, (_, line) => {
    const here = Array.from({ length: columns }, (_, column) => pieces[line * columns + column]!).flat()
    return here.length > 0 && here.every((segment) => segment.bold)
  })
  const kept = all
    .map((row, index) => ({ row, bold: bold[index]!, line: index }))
    .filter(({ row }) => row.some((cell) => cell !== ''))
  const usedColumns = Array.from({ length: columns }, (_, column) => column).filter((column) =>
    kept.some(({ row }) => row[column] !== ''),
  )
  const cells = kept.map(({ row }) => usedColumns.map((column) => row[column]!))
  const heavy = kept.map((one) => one.bold)
  const shaded = kept.map(({ line }) =>
    isShaded(page, { x1: xs[0]!, x2: xs.at(-1)!, y1: ys[line]!, y2: ys[line + 1]! }),
  )
  const levels = headLevels(
    owner,
    columns,
    kept.map(({ line }) => line),
  )
  const head = levels > 1 ? { headRows: levels, sure: true } : countHeadRows(spread(cells), heavy, shaded)
  const box = boxOf(page.number, { x: xs[0]!, right: xs.at(-1)!, baseline: 0, size: 0 })
  const top = Math.min(ys[0]!, ...segments.map((segment) => segment.baseline - segment.size))
  return {
    page: page.number,
    box: { ...box, y: Math.round(top * 10) / 10, height: Math.round((ys.at(-1)! - top) * 10) / 10 },
    columns: usedColumns.map((column) => xs[column]!),
    cells: cells.map((row, index) => (index < head.headRows ? spreadRow(row) : row)),
    bold: heavy,
    ...(cut ? { cut } : {}),
    ...head,
  }
}

/** A head of several rows: some of its names stand over several columns, with names below, others over all its rows. */
function headLevels(owner: number[], columns: number, lines: number[]): number {
  const [first = 0] = lines
  const top = owner.slice(first * columns, (first + 1) * columns)
  const wide = top.some((holder, column) => column > 0 && holder === top[column - 1])
  const tall = top.map(
    (holder) => lines.filter((line) => owner.slice(line * columns, (line + 1) * columns).includes(holder)).length,
  )
  const levels = Math.max(...tall)
  return wide && new Set(top).size > 1 && levels <= 3 && levels < lines.length ? levels : 1
}

const spread = (cells: string[][]) => cells.map((row, index) => (index < 2 ? spreadRow(row) : row))

/** A name over several columns names each of them. */
const spreadRow = (row: string[]) => {
  let last = ''
  return row.map((cell) => {
    if (cell !== '') last = cell
    return cell === '' && last !== '' && row[0] !== '' && row.filter((one) => one !== '').length > 1 ? last : cell
  })
}

/** Lines of a cell joined; a line that begins with a mark of its own starts a new one. */
export function cellText(segments: Segment[]): string {
  const sorted = segments.toSorted((a, b) => a.baseline - b.baseline || a.x - b.x)
  let text = ''
  let last: Segment | undefined
  for (const segment of sorted) {
    const listed =
      last &&
      segment.baseline - last.baseline > segment.size * 0.6 &&
      /^(?:[•●▪◆■·–—-]\s|\(?\d{1,2}[.)、）](?!\d)|[①-⑳])/.test(segment.text)
    text = listed ? `${text}\n${segment.text}` : joinLines(text, segment.text)
    last = segment
  }
  return text.trim()
}
