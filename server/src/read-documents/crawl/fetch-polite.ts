import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { HttpClient } from '../../infra/http-client.ts'
import { isInsideAddress, isPublicHost, type Resolve } from './addresses.ts'
import type { LeftOut } from './left-out.ts'

export type Fetched =
  | { kind: 'answered'; url: string; status: number; headers: Record<string, string>; body: Buffer }
  | {
      kind: 'failed'
      url: string
      reason: FetchFailure
      message: string /** Where it would have led. */
      target?: string
    }

export type FetchFailure = Extract<
  LeftOut,
  'unreachable' | 'private_address' | 'too_large' | 'too_many_redirects' | 'redirected_outside' | 'busy' | 'aborted'
>

interface FetchDeps {
  http: HttpClient
  userAgent: string
  /** Between the beginnings of two requests. */
  delayMs(): number
  allowPrivate: boolean
  /** Whether a redirect may be followed. */
  mayFollow(url: string): boolean
  wait(ms: number, signal?: AbortSignal): Promise<void>
  resolve?: Resolve | undefined
  signal?: AbortSignal | undefined
}

interface FetchOptions {
  headers?: Record<string, string>
  maxBytes: number
  accept?: string
}

const mostRedirects = 5
const mostTries = 3
/** Longer than this nobody waits for a site that says it is busy. */
const longestWaitMs = 120_000

/**
 * Fetches one address after the other, never two at once: waits between them, follows redirects as far as allowed, waits when the
 * site says it is busy, and never touches an address inside the own network.
 */
export function makePoliteFetch(deps: FetchDeps) {
  let last = 0
  async function paced(): Promise<void> {
    const rest = last + deps.delayMs() - performance.now()
    if (rest > 0) await deps.wait(rest, deps.signal)
    last = performance.now()
  }

  async function once(url: string, { headers, maxBytes, accept }: FetchOptions): Promise<Fetched> {
    const failed = (reason: FetchFailure, message: string): Fetched => ({ kind: 'failed', url, reason, message })
    if (deps.signal?.aborted) return failed('aborted', 'The crawl was stopped.')
    if (!deps.allowPrivate && !(await isPublicHost(new URL(url), deps.resolve)))
      return failed('private_address', 'The address is not on the public internet, or its name is not known.')
    await paced()
    const outcome = await deps.http({
      method: 'GET',
      url,
      headers: {
        'user-agent': deps.userAgent,
        accept: accept ?? '*/*',
        'accept-encoding': 'gzip, br, deflate',
        ...headers,
      },
      maxBytes,
      timeoutMs: 30_000,
      connectTimeoutMs: 10_000,
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
      // A name may lead elsewhere by the time it is connected to.
      ...(!deps.allowPrivate && !deps.resolve && { mayConnect: (address: string) => !isInsideAddress(address) }),
    })
    if (outcome.kind !== 'answered') {
      if (outcome.code === 'address_refused')
        return failed('private_address', 'The address is not on the public internet.')
      if (outcome.code === 'answer_too_large') return failed('too_large', `It has more than ${maxBytes} bytes.`)
      return failed(
        outcome.code === 'aborted' ? 'aborted' : 'unreachable',
        `The site could not be reached (${outcome.code}).`,
      )
    }
    const body = await unpacked(outcome.body, outcome.headers['content-encoding'], maxBytes)
    if (body === undefined) return failed('too_large', `Unpacked it has more than ${maxBytes} bytes, or it is damaged.`)
    return { kind: 'answered', url, status: outcome.status, headers: outcome.headers, body }
  }

  /** Waits and tries again while the site is busy. */
  async function patient(url: string, options: FetchOptions): Promise<Fetched> {
    for (let tried = 1; ; tried++) {
      const answer = await once(url, options)
      const busy = answer.kind === 'answered' && (answer.status === 429 || answer.status === 503)
      if (!busy) return answer
      const wanted = retryAfterMs(answer.headers['retry-after']) ?? 2_000 * 2 ** tried
      if (tried >= mostTries || wanted > longestWaitMs)
        return { kind: 'failed', url, reason: 'busy', message: `The site asks to come back later (${answer.status}).` }
      await deps.wait(wanted, deps.signal)
    }
  }

  return async function fetchPolite(start: string, options: FetchOptions): Promise<Fetched> {
    let url = start
    for (let hops = 0; hops <= mostRedirects; hops++) {
      const answer = await patient(url, options)
      if (answer.kind === 'failed' || ![301, 302, 303, 307, 308].includes(answer.status)) return answer
      const target = URL.parse(answer.headers.location ?? '', url)
      if (target === null || !/^https?:$/.test(target.protocol))
        return { kind: 'failed', url, reason: 'unreachable', message: 'It leads nowhere.' }
      target.hash = ''
      if (!deps.mayFollow(target.href))
        return {
          kind: 'failed',
          url,
          reason: 'redirected_outside',
          message: `It leads to ${target.href}.`,
          target: target.href,
        }
      url = target.href
    }
    return {
      kind: 'failed',
      url: start,
      reason: 'too_many_redirects',
      message: `It is passed on more than ${mostRedirects} times.`,
    }
  }
}

export type PoliteFetch = ReturnType<typeof makePoliteFetch>

async function unpacked(
  body: Buffer,
  encoding: string | undefined,
  maxOutputLength: number,
): Promise<Buffer | undefined> {
  const unpack = { gzip: gunzip, 'x-gzip': gunzip, br: brotliDecompress, deflate: inflate }[
    encoding?.toLowerCase() ?? ''
  ]
  if (unpack === undefined || body.length === 0) return body
  return promisify(
    unpack as (buffer: Buffer, options: object, done: (error: Error | null, result: Buffer) => void) => void,
  )(body, {
    maxOutputLength,
  }).catch(() => undefined)
}

/** Seconds or a date, as HTTP has it. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
