import { AppError, type FieldError } from '@loopdesk/contracts/errors.ts'
import type { Route } from '@loopdesk/contracts/route.ts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'

/**
 * What the caller sent, checked against the route. Throws `invalid_request` that names every wrong field of path, query and
 * body at once, each by JSON pointer (`/body/email`).
 */
export function readInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  route: Route<P, Q, B, R>,
  request: FastifyRequest,
): { params: z.output<P>; query: z.output<Q>; body: z.output<B> } {
  const errors: FieldError[] = []
  const read = <S extends z.ZodType>(part: string, schema: S, value: unknown): z.output<S> => {
    const checked = check(schema, value, `/${part}`)
    if (checked.ok) return checked.data
    errors.push(...checked.errors)
    return undefined as z.output<S>
  }
  const params = read('params', route.params, request.params)
  const query = read('query', route.query, request.query)
  const body = read('body', route.body, route.multipart ? {} : (request.body ?? {}))
  if (errors.length > 0) throw invalid(errors)
  return { params, query, body }
}

/** The same for what comes by other ways than a route's body; `at` begins the pointers (`/frame`). Throws `invalid_request`. */
export function readValue<S extends z.ZodType>(schema: S, value: unknown, at: string): z.output<S> {
  const checked = check(schema, value, at)
  if (!checked.ok) throw invalid(checked.errors)
  return checked.data
}

type Checked<T> = { ok: true; data: T } | { ok: false; errors: FieldError[] }

function check<S extends z.ZodType>(schema: S, value: unknown, at: string): Checked<z.output<S>> {
  const unsound = findUnsoundText(value)
  if (unsound !== undefined)
    return { ok: false, errors: [{ path: `${at}${unsound}`, message: 'contains characters that cannot be stored' }] }
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, data: result.data }
  return {
    ok: false,
    errors: result.error.issues.map((issue) => ({ path: `${at}${pointer(issue.path)}`, message: issue.message })),
  }
}

/**
 * JSON pointer of the first string that the database cannot keep (NUL, half a surrogate pair), undefined when all are sound.
 * Depth is bounded by the body limit.
 */
export function findUnsoundText(value: unknown, at = ''): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') || !value.isWellFormed() ? at : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, child] of Object.entries(value)) {
    if (findUnsoundText(key) !== undefined) return at
    const found = findUnsoundText(child, `${at}/${escapeToken(key)}`)
    if (found !== undefined) return found
  }
  return undefined
}

function invalid(errors: FieldError[]): AppError {
  const named = errors.slice(0, 3).map((error) => `${error.path}: ${error.message}`)
  const more = errors.length > 3 ? ` and ${errors.length - 3} more` : ''
  return new AppError('invalid_request', named.join('; ') + more, errors.slice(0, 50))
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((token) => `/${escapeToken(String(token))}`).join('')
}

/** RFC 6901. */
function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1')
}
