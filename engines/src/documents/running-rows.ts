import { visualLength } from './clean-text.ts'
import { numberingOf } from './numbering.ts'
import type { PageRows, Row } from './page-content.ts'

/** How deep into a page, from the top or the bottom, what repeats is a header or footer: a share of its height. */
const zone = 0.16
/** Rows at the edge of a page that are looked at. */
const depth = 4

interface Edge {
  page: PageRows
  row: Row
  side: 'top' | 'bottom'
  /** 0 for the outermost. */
  order: number
  /** Space to the next row towards the middle of the page. */
  gap: number
}

/** The running text: size in points, and whether most of it is bold. */
export interface Body {
  size: number
  bold: boolean
}

/**
 * Takes running headers, footers, page numbers and watermarks off the pages: what stands at the same place of many pages, where
 * numbers may differ. `inTable` tells rows of tables, whose heads repeat as well but are content.
 */
export function removeRunningRows(
  pages: PageRows[],
  body: Body,
  inTable: (page: PageRows, row: Row) => boolean,
): PageRows[] {
  const edges = pages.flatMap((page) => edgesOf(page)).filter(({ page, row }) => !inTable(page, row))
  const running = new Set<Row>([
    ...repeated(edges, pages.length, body),
    ...pageNumbers(edges),
    ...changing(edges, pages, body),
  ])
  onlyFromTheEdge(edges, running)
  for (const row of watermarks(pages, body.size)) running.add(row)
  return pages.map((page) => ({ ...page, rows: page.rows.filter((row) => !running.has(row)) }))
}

function edgesOf(page: PageRows): Edge[] {
  const { rows, height } = page
  const top = rows.slice(0, depth).map((row, order): Edge => {
    const next = rows[order + 1]
    return { page, row, side: 'top', order, gap: next ? (next.baseline - row.baseline) / Math.max(row.size, 1) : 99 }
  })
  const bottom = rows
    .slice(-depth)
    .toReversed()
    .map((row, order): Edge => {
      const next = rows[rows.length - 2 - order]
      return {
        page,
        row,
        side: 'bottom',
        order,
        gap: next ? (row.baseline - next.baseline) / Math.max(row.size, 1) : 99,
      }
    })
  return [
    ...top.filter(({ row }) => row.baseline < height * zone),
    ...bottom.filter(({ row }) => row.baseline > height * (1 - zone)),
  ]
}

/** The same words (numbers may differ) at the same height. */
function repeated(edges: Edge[], pageCount: number, body: Body): Row[] {
  const groups = Map.groupBy(edges, ({ row, side }) => `${side} ${shape(row)}`)
  const enough = pageCount <= 2 ? 2 : 3
  return [...groups.values()].flatMap((group) => {
    const placed = group.filter((one) => group.filter((other) => near(one, other)).length >= enough)
    if (placed.length === 0) return []
    // Large type is a heading (Chapter 1, Chapter 2 …) unless most pages say the very same.
    const large = placed.filter(({ row }) => row.size > body.size * 1.1)
    if (
      large.length > placed.length / 2 &&
      (placed.length < pageCount * 0.4 || new Set(placed.map(({ row }) => shapeText(row))).size > 1)
    )
      return []
    if (countsChapters(placed, body)) return []
    // A head that a table repeats hugs its rows; a running header keeps away from the text.
    const hugs = placed.filter(({ row, gap }) => row.segments.length >= 2 && gap < 1.9)
    return hugs.length > placed.length / 2 && !/\d/.test(shapeText(placed[0]?.row)) ? [] : placed.map(({ row }) => row)
  })
}

/**
 * Whether rows of one pattern are headings that begin a page each (第 7 章 部件 P7, Chapter 7 Part P7): no two say the same, they are
 * not set smaller than the text, and either their number is one of chapters or they are bold and close to what they head.
 */
function countsChapters(rows: Edge[], body: Body): boolean {
  const texts = rows.map(({ row }) => shapeText(row))
  if (rows[0]!.side === 'bottom' || new Set(texts).size < rows.length || texts.some((text) => numberOnly.test(text)))
    return false
  if (rows.some(({ row }) => row.size < body.size * 0.97 || row.segments.length > 1)) return false
  const labels = texts.map((text) => numberingOf(text))
  const chapters = labels.every((label) => label !== undefined && (label.family !== 'decimal' || label.depth > 1))
  if (chapters && new Set(labels.map((label) => label!.label)).size === rows.length) return true
  return rows.every(({ row, gap }) => isBold(row) && !body.bold && gap < 3)
}

