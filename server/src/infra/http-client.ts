import { type LookupAddress, lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  url: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Until the whole answer is here, in milliseconds; 10,000 when left out. */
  timeoutMs?: number
  /** Until the connection stands, in milliseconds; 3,000 when left out. */
  connectTimeoutMs?: number
  /** Larger answers are refused; 1 MB when left out. */
  maxBytes?: number
  signal?: AbortSignal
  /**
   * Which addresses a name may lead to, decided on the very answer that is connected to; others are `address_refused`. Addresses
   * written as such are the caller's to check.
   */
  mayConnect?: (address: string) => boolean
}

/**
 * - `answered`: the other side answered, with whatever status.
 * - `not_sent`: no connection was made, so nothing can have happened there; trying again is safe.
 * - `unknown`: the request was sent (at least in part) and no complete answer came; it may have been carried out.
 */
export type HttpOutcome =
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: Buffer; durationMs: number }
  | { kind: 'not_sent' | 'unknown'; code: HttpFailure; durationMs: number }

export type HttpFailure =
  | 'invalid_url'
  | 'name_not_found'
  | 'address_refused'
  | 'connection_refused'
  | 'connect_timeout'
  | 'timeout'
  | 'connection_broken'
  | 'answer_too_large'
  | 'tls_failed'
  | 'aborted'

export type HttpClient = (request: HttpRequest) => Promise<HttpOutcome>

/** A client that never throws for what the network does, follows no redirects and keeps connections open between calls. */
export function makeHttpClient(): HttpClient & { close(): void } {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) }
  const send = (request: HttpRequest) => sendOnce(request, agents)
  const client = async (request: HttpRequest): Promise<HttpOutcome> => {
    const outcome = await send(request)
    // A kept connection that the server closed in the same instant: harmless to repeat when nothing can change by it.
    const safe = request.method === 'GET' || request.method === 'HEAD'
    return safe && outcome.kind === 'unknown' && outcome.code === 'connection_broken' ? send(request) : outcome
  }
  return Object.assign(client, {
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  })
}

interface Agents {
  'http:': http.Agent
  'https:': https.Agent
}

function sendOnce(request: HttpRequest, agents: Agents): Promise<HttpOutcome> {
  const started = performance.now()
  const since = () => Math.round(performance.now() - started)
  const url = URL.parse(request.url)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return Promise.resolve({ kind: 'not_sent', code: 'invalid_url', durationMs: 0 })
  }
  if (request.signal?.aborted) return Promise.resolve({ kind: 'not_sent', code: 'aborted', durationMs: 0 })
  const body = request.body === undefined ? undefined : Buffer.from(request.body)
  const maxBytes = request.maxBytes ?? 1_048_576

  return new Promise((resolve) => {
    let connected = false
    const call = (url.protocol === 'https:' ? https : http).request(url, {
      method: request.method,
      // A kept connection may have been made without this check.
      ...(request.mayConnect
        ? { agent: false as const, lookup: checkedLookup(request.mayConnect) }
        : { agent: agents[url.protocol as keyof Agents] }),
      headers: { ...request.headers, ...(body === undefined ? {} : { 'content-length': String(body.length) }) },
    })
    const fail = (code: HttpFailure) => {
      finish({ kind: connected ? 'unknown' : 'not_sent', code, durationMs: since() })
      call.destroy()
    }
    const total = setTimeout(() => fail('timeout'), request.timeoutMs ?? 10_000)
    const connecting = setTimeout(() => !connected && fail('connect_timeout'), request.connectTimeoutMs ?? 3_000)
    const onAbort = () => fail('aborted')
    request.signal?.addEventListener('abort', onAbort, { once: true })

    function finish(outcome: HttpOutcome): void {
      clearTimeout(total)
      clearTimeout(connecting)
      request.signal?.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    const onConnected = () => {
      connected = true
      clearTimeout(connecting)
    }
    call.on('socket', (socket) => {
      if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected)
      else onConnected()
    })
    call.on('error', (error: NodeJS.ErrnoException) => fail(failureOf(error)))
    call.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > maxBytes) fail('answer_too_large')
        else chunks.push(chunk)
      })
      response.on('error', () => fail('connection_broken'))
      response.on('end', () => {
        if (!response.complete) return fail('connection_broken')
        const status = response.statusCode ?? 0
        const headers = flat(response.headers)
        finish({ kind: 'answered', status, headers, body: Buffer.concat(chunks), durationMs: since() })
      })
    })
    call.end(body)
  })
}

/** Looks a name up and refuses it when any of its addresses may not be connected to. */
function checkedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const refused = found.length === 0 || found.some(({ address }) => !mayConnect(address))
      if (refused) return done(Object.assign(new Error('the address is refused'), { code: refusedCode }), '')
      const [first] = found as [LookupAddress]
      return options.all ? done(null, found) : done(null, first.address, first.family)
    })
}

const refusedCode = 'LOOPDESK_ADDRESS_REFUSED'

function failureOf(error: NodeJS.ErrnoException): HttpFailure {
  const code = error.code ?? ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'name_not_found'
  if (code === refusedCode) return 'address_refused'
  if (code === 'ECONNREFUSED') return 'connection_refused'
  if (code === 'ETIMEDOUT') return 'connect_timeout'
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || /CERT|SELF_SIGNED/.test(code)) return 'tls_failed'
  return 'connection_broken'
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).filter((entry) => entry[1] !== undefined)
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
  )
}
