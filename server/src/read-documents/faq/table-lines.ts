import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { openArchive } from '../bytes/archive.ts'
import { decodeText, encodingOf } from '../bytes/decode-text.ts'
import type { ReadLimits } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { delimiterOf } from '../sheets/delimiter.ts'
import { csvOptions } from '../sheets/read-csv.ts'
import { openWorkbook } from '../xlsx/open-workbook.ts'
import { sheetRows } from '../xlsx/sheet-rows.ts'
import type { FaqCells } from './faq-row.ts'

/** One line of a file of any size: its cells, or the fields it names itself, or `broken`. */
export interface TableLine {
  line: number
  sheet?: string
  cells?: string[]
  named?: FaqCells
  broken?: boolean
  /** Share of the file up to here. */
  done: number
}

/** Lines of a CSV, its encoding and delimiter found out first. */
export async function* csvLines(path: string, size: number, limits: ReadLimits): AsyncGenerator<TableLine> {
  const encoding = await encodingOfFile(path)
  const head = new TextDecoder(encoding).decode(await firstBytes(path, 65_536))
  const parser = parse({ ...csvOptions(delimiterOf(head)), info: true })
  const text = Readable.from(decoded(path, encoding))
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  let last = 0
  let count = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number; bytes: number }
    }>) {
      if (record.length > limits.columns)
        throw new Refused('too_many_columns', `Line ${last + 1} has ${record.length}.`)
      if (++count > limits.rows) throw new Refused('too_many_rows', `At most ${limits.rows} are read.`)
      // A cell of several lines: the line where the record begins.
      yield { line: last + 1, cells: record.map((cell) => cell.trim()), done: Math.min(1, info.bytes / size) }
      last = info.lines
    }
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused('damaged', (error as Error).message.slice(0, 200))
  } finally {
    text.destroy()
    parser.destroy()
  }
}

/** Rows of all visible sheets (or one) of a workbook. */
export async function* xlsxLines(
  path: string,
  only: string | undefined,
  limits: ReadLimits,
): AsyncGenerator<TableLine> {
  const archive = await openArchive(path, limits)
  try {
    if (archive.entries.some(({ encrypted }) => encrypted)) throw new Refused('encrypted')
    const book = await openWorkbook(archive, limits)
    const sheets = book.sheets.filter(({ hidden, name }) => (only === undefined ? !hidden : name === only))
    let count = 0
    for (const [at, sheet] of sheets.entries()) {
      for await (const rows of sheetRows(archive, sheet.path, book, limits)) {
        for (const { line, cells } of rows) {
          if (++count > limits.rows) throw new Refused('too_many_rows', `At most ${limits.rows} are read.`)
          const named = sheets.length > 1 ? { sheet: sheet.name } : {}
          yield { line, ...named, cells: Array.from(cells, (cell) => cell ?? ''), done: at / sheets.length }
        }
      }
    }
  } finally {
    archive.close()
  }
}

const mostJsonArray = 50_000_000

/** One JSON object a line, or one array of them. */
export async function* jsonLines(
  path: string,
  size: number,
  cellsOf: (value: Record<string, unknown>) => FaqCells,
  limits: ReadLimits,
): AsyncGenerator<TableLine> {
  const head = decodeText(await firstBytes(path, 4_096)).text.trimStart()
  if (head.startsWith('[')) {
    if (size > mostJsonArray) throw new Refused('too_large', 'A long list is one object a line (JSONL).')
    yield* jsonArray(decodeText(await readFile(path)).text, cellsOf, limits)
    return
  }
  let line = 0
  let bytes = 0
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const text of lines) {
    line++
    bytes += text.length
    if (line > limits.rows) throw new Refused('too_many_rows', `At most ${limits.rows} are read.`)
    const done = Math.min(1, bytes / size)
    const clean = text.replace(/^\ufeff/, '').trim()
    if (clean === '') continue
    const value = clean.length > 1_000_000 ? undefined : objectOf(clean)
    yield value === undefined ? { line, broken: true, done } : { line, named: cellsOf(value), done }
  }
}

function* jsonArray(
  text: string,
  cellsOf: (value: Record<string, unknown>) => FaqCells,
  limits: ReadLimits,
): Generator<TableLine> {
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch (error) {
    throw new Refused('damaged', (error as Error).message.slice(0, 200))
  }
  const list = Array.isArray(values) ? values : []
  if (list.length > limits.rows) throw new Refused('too_many_rows', `At most ${limits.rows} are read.`)
  for (const [at, value] of list.entries()) {
    const done = (at + 1) / list.length
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    yield isObject ? { line: at + 1, named: cellsOf(value), done } : { line: at + 1, broken: true, done }
  }
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of createReadStream(path, { end: count - 1 })) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  // Not into a line, so that no character is cut.
  const end = bytes.length < count ? bytes.length : bytes.lastIndexOf(0x0a) + 1
  return end > 0 ? bytes.subarray(0, end) : bytes
}

/** UTF-8 is believed when all of the file is; else the bytes around the first that is not decide. */
async function encodingOfFile(path: string): Promise<string> {
  const head = await firstBytes(path, 65_536)
  const first = encodingOf(head)
  if (first !== 'utf-8') return first
  const strict = new TextDecoder('utf-8', { fatal: true })
  let before = head
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    try {
      strict.decode(chunk as Buffer, { stream: true })
    } catch {
      return encodingOf(Buffer.concat([before.subarray(-1), chunk as Buffer]))
    }
    before = chunk as Buffer
  }
  return 'utf-8'
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    const text = decoder.decode(chunk as Buffer, { stream: true })
    if (text !== '') yield text
  }
  const rest = decoder.decode()
  if (rest !== '') yield rest
}