const isBold = (row: Row) => row.segments.every(({ bold }) => bold)

const fromEdge = ({ row, side, page }: Edge) => (side === 'top' ? row.baseline : page.height - row.baseline)
const near = (one: Edge, other: Edge) => Math.abs(fromEdge(one) - fromEdge(other)) <= 4

const shapeText = (row: Row | undefined) => row?.segments.map(({ text }) => text).join(' ') ?? ''
const shape = (row: Row) =>
  row.segments
    .map(({ text }) => text)
    .join('')
    .replace(/\s/g, '')
    .replace(/\d+/g, '#')
    .replace(/^#?[ivxlc]{1,7}#?$/i, '#')
    .toLowerCase()

const numberOnly =
  /^[\s\-–—·•|[(]*(?:第\s*)?(?:page|p\.|seite)?\s*(\d{1,4}|[ivxlc]{1,7}|[A-Z]?\d{0,2}-\d{1,3})\s*(?:页)?(?:\s*(?:\/|of|共|页|，|,)\s*(?:共\s*)?(?:第\s*)?\d{1,4}\s*页?)?[\s\-–—·•|\])]*$/i

/** A number alone at the edge that counts along with the pages. */
function pageNumbers(edges: Edge[]): Row[] {
  const found = edges.flatMap((edge) => {
    const number = edge.order <= 1 ? Number(numberOnly.exec(shapeText(edge.row))?.[1] ?? Number.NaN) : Number.NaN
    return Number.isFinite(number) ? [{ edge, offset: number - edge.page.number }] : []
  })
  const byOffset = Map.groupBy(found, ({ offset, edge }) => `${offset} ${edge.side}`)
  return [...byOffset.values()]
    .filter((group) => group.length >= 2)
    .flatMap((group) => group.map(({ edge }) => edge.row))
}

/** The name of the chapter over the text: other words on every few pages, but small, alone, and always at one height. */
function changing(edges: Edge[], pages: PageRows[], body: Body): Row[] {
  if (pages.length < 3) return []
  const share = pages.length < 6 ? 0.95 : 1.02
  const outer = edges.filter(
    ({ order, row, gap }) =>
      order === 0 && gap > 1.9 && row.size <= body.size * share && visualLength(shapeText(row)) <= 45,
  )
  return (['top', 'bottom'] as const).flatMap((side) => {
    const here = outer.filter((edge) => edge.side === side)
    const level = here.filter((one) => here.filter((other) => near(one, other)).length >= pages.length * 0.6)
    return headPages(level, body) ? [] : level.map(({ row }) => row)
  })
}

/** Headings of body size at the top of their pages: each says something else, though a running header stays for a chapter. */
function headPages(rows: Edge[], body: Body): boolean {
  const texts = new Set(rows.map(({ row }) => shape(row)))
  const bold = rows.filter(({ row }) => isBold(row) && !body.bold).length
  return (
    rows[0]?.side === 'top' &&
    texts.size > rows.length * 0.9 &&
    bold > rows.length * 0.9 &&
    rows.every(({ row }) => row.size >= body.size * 0.97)
  )
}

/** Nothing runs below the first row of the text: what only looks like a header inside the page stays. */
function onlyFromTheEdge(edges: Edge[], running: Set<Row>): void {
  const byPage = Map.groupBy(edges, ({ page, side }) => `${page.number} ${side}`)
  for (const group of byPage.values()) {
    let open = true
    for (const { row, order } of group.toSorted((a, b) => a.order - b.order)) {
      if (!running.has(row) && order > 0) open = false
      else if (!running.has(row)) open = group.length > 1 && numberOnly.test(shapeText(row))
      if (!open) running.delete(row)
    }
  }
}

/** The same large words at one place of most pages. */
function watermarks(pages: PageRows[], bodySize: number): Row[] {
  if (pages.length < 4) return []
  const large = pages.flatMap(({ rows }) => rows.filter((row) => row.size > bodySize * 1.9))
  const groups = Map.groupBy(
    large,
    (row) => `${shapeText(row)} ${Math.round(row.baseline / 4)} ${Math.round(row.x / 4)}`,
  )
  return [...groups.values()].filter((group) => group.length >= pages.length * 0.5).flat()
}
