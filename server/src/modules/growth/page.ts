import { AppError } from '@loopdesk/contracts/errors.ts'

/** Where a page of a list begins that is ordered by what is counted: a number of rows. Throws `invalid_request`. */
export function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0
  const found = /^after (\d{1,7})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  const message = 'is not a cursor of this list'
  if (!found) throw new AppError('invalid_request', `/query/cursor: ${message}`, [{ path: '/query/cursor', message }])
  return Number(found[1])
}

/** The page without the one row that tells whether there is more. */
export function pageAfter<T>(rows: T[], offset: number, limit: number): { rows: T[]; next: string | null } {
  if (rows.length <= limit) return { rows, next: null }
  return { rows: rows.slice(0, limit), next: Buffer.from(`after ${offset + limit}`).toString('base64url') }
}
