import { Readable } from 'node:stream'
import type { ImportOptions } from '@loopdesk/contracts/api/workbench.ts'
import { parse } from 'csv-parse'

/** One line of a file, by column; or why it cannot be read. */
export type FileRow = { line: number; values: Record<string, string> } | { line: number; problem: string }

/** Names under which the columns are looked for when none are given. */
const usual = {
  text: [
    'text',
    'utterance',
    'sentence',
    'query',
    'question',
    'message',
    'example',
    '文本',
    '语料',
    '问法',
    '问题',
    '句子',
    '例句',
    '话术',
  ],
  label: ['label', 'intent', 'category', 'class', 'intent_id', '意图', '标签', '分类', '类别', '意图名称'],
  lang: ['lang', 'language', 'locale', '语言'],
}

export interface Mapping {
  text: string
  label: string
  lang: string | undefined
}

/** The columns meant; undefined when they cannot be guessed. */
export function mappingOf(columns: string[], given: ImportOptions['columns']): Mapping | undefined {
  const find = (names: string[]) => columns.find((column) => names.includes(column.trim().toLowerCase()))
  if (given) {
    const known = [given.text, given.label].every((name) => columns.includes(name))
    return known ? { text: given.text, label: given.label, lang: given.lang } : undefined
  }
  const text = find(usual.text)
  const label = find(usual.label)
  return text !== undefined && label !== undefined ? { text, label, lang: find(usual.lang) } : undefined
}

/** `jsonl` when the first line is a JSON object. */
export function formatOf(content: Buffer, fileName: string): 'csv' | 'jsonl' {
  if (/\.(jsonl|ndjson)$/i.test(fileName)) return 'jsonl'
  return content
    .subarray(0, 200)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .startsWith('{')
    ? 'jsonl'
    : 'csv'
}

/** Lines one after another, never all at once. Numbers count the file's own lines from 1. */
export async function* readRows(
  content: Buffer,
  format: 'csv' | 'jsonl',
  options: ImportOptions,
): AsyncGenerator<FileRow> {
  if (format === 'jsonl') yield* jsonRows(content)
  else yield* csvRows(content, options)
}

async function* csvRows(content: Buffer, options: ImportOptions): AsyncGenerator<FileRow> {
  const rows = Readable.from(piecesOf(content)).pipe(
    parse({
      bom: true,
      delimiter: options.delimiter ?? delimiterOf(content),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 20_000,
    }),
  )
  let columns: string[] | undefined
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!columns && options.heading) {
        columns = record.map((name) => name.trim())
        continue
      }
      columns ??= record.map((_, i) => String(i + 1))
      yield { line: info.lines, values: Object.fromEntries(columns.map((name, i) => [name, record[i] ?? ''])) }
    }
  } catch (error) {
    const line = (error as { lines?: number }).lines ?? 0
    yield { line, problem: `the file cannot be read on from here: ${(error as Error).message}` }
  }
}

/** The mark that stands most often in the first line. */
function delimiterOf(content: Buffer): string {
  const first = content.subarray(0, 2000).toString('utf8').split(/\r?\n/)[0] ?? ''
  const count = (mark: string) => first.split(mark).length
  return [',', '\t', ';', '|'].toSorted((a, b) => count(b) - count(a))[0]!
}

async function* jsonRows(content: Buffer): AsyncGenerator<FileRow> {
  let line = 0
  let rest = ''
  const decoder = new TextDecoder()
  for (const piece of [...piecesOf(content), Buffer.from('\n')]) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop()!
    for (const each of lines) {
      line++
      const text = each.replace(/^\ufeff/, '').trim()
      if (text !== '') yield jsonRow(line, text)
    }
  }
}

function jsonRow(line: number, text: string): FileRow {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { line, problem: 'is not a JSON object' }
    const values = Object.entries(value).map(([key, each]) => [
      key,
      typeof each === 'string' ? each : JSON.stringify(each),
    ])
    return { line, values: Object.fromEntries(values) }
  } catch {
    return { line, problem: 'is not JSON' }
  }
}

const pieceSize = 64 * 1024

function* piecesOf(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += pieceSize) yield content.subarray(at, at + pieceSize)
}
