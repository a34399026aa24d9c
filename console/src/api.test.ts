import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { call, onSignedOut, Problem, pathOf, routes } from './api.ts'

const conversationId = '3f0f2f63-1f0e-4a3b-9d3c-6f5f2f0c1a11'
const browserFetch = globalThis.fetch
let server: Server
let asked: { method?: string; url?: string; body: string }[]
let answer: { status: number; body: unknown; headers?: Record<string, string> }

beforeEach(async () => {
  asked = []
  server = createServer(async (request: IncomingMessage, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ method: request.method, url: request.url, body })
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body))
  })
  await new Promise<void>((listening) => server.listen(0, listening))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // A page resolves addresses against its own origin; Node has none.
  globalThis.fetch = (input, init) => browserFetch(new URL(String(input), origin), init)
})
afterEach(() => {
  globalThis.fetch = browserFetch
  server.closeAllConnections()
  server.close()
})

test('parameters are filled in and encoded, empty query values are left out', () => {
  expect(pathOf('/v1/a/:id/b', { id: 'x/y' }, { search: '退款 单', cursor: undefined, view: '' })).toBe(
    '/v1/a/x%2Fy/b?search=%E9%80%80%E6%AC%BE+%E5%8D%95',
  )
  expect(() => pathOf('/v1/a/:id', {})).toThrow('needs id')
})

test('a call goes where the route says, with its body as JSON', async () => {
  answer = {
    status: 201,
    body: { id: conversationId, afterSeq: 1, author: '林晓', text: 'x', at: '2026-01-01T00:00:00Z' },
  }
  const note = await call(routes.addNote, { params: { conversationId }, body: { idempotencyKey: 'k', text: '先核对' } })
  expect(note.author).toBe('林晓')
  expect(asked).toEqual([
    {
      method: 'POST',
      url: `/v1/conversations/${conversationId}/notes`,
      body: '{"idempotencyKey":"k","text":"先核对"}',
    },
  ])
})

test('a refusal arrives as a problem with its code, its fields and when to try again', async () => {
  const errors = [{ path: '/body/email', message: 'not an email' }]
  answer = {
    status: 429,
    body: { type: 't', title: 'Too many', status: 429, code: 'rate_limited', errors, requestId: 'r1' },
    headers: { 'retry-after': '40' },
  }
  const problem = await call(routes.readMe, {}).catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ code: 'rate_limited', status: 429, errors, requestId: 'r1', retryAfter: 40 })
})

test('a page of something in between and a dead line become problems too', async () => {
  answer = { status: 502, body: '<html>bad gateway</html>' }
  await expect(call(routes.readMe, {})).rejects.toMatchObject({ code: 'unavailable', status: 502 })
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  await expect(call(routes.readMe, {})).rejects.toMatchObject({ code: 'offline', status: 0 })
})

test('an ended log-in is announced, a wrong password is not', async () => {
  let announced = 0
  const stop = onSignedOut(() => announced++)
  answer = { status: 401, body: { type: 't', title: 'No', status: 401, code: 'invalid_credentials' } }
  await call(routes.logIn, { body: { email: 'a@b.cn', password: 'x' } }).catch(() => undefined)
  expect(announced).toBe(0)
  answer = { status: 401, body: { type: 't', title: 'No', status: 401, code: 'session_expired' } }
  await call(routes.readMe, {}).catch(() => undefined)
  expect(announced).toBe(1)
  stop()
})
