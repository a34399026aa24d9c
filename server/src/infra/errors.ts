/**
 * A failure that may pass by itself (a dropped connection, a busy service): the same work may be tried again later.
 * `code` is stable and snake_case; the message never carries personal data.
 */
export class RetryableError extends Error {
  readonly code: string
  /** Milliseconds the other side asked to wait, when it said so. */
  readonly retryAfterMs: number | undefined
  constructor(code: string, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause })
    this.name = 'RetryableError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** A failure that trying again cannot cure (refused input, wrong credentials): somebody has to change something. */
export class PermanentError extends Error {
  readonly code: string
  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'PermanentError'
    this.code = code
  }
}
