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
    const unsound = findUnsoundText(value)
    if (unsound !== undefined) {
      errors.push({ path: `/${part}${unsound}`, message: 'contains characters that cannot be stored' })
      return undefined as z.output<S>
    }
    const result = schema.safeParse(value)
    if (result.success) return result.data
    for (const issue of result.error.issues) {
      errors.push({ path: `/${part}${pointer(issue.path)}`, message: issue.message })
    }
    return undefined as z.output<S>
  }
  const params = read('params', route.params, request.params)
  const query = read('query', route.query, request.query)
  const body = read('body', route.body, route.multipart ? {} : (request.body ?? {}))
  if (errors.length > 0) throw invalid(errors)
  return { params, query, body }
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
