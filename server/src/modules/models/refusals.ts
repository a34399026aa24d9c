import type { IncomingHttpHeaders } from 'node:http'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import { type WireError, wireError } from './wire.ts'

/**
 * What an answer other than 200 (or an `error` in the middle of a stream) means, as a coded error. The service's own words
 * are left out: they may quote the prompt. See https://platform.openai.com/docs/guides/error-codes.
 */
export function refusalOf(status: number, said: WireError | undefined, headers: IncomingHttpHeaders): Error {
  const words = `${said?.code ?? ''} ${said?.type ?? ''}`
  if (status === 401 || status === 403)
    return new PermanentError('model_key_refused', 'the model service refuses the key')
  if (status === 402 || /insufficient_quota|balance|billing|spend_limit/.test(words))
    return new PermanentError('model_quota_spent', 'the account at the model service has no credit left')
  if (status === 413 || /context_length/.test(words))
    return new PermanentError('model_prompt_too_long', 'the prompt is too long for the model')
  if (status === 404) return new PermanentError('model_not_found', 'the service has no such model or address')
  if (status === 429 || /rate_limit|slow_down/.test(words)) {
    const retryAfterMs = retryAfter(headers)
    return new RetryableError('model_busy', 'the model service takes no more requests for now', { retryAfterMs })
  }
  if (status >= 500 || status === 408 || status === 409 || status === 200) {
    const retryAfterMs = retryAfter(headers)
    return new RetryableError('model_failing', `the model service failed (${status})`, { retryAfterMs })
  }
  return new PermanentError('model_refused', `the model service refuses the request (${status})`)
}

/** The error in a body; undefined when there is none in the usual form. */
export function errorIn(body: string): WireError | undefined {
  try {
    const read = wireError.safeParse(JSON.parse(body))
    return read.success ? read.data.error : undefined
  } catch {
    return undefined
  }
}

/** Milliseconds from `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfter(headers: IncomingHttpHeaders): number | undefined {
  const exact = headers['retry-after-ms']
  if (exact !== undefined && Number(exact) >= 0) return Number(exact)
  const said = headers['retry-after']
  if (said === undefined || said === '') return undefined
  if (Number(said) >= 0) return Number(said) * 1000
  const at = Date.parse(said)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
