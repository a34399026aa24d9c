import { joinLines } from './clean-text.ts'
import type { Block } from './document.ts'
import { countHeadRows, headerOf, type PageTable } from './page-table.ts'

type TableBlock = Extract<Block, { kind: 'table' }>

const continued = /[（(]?\s*(?:续表?|接上表|continued|cont\.)\s*[)）]?$|^续表/i

/** Adds tables to the blocks; one that goes on from the page before becomes part of the table there. */
export function makeTables(blocks: Block[]): (table: PageTable) => void {
  let before: { table: PageTable; block: TableBlock } | undefined
  return (table) => {
    const last = blocks.at(-1)
    const between = last && last.kind === 'paragraph' && continued.test(last.text) && last.text.length < 40
    const open = before && (before.block === last || (between && before.block === blocks.at(-2))) ? before : undefined
    if (open && continues(open.table, table)) {
      if (between) blocks.pop()
      append(open, table)
      const { headRows, cells } =
        open.block.header.length > 0 && open.table.headRows === 0
          ? { headRows: 1, cells: [open.block.header] }
          : open.table
      before = { table: { ...table, headRows, cells }, block: open.block }
      return
    }
    const header = headerOf(table.cells, table.headRows)
    const block = {
      kind: 'table' as const,
      header,
      rows: table.cells.slice(table.headRows),
      page: table.page,
      boxes: [table.box],
    }
    blocks.push(block)
    before = { table, block }
  }
}

function continues(before: PageTable, table: PageTable): boolean {
  if (table.page !== before.page + 1 && !(table.page === before.page && table.box.y < before.box.y)) return false
  if (before.columns.length !== table.columns.length) return false
  const aligned = before.columns.every((x, index) => Math.abs(x - table.columns[index]!) < 8)
  const sameHead = before.headRows > 0 && same(before.cells[0], table.cells[0])
  return sameHead || (aligned && !(table.headRows > 0 && table.sure && !sameHead))
}

const same = (one: string[] | undefined, other: string[] | undefined) =>
  one !== undefined && one.join('|') === other?.join('|')

function append({ block, table: before }: { block: TableBlock; table: PageTable }, table: PageTable): void {
  takeHead(block, before, table)
  const repeated = block.header.length > 0 && same(headerOf(table.cells, Math.max(1, table.headRows)), block.header)
  const rows = repeated ? table.cells.slice(Math.max(1, table.headRows)) : table.cells
  const [first] = rows
  const last = block.rows.at(-1)
  // A row cut by the page's end: its first cells are empty, and what it says goes on.
  const goesOn =
    first !== undefined && first[0] === '' && first.some((cell) => cell !== '') && (before.cut || !repeated)
  if (first && last && goesOn) {
    block.rows[block.rows.length - 1] = last.map((cell, index) => joinLines(cell, first[index] ?? ''))
    rows.shift()
  }
  const pages = block.rowPages ?? block.rows.map(() => block.page ?? table.page)
  block.rows.push(...rows)
  block.rowPages = [...pages, ...rows.map(() => table.page)]
  block.boxes = [...(block.boxes ?? []), table.box]
}

/** A head that stood alone at the end of its page: with the rows of the next one it is seen to be one. */
function takeHead(block: TableBlock, before: PageTable, table: PageTable): void {
  if (
    block.header.length > 0 ||
    block.rows.length > 2 ||
    before.cells.length !== block.rows.length ||
    (table.headRows > 0 && table.sure)
  )
    return
  const { headRows } = countHeadRows([...before.cells, ...table.cells], [...before.bold, ...table.bold])
  if (headRows !== block.rows.length) return
  block.header = headerOf(block.rows, headRows)
  block.rows = []
}
