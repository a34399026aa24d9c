import { readFileSync, writeFileSync } from 'node:fs'

/** Wrong use or wrong input: the message is one sentence for the person at the command line. */
export class InputError extends Error {}

export type Row = Record<string, unknown>

/** Reads a file of one JSON object a line and checks every line; empty lines are skipped. */
export function readJsonl<T>(file: string, check: (row: Row, where: string) => T): T[] {
  const rows: T[] = []
  contentOf(file)
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((line, at) => {
      if (line.trim()) rows.push(check(objectOf(line, `${file}:${at + 1}`), `${file}:${at + 1}`))
    })
  if (rows.length === 0) throw new InputError(`${file} holds no records`)
  return rows
}

/** Writes one JSON object a line. */
export function writeJsonl(file: string, rows: object[]): void {
  try {
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${reason(error)}`)
  }
}

/** The field as a string, or an InputError that names file, line and field. Numbers are accepted for ids. */
export function text(row: Row, field: string, where: string): string {
  const value = row[field]
  if (typeof value === 'string') return value
  if (field === 'id' && typeof value === 'number') return String(value)
  throw new InputError(`${where}: "${field}" must be a string`)
}

/** As `text`, but the field may be absent. */
export function optionalText(row: Row, field: string, where: string): string | undefined {
  return row[field] === undefined || row[field] === null ? undefined : text(row, field, where)
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${reason(error)}`)
  }
}

function objectOf(line: string, where: string): Row {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new InputError(`${where}: not valid JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${where}: not a JSON object`)
  return value as Row
}

function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' ? 'no such file or directory' : (code ?? String(error))
}
