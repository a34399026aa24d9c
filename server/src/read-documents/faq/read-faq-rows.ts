import { open, stat } from 'node:fs/promises'
import { megabytes } from '../bytes/archive.ts'
import { detectKind, extensionOf, headBytes } from '../bytes/detect-type.ts'
import type { ReadLimits } from '../read-outcome.ts'
import { Refused } from '../refusal.ts'
import { type FaqColumns, type FaqField, fieldOf, questionColumns } from '../sheets/question-columns.ts'
import { type FaqCells, type FaqRow, type FaqRowError, faqErrors, faqRow } from './faq-row.ts'
import { type FaqPreview, makePreview } from './preview.ts'
import { csvLines, jsonLines, type TableLine, xlsxLines } from './table-lines.ts'

export interface FaqOptions {
  /** Names (or positions, from 0) of columns where they are not found by themselves. */
  columns?: Partial<Record<FaqField, string | number | (string | number)[]>> | undefined
  /** Leaves out lines up to this one of the first sheet: where an import broke off. */
  after?: number | undefined
  /** Of a workbook, only this sheet. */
  sheet?: string | undefined
}

/** Lines read so far, with the share of the file they are (0 to 1). */
export interface FaqBatch {
  rows: FaqRow[]
  errors: FaqRowError[]
  done: number
  /** With the first: what the columns are called and taken for, and the first lines. */
  preview?: FaqPreview
}

const batchSize = 500

/**
 * Questions of a CSV, TSV, XLSX, JSONL or JSON file, some hundreds at a time, whatever the size of the file. A wrong line is an
 * error of its own and stops nothing. Throws Refused, `no_question_columns` among others.
 */
export async function* readFaqRows(
  path: string,
  name: string,
  options: FaqOptions,
  limits: ReadLimits,
): AsyncGenerator<FaqBatch> {
  const lines = await linesOf(path, name, options, limits)
  let batch: FaqBatch = { rows: [], errors: [], done: 0 }
  let pending: { cells: FaqCells; line: number; sheet?: string } | undefined
  let sawColumns = false
  const preview = makePreview()
  let isFirst = true
  const handed = (): FaqBatch => {
    const told = isFirst ? { ...batch, preview: preview.result() } : batch
    isFirst = false
    return told
  }
  let head: { sheet: string | undefined; columns: FaqColumns | undefined; searched: number } | undefined
  const settle = () => {
    if (pending === undefined) return
    const { cells, ...at } = pending
    const found = faqRow(cells, at)
    if ('code' in found) batch.errors.push(found)
    else batch.rows.push(found)
    pending = undefined
  }
  for await (const line of lines) {
    batch.done = line.done
    if (batch.rows.length + batch.errors.length >= batchSize) {
      yield handed()
      batch = { rows: [], errors: [], done: line.done }
    }
    const at = { line: line.line, ...(line.sheet === undefined ? {} : { sheet: line.sheet }) }
    if (line.broken) {
      batch.errors.push({ ...at, field: 'row', code: 'bad_json', message: faqErrors.bad_json })
      continue
    }
    let cells = line.named
    if (line.cells !== undefined) {
      if (head === undefined || head.sheet !== line.sheet) head = { sheet: line.sheet, columns: undefined, searched: 0 }
      if (head.columns === undefined) {
        if (head.searched++ < 10) head.columns = columnsOf(line.cells, options)
        preview.row(line.cells, head.columns)
        continue
      }
      if (isFirst) preview.row(line.cells, undefined)
      cells = cellsOf(line.cells, head.columns)
    } else if (isFirst && cells !== undefined) preview.named(cells)
    sawColumns = true
    if (cells === undefined || !Object.values(cells).some((texts) => texts.some(Boolean))) continue
    // Similar questions listed below their question.
    const bare = !cells.question?.some(Boolean) && !cells.answer?.some(Boolean) && cells.similar?.some(Boolean)
    if (bare && pending !== undefined) {
      pending.cells.similar = [...(pending.cells.similar ?? []), ...(cells.similar ?? [])]
      continue
    }
    settle()
    if (options.after === undefined || line.line > options.after) pending = { cells, ...at }
  }
  settle()
  if (!sawColumns && head?.columns === undefined) {
    yield handed()
    throw new Refused('no_question_columns')
  }
  yield { ...handed(), done: 1 }
}

async function linesOf(
  path: string,
  name: string,
  options: FaqOptions,
  limits: ReadLimits,
): Promise<AsyncIterable<TableLine>> {
  const { size } = await stat(path)
  if (size > limits.fileBytes)
    throw new Refused('too_large', `It has ${megabytes(size)}, allowed are ${megabytes(limits.fileBytes)}.`)
  if (size === 0) throw new Refused('empty')
  const extension = extensionOf(name)
  if (extension === 'json' || extension === 'jsonl' || extension === 'ndjson')
    return jsonLines(path, size, namedCells(options), limits)
  const file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0).finally(() => file.close())
  const kind = await detectKind(buffer.subarray(0, bytesRead), name)
  if (kind === 'zipped') return xlsxLines(path, options.sheet, limits)
  if (kind === 'csv' || kind === 'text') return csvLines(path, size, limits)
  throw new Refused('unknown_type', 'Questions are read from CSV, TSV, XLSX, JSONL and JSON.')
}

/** The columns of a heading: those told, then those known by their names. */
function columnsOf(heading: string[], { columns: told }: FaqOptions): FaqColumns | undefined {
  if (told === undefined) return questionColumns(heading)
  const found: FaqColumns = {}
  const position = (name: string | number) =>
    typeof name === 'number' ? name : heading.findIndex((cell) => cell.trim() === name.trim())
  for (const [field, names] of Object.entries(told) as [FaqField, string | number | (string | number)[]][]) {
    const positions = [names].flat().map(position)
    if (positions.some((at) => at < 0)) return undefined
    found[field] = positions
  }
  const taken = new Set(Object.values(found).flat())
  const known = questionColumns(heading.map((cell, at) => (taken.has(at) ? '' : cell)))
  const merged = { ...(known ?? {}), ...found }
  return merged.question !== undefined && merged.answer !== undefined ? merged : undefined
}

function cellsOf(row: string[], columns: FaqColumns): FaqCells {
  const cells: FaqCells = {}
  for (const [field, positions] of Object.entries(columns) as [FaqField, number[]][]) {
    cells[field] = positions.map((at) => row[at] ?? '')
  }
  return cells
}

/** Fields of a JSON object by the names of its keys. */
function namedCells({ columns: told }: FaqOptions): (value: Record<string, unknown>) => FaqCells {
  const byKey = new Map<string, FaqField>()
  for (const [field, names] of Object.entries(told ?? {}) as [FaqField, string | number | (string | number)[]][])
    for (const name of [names].flat()) byKey.set(String(name), field)
  return (value) => {
    const cells: FaqCells = {}
    for (const [key, held] of Object.entries(value)) {
      const field = byKey.get(key) ?? fieldOf(key)
      if (field === undefined || (cells[field] !== undefined && !byKey.has(key))) continue
      cells[field] = textsOf(held)
    }
    return cells
  }
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  return typeof value === 'string' || typeof value === 'number' ? [String(value).trim()] : []
}
