import type { Block } from '@loopdesk/engines/documents/document.ts'
import type { AnyNode, Element } from 'domhandler'
import { joinHeaderRows, splitHeader } from '../blocks/table-header.ts'
import { Refused } from '../refusal.ts'
import { inlineText, isElement } from './html-text.ts'

interface Row {
  cells: Element[]
  inHead: boolean
}

/** Merged cells are repeated in every place they cover; more than this many places are no table but an attack. */
const mostCells = 2_000_000

/** A table with merged cells filled in; one made for layout only gives the blocks of its cells. Throws Refused `too_many_columns`. */
export function tableBlocks(table: Element, nested: (nodes: readonly AnyNode[]) => Block[], columns: number): Block[] {
  const rows = rowsOf(table)
  const cells = rows.flatMap((row) => row.cells)
  if (isLayout(table, rows)) return cells.flatMap((cell) => nested(cell.children))
  const pictures: Block[] = []
  const grid = fill(rows, columns, (cell) => {
    const blocks = nested(cell.children)
    pictures.push(...blocks.filter((block) => block.kind === 'picture'))
    return cellText(blocks)
  })
  const heads = headRows(rows)
  const { header, rows: body } =
    heads > 0 ? { header: joinHeaderRows(grid.slice(0, heads)), rows: grid.slice(heads) } : splitHeader(grid)
  const captionNode = table.children.filter(isElement).find(({ name }) => name === 'caption')
  const caption = captionNode === undefined ? '' : inlineText(captionNode)
  return [
    { kind: 'table', ...(caption === '' ? {} : { caption }), header, rows: body.filter((row) => row.some(Boolean)) },
    ...pictures,
  ]
}

function rowsOf(table: Element): Row[] {
  const rows: Row[] = []
  for (const child of table.children.filter(isElement)) {
    if (child.name === 'tr') rows.push({ cells: cellsOf(child), inHead: false })
    else if (/^(thead|tbody|tfoot)$/.test(child.name)) {
      for (const row of child.children.filter(isElement))
        if (row.name === 'tr') rows.push({ cells: cellsOf(row), inHead: child.name === 'thead' })
    }
  }
  return rows.filter(({ cells }) => cells.length > 0)
}

const cellsOf = (row: Element) => row.children.filter(isElement).filter(({ name }) => name === 'td' || name === 'th')

function isLayout(table: Element, rows: Row[]): boolean {
  if (/^(presentation|none)$/.test(table.attribs.role ?? '')) return true
  const cells = rows.flatMap((row) => row.cells)
  if (cells.some((cell) => holds(cell, /^(table|h[1-6])$/))) return true
  return rows.every((row) => row.cells.length === 1)
}

function holds(node: Element, names: RegExp): boolean {
  return node.children.filter(isElement).some((child) => names.test(child.name) || holds(child, names))
}

function headRows(rows: Row[]): number {
  const inHead = rows.filter((row) => row.inHead).length
  if (inHead > 0) return inHead < rows.length ? inHead : 0
  let heads = 0
  while (
    heads < rows.length - 1 &&
    rows[heads]!.cells.length > 1 &&
    rows[heads]!.cells.every(({ name }) => name === 'th')
  )
    heads++
  return heads
}

function fill(rows: Row[], columns: number, textOf: (cell: Element) => string): string[][] {
  const grid: string[][] = rows.map(() => [])
  let filled = 0
  rows.forEach((row, y) => {
    let x = 0
    const whole = row.cells.length === 1
    for (const cell of row.cells) {
      while (grid[y]![x] !== undefined) x++
      const width = span(cell.attribs.colspan)
      const height = Math.min(span(cell.attribs.rowspan), rows.length - y)
      if (x + width > columns) throw new Refused('too_many_columns', `A table has more than ${columns}.`)
      filled += width * height
      if (filled > mostCells) throw new Refused('too_large', 'A table has too many cells.')
      const text = textOf(cell)
      for (let dy = 0; dy < height; dy++)
        for (let dx = 0; dx < width; dx++) grid[y + dy]![x + dx] ??= whole && dx > 0 ? '' : text
      x += width
    }
  })
  const width = Math.max(0, ...grid.map((row) => row.length))
  return grid.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? ''))
}

const span = (text: string | undefined) => Math.max(1, Math.min(10_000, Number.parseInt(text ?? '1', 10) || 1))

function cellText(blocks: Block[]): string {
  const text = (block: Block): string => {
    if (block.kind === 'list') return block.items.map(({ mark, text }) => `${mark} ${text}`).join('\n')
    if (block.kind === 'picture') return block.caption ?? ''
    if (block.kind === 'table' || block.kind === 'question') return ''
    return block.text
  }
  return blocks.map(text).filter(Boolean).join('\n')
}
