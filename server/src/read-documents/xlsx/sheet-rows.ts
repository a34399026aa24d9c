import type { Archive } from '../bytes/archive.ts'
import { streamXml } from '../bytes/xml-stream.ts'
import type { ReadLimits } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { makeNumberFormat } from './number-format.ts'
import type { Workbook } from './open-workbook.ts'

export interface SheetRow {
  /** As the sheet counts it, from 1. */
  line: number
  /** As shown; shorter than the sheet is wide where the last are empty. */
  cells: string[]
}

/** Covers cells `[left, right]` of lines `[top, bottom]`, lines from 1, columns from 0. */
export interface Merged {
  top: number
  bottom: number
  left: number
  right: number
}

const plainNumber = makeNumberFormat(0, undefined, false)

/**
 * Rows of a sheet that hold something, in pieces as they are unpacked. `merged` is filled at the end, as the file has it there.
 * Throws Refused `too_many_columns` and `too_many_rows`.
 */
export async function* sheetRows(
  archive: Archive,
  path: string,
  book: Workbook,
  limits: ReadLimits,
  merged: Merged[] = [],
): AsyncGenerator<SheetRow[]> {
  let found: SheetRow[] = []
  let count = 0
  let row: SheetRow = { line: 0, cells: [] }
  let column = -1
  let type = ''
  let style = 0
  let value = ''
  let reading = false
  let phonetic = false

  const endCell = () => {
    const text = shown(type, value, style, book)
    if (text === '') return
    if (column >= limits.columns)
      throw new Refused('too_many_columns', `Line ${row.line} has more than ${limits.columns}.`)
    while (row.cells.length < column) row.cells.push('')
    row.cells[column] = text
  }
  const endRow = () => {
    if (row.cells.length === 0) return
    if (++count > limits.rows) throw new Refused('too_many_rows', `At most ${limits.rows} are read.`)
    found.push(row)
  }
  const pieces = streamXml(archive.stream(path), {
    open(name, attributes) {
      if (name === 'c') {
        column = attributes.r === undefined ? column + 1 : columnOf(attributes.r)
        type = attributes.t ?? 'n'
        style = Number(attributes.s ?? 0)
        value = ''
      } else if (name === 'v' || name === 't') reading = !phonetic
      else if (name === 'rPh') phonetic = true
      else if (name === 'row') {
        row = { line: Number(attributes.r ?? row.line + 1), cells: [] }
        column = -1
      } else if (name === 'mergeCell' && merged.length < 200_000) addMerged(merged, attributes.ref)
    },
    text(piece) {
      if (reading) value += piece
    },
    close(name) {
      if (name === 'v' || name === 't') reading = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'c') endCell()
      else if (name === 'row') endRow()
    },
  })
  for await (const _ of pieces) {
    if (found.length === 0) continue
    yield found
    found = []
  }
}

function shown(type: string, value: string, style: number, book: Workbook): string {
  switch (type) {
    case 's':
      return (book.strings[Number(value)] ?? '').trim()
    case 'str':
    case 'inlineStr':
      return value.trim()
    case 'b':
      return value === '1' ? 'TRUE' : value === '' ? '' : 'FALSE'
    // `#N/A`, `#REF!`: nothing that anybody wants to find.
    case 'e':
      return ''
    case 'd':
      return value
        .replace('T00:00:00', '')
        .replace('T', ' ')
        .replace(/(\.\d+)?Z?$/, '')
  }
  if (value === '') return ''
  const number = Number(value)
  return Number.isFinite(number) ? (book.formats[style] ?? plainNumber)(number) : value.trim()
}

/** `AB12` → 27. */
function columnOf(reference: string): number {
  let column = 0
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
    if (column > 1_000_000) break
  }
  return column - 1
}

function addMerged(merged: Merged[], reference: string | undefined): void {
  const [from, to] = reference?.split(':') ?? []
  if (from === undefined || to === undefined) return
  const line = (text: string) => Number(/\d+$/.exec(text)?.[0] ?? 0)
  merged.push({ top: line(from), bottom: line(to), left: columnOf(from), right: columnOf(to) })
}
