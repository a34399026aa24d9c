import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

// https://www.w3.org/TR/trace-context/#traceparent-header
const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/

/** The id of a request: the caller's W3C trace id, so that one search finds both sides; else a new one. 32 hex digits. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const header = request.headers.traceparent
  const match = typeof header === 'string' ? traceparent.exec(header) : null
  return match?.[1] ?? randomBytes(16).toString('hex')
}

/** The traceparent this server answers with and sends on: the same trace, a span of its own. */
export function traceparentOf(requestId: string): string {
  return `00-${requestId}-${randomBytes(8).toString('hex')}-01`
}
