import { type Breaker, makeBreaker } from '../../infra/breaker.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import type { Assembly } from './assemble.ts'
import type { ChatLimits, ChatRequest } from './chat.ts'
import type { Post } from './open-answer.ts'
import { readAnswer, readText } from './read-answer.ts'
import { errorIn, refusalOf } from './refusals.ts'
import { learnFrom, type Quirks, requestBody } from './request-body.ts'

/** An OpenAI-compatible service and the model to ask there. */
export interface Endpoint {
  /** Up to and including `/v1`. */
  url: string
  key?: string
  model: string
}

interface ServiceDeps {
  endpoint: Endpoint
  post: Post
  breaker: Breaker
  quirks: Quirks
  /** The first pause before a repetition, in milliseconds; it doubles. */
  pauseMs: number
}

export interface Asked {
  /** Undefined when it failed for good. */
  assembly?: Assembly
  error?: Error
  attempts: number
}

const maxAttempts = 3
const defaults: ChatLimits = { connect: 2_000, firstToken: 20_000, idle: 15_000, total: 60_000 }
/** How long a service is left alone that refuses for a reason only an administrator can remove. */
const restAfterRefusalMs = 30_000

/**
 * Asks until there is an answer: a request that brought nothing yet is repeated after connection troubles, 429 (when it says,
 * if there is time) and 5xx; one whose answer had begun is not. Never throws: what went wrong is in `error`, coded.
 */
export async function askService(deps: ServiceDeps, request: ChatRequest): Promise<Asked> {
  const limits = { ...defaults, ...request.limits }
  let begun = false
  const once = (until: number) =>
    askOnce(deps, request, limits, until, (text) => {
      begun = true
      if (text !== '') request.onText?.(text)
    })
  const { answer, ...rest } = await persist(deps, limits.total, once, () => !begun)
  return { ...rest, ...(answer && { assembly: answer }) }
}

/** What repeated asking came to. */
export interface Persisted<Answer> {
  /** Undefined when it failed for good. */
  answer?: Answer
  error?: Error
  attempts: number
}

/**
 * Does `once` until it succeeds, fails for good, may not be repeated any more or its `total` milliseconds are over; leaves a
 * resting service alone. `once` is told until when (as of performance.now()) it may take. Never throws.
 */
export async function persist<Answer>(
  { breaker, pauseMs }: Pick<ServiceDeps, 'breaker' | 'pauseMs'>,
  total: number,
  once: (until: number) => Promise<Answer>,
  mayRepeat: () => boolean = () => true,
): Promise<Persisted<Answer>> {
  const until = performance.now() + total
  for (let attempts = 1; ; attempts++) {
    const resting = breaker.waitMs()
    if (resting > 0) {
      const error = new RetryableError('model_resting', 'the model service failed and is left alone', {
        retryAfterMs: resting,
      })
      return { error, attempts: attempts - 1 }
    }
    try {
      const answer = await once(until)
      breaker.succeeded()
      return { answer, attempts }
    } catch (caught) {
      const error = caught as Error
      tell(breaker, error)
      const pause = pauseFor(error, attempts, pauseMs)
      if (!mayRepeat() || pause === undefined || performance.now() + pause >= until) {
        if (error instanceof RetryableError && error.retryAfterMs) breaker.rest(error.retryAfterMs)
        return { error, attempts }
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}

/** One request, put again at once in another form as long as the service names a parameter it does not take. */
async function askOnce(
  { endpoint, post, quirks }: ServiceDeps,
  request: ChatRequest,
  limits: ChatLimits,
  until: number,
  onPiece: (text: string) => void,
): Promise<Assembly> {
  const url = new URL(`${endpoint.url.replace(/\/+$/, '')}/chat/completions`)
  const headers: Record<string, string> = {
    accept: request.onText ? 'text/event-stream, application/json' : 'application/json',
    ...(endpoint.key ? { authorization: `Bearer ${endpoint.key}` } : {}),
  }
  for (;;) {
    const body = requestBody(endpoint.model, request, quirks)
    const answer = await post({ url, headers, body, limits, leftMs: until - performance.now() })
    if (answer.status === 200) return readAnswer(answer, onPiece)
    const said = errorIn(await readText(answer))
    const asksForOther = answer.status === 400 || answer.status === 422
    if (!asksForOther || !learnFrom(quirks, said, request)) throw refusalOf(answer.status, said, answer.headers)
  }
}

/** Keeps a service that is down from being waited for by every conversation: it is tried out by one after a rest. */
export const makeServiceBreaker = (now: () => Date): Breaker =>
  makeBreaker(now, { failuresToOpen: 5, restMs: 10_000, afterRest: 'one' })

function tell(breaker: Breaker, error: Error): void {
  if (error instanceof PermanentError) {
    if (/key_refused|quota_spent|not_found/.test(error.code)) breaker.rest(restAfterRefusalMs)
  } else if (!(error instanceof RetryableError && error.code === 'model_busy')) breaker.failed()
}

/** Milliseconds to wait before the next attempt; undefined when there should be none. */
function pauseFor(error: Error, attempts: number, pauseMs: number): number | undefined {
  if (!(error instanceof RetryableError) || attempts >= maxAttempts || error.code === 'model_timeout') return undefined
  return error.retryAfterMs ?? pauseMs * 2 ** (attempts - 1) * (0.5 + Math.random())
}
