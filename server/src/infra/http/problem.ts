import { AppError, type ErrorCode, errorCodes, type FieldError, type Problem } from '@loopdesk/contracts/errors.ts'
import { PermanentError, RetryableError } from '../errors.ts'

/** Media type of every error answer (RFC 9457). */
export const problemType = 'application/problem+json; charset=utf-8'

const titles: Record<ErrorCode, string> = {
  invalid_request: 'The request is not valid',
  malformed_json: 'The body is not valid JSON',
  unauthenticated: 'Log in first',
  invalid_credentials: 'Log-in failed',
  session_expired: 'The session has ended',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflicts with what exists',
  not_owner: 'Somebody else owns this',
  already_claimed: 'Already claimed',
  wrong_state: 'Not possible in this state',
  idempotency_mismatch: 'The idempotency key was used for something else',
  payload_too_large: 'Too large',
  unsupported_media_type: 'Media type not supported',
  unprocessable: 'Cannot be processed',
  rate_limited: 'Too many requests',
  internal: 'Unexpected error',
  dependency_failed: 'Another system failed',
  unavailable: 'Not available right now',
}

/** The `type` URI of a code; docs/errors.md describes each. */
export function problemUri(code: ErrorCode): string {
  return `urn:loopdesk:problem:${code}`
}

/** A problem document for `code`; `detail` is shown to the caller and must not carry secrets or personal data. */
export function makeProblem(code: ErrorCode, detail?: string, requestId?: string, errors?: FieldError[]): Problem {
  return { type: problemUri(code), title: titles[code], status: errorCodes[code], detail, code, requestId, errors }
}

/** The refusal a thrown value stands for. Whatever we did not foresee becomes `internal` and says nothing about its inside. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof RetryableError) return fromOutside(error)
  if (error instanceof PermanentError) return new AppError('dependency_failed', 'a system this depends on refused')
  return fromFramework(error) ?? new AppError('internal', 'something went wrong on our side; quote the request id')
}

function fromOutside(error: RetryableError): AppError {
  if (error.code === 'database_unavailable') return new AppError('unavailable', 'the database cannot be reached')
  if (error.code === 'commit_unknown') {
    return new AppError('unavailable', 'the database went away; whether the change was stored is not known')
  }
  return new AppError('dependency_failed', 'a system this depends on does not answer')
}

const byFrameworkCode: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'the body is larger than allowed'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'send application/json'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'the body does not match its content-length'],
  FST_ERR_BAD_URL: ['invalid_request', 'the URL is not valid'],
  FST_REQ_FILE_TOO_LARGE: ['payload_too_large', 'the file is larger than allowed'],
  FST_FILES_LIMIT: ['payload_too_large', 'too many files'],
  FST_FIELDS_LIMIT: ['payload_too_large', 'too many fields'],
  FST_PARTS_LIMIT: ['payload_too_large', 'too many parts'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['unsupported_media_type', 'send multipart/form-data'],
}

const byStatus: Record<number, [ErrorCode, string]> = {
  400: ['invalid_request', 'the request cannot be read'],
  404: ['not_found', 'there is nothing here'],
  413: ['payload_too_large', 'the body is larger than allowed'],
  415: ['unsupported_media_type', 'send application/json'],
  429: ['rate_limited', 'too many requests; wait and try again'],
}

function fromFramework(error: unknown): AppError | undefined {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown }
  const known = byFrameworkCode[String(code)] ?? byStatus[Number(statusCode)]
  return known && new AppError(...known)
}
