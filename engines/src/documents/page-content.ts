import type { Box } from './document.ts'

/** A run of text as a page shows it, upright, in points from the page's top left corner. */
export interface TextItem {
  text: string
  x: number
  width: number
  /** Where the letters stand on. */
  baseline: number
  /** Font size. */
  size: number
  bold: boolean
  mono: boolean
}

/** A straight ruled line: horizontal when y1 = y2, else vertical; x1 ≤ x2, y1 ≤ y2. */
export interface Rule {
  x1: number
  y1: number
  x2: number
  y2: number
}

/** What stands on one page. */
export interface PageContent {
  /** From 1. */
  number: number
  width: number
  height: number
  items: TextItem[]
  rules: Rule[]
  /** Small filled dots and squares: bullets of lists that are drawn instead of written. */
  dots: { x: number; y: number; size: number }[]
  /** Rectangles filled with a colour: the shading of tables, boxes. */
  fills?: Rule[]
  /** The text was read from a picture. */
  ocr?: boolean
}

/** A bookmark: headings and their levels as the author meant them. */
export interface OutlineEntry {
  title: string
  /** From 1. */
  level: number
  page?: number
}

/** Text that stands together on one line: a line of a column, or a line of a table's cell. */
export interface Segment {
  text: string
  x: number
  right: number
  baseline: number
  size: number
  bold: boolean
  mono: boolean
  /** A bullet is drawn before it. */
  dot?: boolean
}

/** Segments that share a baseline, from left to right. */
export interface Row {
  page: number
  baseline: number
  size: number
  x: number
  right: number
  segments: Segment[]
  /** Recognised in a picture. */
  rough?: boolean
}

/** A page as rows from top to bottom, before the columns are told apart. */
export interface PageRows {
  number: number
  width: number
  height: number
  rows: Row[]
  rules: Rule[]
  /** Rectangles filled with a colour. */
  fills: Rule[]
  ocr?: boolean
}

/** Whether a stretch of the page has a ground of its own, in one piece or cell by cell. */
export function isShaded({ fills }: PageRows, { x1, x2, y1, y2 }: Rule): boolean {
  const middle = (y1 + y2) / 2
  const under = fills.filter((fill) => fill.y1 < middle && fill.y2 > middle && fill.y1 > y1 - 4 && fill.y2 < y2 + 4)
  const width = under.reduce((sum, fill) => sum + Math.max(0, Math.min(fill.x2, x2) - Math.max(fill.x1, x1)), 0)
  return width > (x2 - x1) * 0.8
}

/** Letters reach about so far above and below the line they stand on, in font sizes. */
const above = 0.82
const below = 0.22

/** The box around a segment or row. */
export function boxOf(page: number, { x, right, baseline, size }: Omit<Segment, 'text' | 'bold' | 'mono'>): Box {
  return {
    page,
    x: round(x),
    y: round(baseline - size * above),
    width: round(right - x),
    height: round(size * (above + below)),
  }
}

/** The box around several boxes of one page. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((each) => each.x))
  const y = Math.min(...boxes.map((each) => each.y))
  const right = Math.max(...boxes.map((each) => each.x + each.width))
  const bottom = Math.max(...boxes.map((each) => each.y + each.height))
  return { page: boxes[0]!.page, x, y, width: round(right - x), height: round(bottom - y) }
}

const round = (value: number) => Math.round(value * 10) / 10
