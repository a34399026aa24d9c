import { AppError } from '@loopdesk/contracts/errors.ts'

/** A place in a list: the value it is ordered by, as text, and the entry's id. */
export interface Place {
  key: string
  id: string
}

/** Opaque to its holder. */
export function writePlace({ key, id }: Place): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url')
}

/** Throws `invalid_request` for what `writePlace` did not write; `shape` is what the value looks like. */
export function readPlace(cursor: string | undefined, shape: RegExp = /^/): Place | undefined {
  if (cursor === undefined) return undefined
  try {
    const [key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[]
    if (typeof key === 'string' && typeof id === 'string' && shape.test(key) && !`${key}${id}`.includes('\0'))
      return { key, id }
  } catch {}
  const message = 'is not a cursor of this list'
  throw new AppError('invalid_request', `/query/cursor: ${message}`, [{ path: '/query/cursor', message }])
}
