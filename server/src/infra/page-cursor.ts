import { AppError } from '@loopdesk/contracts/errors.ts'
import { type RawBuilder, sql } from 'kysely'

/** A place in a list ordered by an instant, newest first: the instant in microseconds since 1970 and the row's id. */
export interface PageCursor {
  micros: number
  id: string
}

const shape = /^(\d{1,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** Opaque to its holder; parsed by `parsePageCursor`. */
export function writePageCursor({ micros, id }: PageCursor): string {
  return Buffer.from(`${micros}.${id}`).toString('base64url')
}

/** Throws `invalid_request` for anything `writePageCursor` did not write. */
export function parsePageCursor(text: string | undefined): PageCursor | undefined {
  if (text === undefined) return undefined
  const found = shape.exec(Buffer.from(text, 'base64url').toString('latin1'))
  const message = 'is not a cursor of this list'
  if (!found) throw new AppError('invalid_request', `/query/cursor: ${message}`, [{ path: '/query/cursor', message }])
  return { micros: Number(found[1]), id: found[2]! }
}

/** In SQL: the rows after the cursor in a list ordered by `instant desc, id desc`. */
export function afterCursor(
  instant: RawBuilder<unknown>,
  id: RawBuilder<unknown>,
  cursor: PageCursor | undefined,
): RawBuilder<unknown> {
  if (!cursor) return sql`true`
  return sql`(${instant}, ${id}) < (timestamptz 'epoch' + ${cursor.micros}::bigint * interval '1 microsecond', ${cursor.id}::uuid)`
}

/** In SQL: an instant in microseconds, as the cursor keeps it. */
export function microsOf(instant: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`(extract(epoch from ${instant}) * 1000000)::bigint`
}

/** One page of rows read with a limit one above the page's; `next` is null at the end. */
export function cutPage<Row extends PageCursor>(rows: Row[], limit: number): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? writePageCursor(page.at(-1)!) : null }
}

/** A LIKE pattern that finds the text anywhere, its own % and _ taken literally. */
export function containing(text: string): string {
  return `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`
}
