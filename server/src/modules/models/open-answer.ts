import http from 'node:http'
import https from 'node:https'
import { RetryableError } from '../../infra/errors.ts'
import type { ChatLimits } from './chat.ts'

export interface OpenAnswer {
  status: number
  headers: http.IncomingHttpHeaders
  /** Pieces of the body; throws RetryableError when it stalls, is cut off or grows beyond all measure. */
  body: AsyncIterable<Uint8Array>
  /** To be told of each piece of the answer proper, since services also send comments while nothing moves. */
  moved(): void
  /** Ends the connection when the rest is not wanted. */
  discard(): void
}

export interface Posting {
  url: URL
  headers: Record<string, string>
  body: string
  limits: Omit<ChatLimits, 'total'>
  /** Milliseconds left of the whole. */
  leftMs: number
}

/** More than any model writes. */
const maxBytes = 8_388_608

export type Post = (posting: Posting) => Promise<OpenAnswer>

/**
 * POSTs over kept connections and hands the body out as it comes. Not `fetch`, which neither tells when a connection stands
 * nor notices a body that stalls. Follows no redirects: the key goes to the configured address only.
 */
export function makePost(): Post & { close(): void } {
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true }) }
  const post: Post = ({ url, headers, body, limits, leftMs }) => {
    const protocol = url.protocol as keyof typeof agents
    const call = (protocol === 'https:' ? https : http).request(url, {
      method: 'POST',
      agent: agents[protocol],
      headers: {
        ...headers,
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        'content-length': Buffer.byteLength(body),
      },
    })
    const watch = watchOver(call, limits, leftMs)
    const answer = new Promise<OpenAnswer>((resolve, reject) => {
      call.once('response', (response) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: readBody(response, watch),
          moved: watch.moved,
          discard: watch.end,
        }),
      )
      call.on('error', (error) => {
        watch.stop()
        reject(watch.reason() ?? failureOf(error))
      })
    })
    call.end(body)
    return answer
  }
  return Object.assign(post, {
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  })
}

type Watch = ReturnType<typeof watchOver>

/** Ends a call that exceeds one of its times, and remembers which. */
function watchOver(call: http.ClientRequest, limits: Posting['limits'], leftMs: number) {
  let reason: RetryableError | undefined
  let phase: NodeJS.Timeout | undefined
  const giveUp = (code: string, message: string) => {
    reason ??= new RetryableError(code, message)
    call.destroy(reason)
  }
  const total = setTimeout(giveUp, Math.max(0, leftMs), 'model_timeout', 'the model took too long')
  const next = (ms: number, code: string, message: string) => {
    clearTimeout(phase)
    phase = setTimeout(giveUp, ms, code, message)
  }
  const stop = () => {
    clearTimeout(total)
    clearTimeout(phase)
  }
  const connected = () => next(limits.firstToken, 'model_no_first_token', 'the model did not begin to answer')
  next(limits.connect, 'model_connect_timeout', 'no connection to the model service came about')
  call.once('socket', (socket) => {
    if (!socket.connecting) connected()
    else socket.once(call.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
  })
  return {
    stop,
    end() {
      stop()
      call.destroy()
    },
    /** A piece of the answer came. */
    moved: () => next(limits.idle, 'model_stalled', 'the model stopped in the middle of its answer'),
    reason: () => reason,
  }
}

async function* readBody(response: http.IncomingMessage, watch: Watch): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      size += piece.length
      if (size > maxBytes) throw new RetryableError('model_answer_too_large', 'the answer grew beyond all measure')
      yield piece
    }
  } catch (error) {
    throw watch.reason() ?? (error instanceof RetryableError ? error : failureOf(error as Error))
  } finally {
    watch.stop()
    if (!response.complete) watch.end()
  }
}

function failureOf(error: NodeJS.ErrnoException): RetryableError {
  const code = error.code ?? ''
  if (/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code))
    return new RetryableError('model_unreachable', `the model service cannot be reached (${code})`)
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || /CERT|SELF_SIGNED/.test(code))
    return new RetryableError('model_unreachable', `no secure connection to the model service (${code})`)
  return new RetryableError('model_cut', 'the connection to the model service broke')
}
