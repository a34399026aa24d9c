import type { Connection, Tool } from '@loopdesk/contracts/workspace.ts'
import { type Breaker, makeBreaker } from '../../infra/breaker.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import { type Authoriser, parseJson } from './authorise.ts'
import { evaluateOver } from './evaluate-over.ts'
import type { Operation } from './openapi-operations.ts'

/** A tool with everything needed to call it. */
export interface ReadyTool {
  tool: Tool
  connection: Connection
  operation: Operation
  authoriser: Authoriser
  breaker: Breaker
}

/**
 * - `ok`: the system did it (or answered).
 * - `refused`: the system said no, for a reason of its own (4xx); nothing happened.
 * - `failed`: nothing happened and nothing will without another try.
 * - `unknown`: it may have happened; only the system itself can tell.
 */
export type Attempt =
  | { status: 'ok'; value: unknown }
  | { status: 'refused'; code: string; message: string }
  | { status: 'failed'; code: string; message: string }
  | { status: 'unknown'; code: string; message: string }

/** Sends one call, once. `key` is the idempotency key of a write. Never throws for what the other side does. */
export async function callOnce(
  http: HttpClient,
  ready: ReadyTool,
  args: Record<string, unknown>,
  key: string | null,
): Promise<Attempt> {
  const { tool, connection, operation, authoriser, breaker } = ready
  if (breaker.waitMs() > 0)
    return { status: 'failed', code: 'circuit_open', message: `${connection.id} is resting after failures` }
  const auth = await authoriser.headers()
  if (!auth) {
    breaker.failed()
    return { status: 'failed', code: 'unauthorised', message: `${connection.id} gives no access token` }
  }
  const { url, body } = buildRequest(connection, tool, operation, args, key)
  const outcome = await http({
    method: operation.method,
    url,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key && tool.idempotency?.header ? { [tool.idempotency.header]: key } : {}),
      ...auth,
    },
    body,
    timeoutMs: tool.timeoutMs ?? connection.timeoutMs,
  })
  if (outcome.kind !== 'answered') {
    breaker.failed()
    const { code } = outcome
    if (outcome.kind === 'not_sent') return { status: 'failed', code, message: `${connection.id} cannot be reached` }
    return { status: 'unknown', code, message: `${connection.id} did not answer` }
  }
  if (outcome.status === 401) authoriser.forget()
  if (outcome.status >= 500 || outcome.status === 429 || outcome.status === 401) breaker.failed()
  else breaker.succeeded()
  return readAnswer(connection, tool, outcome.status, parseJson(outcome.body))
}

/** A system that failed eight times in a row is not called for five seconds. */
export const makeToolBreaker = (now: () => Date): Breaker =>
  makeBreaker(now, { failuresToOpen: 8, restMs: 5_000, afterRest: 'all' })

async function readAnswer(connection: Connection, tool: Tool, status: number, answer: unknown): Promise<Attempt> {
  if (status >= 200 && status < 300) return { status: 'ok', value: answer ?? {} }
  const code = String((await evaluateOver(connection.errorCode, answer)) ?? `http_${status}`)
  const message = String((await evaluateOver(connection.errorMessage, answer)) ?? `${connection.id} answered ${status}`)
  if (status === 429 || status === 401) return { status: 'failed', code, message }
  if (status < 500) return { status: 'refused', code, message }
  // A 5xx says nothing about whether a write took effect.
  return tool.kind === 'write' ? { status: 'unknown', code, message } : { status: 'failed', code, message }
}

function buildRequest(
  connection: Connection,
  tool: Tool,
  operation: Operation,
  args: Record<string, unknown>,
  key: string | null,
) {
  const rest = { ...args }
  if (key && tool.idempotency?.body) rest[tool.idempotency.body] = key
  const take = (name: string) => {
    const value = rest[name]
    delete rest[name]
    return value
  }
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(take(name) ?? '')))
  const query = new URLSearchParams()
  for (const name of operation.queryParams) {
    const value = take(name)
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value))
  }
  const url = `${connection.baseUrl.replace(/\/$/, '')}${path}${query.size > 0 ? `?${query}` : ''}`
  return { url, body: operation.hasBody ? JSON.stringify(rest) : undefined }
}
