import { z } from 'zod'

/** Every error the API can answer. Documented in docs/errors.md; a test checks both directions. */
export const errorCodes = {
  invalid_request: 400,
  malformed_json: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  session_expired: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  not_owner: 409,
  already_claimed: 409,
  wrong_state: 409,
  idempotency_mismatch: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  dependency_failed: 502,
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof errorCodes

/** A field the caller got wrong: `path` in JSON-pointer style (`/body/email`). */
export const fieldError = z.object({ path: z.string(), message: z.string() })
export type FieldError = z.infer<typeof fieldError>

/** RFC 9457 problem document, the one error shape of the API. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
  requestId: z.string().optional(),
  errors: z.array(fieldError).optional(),
})
export type Problem = z.infer<typeof problem>

/** An expected refusal, carried to the edge and answered as a problem document. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly status: number
  readonly errors: FieldError[] | undefined
  constructor(code: ErrorCode, detail: string, errors?: FieldError[]) {
    super(detail)
    this.name = 'AppError'
    this.code = code
    this.status = errorCodes[code]
    this.errors = errors
  }
}
