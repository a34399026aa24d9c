import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { makeHttpClient } from './http-client.ts'

const servers: Server[] = []
const send = makeHttpClient()
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`
}

test('an answer of any status is an answer', async () => {
  const url = await serve((_request, response) => response.writeHead(409, { 'x-reason': 'busy' }).end('conflict'))
  const outcome = await send({ method: 'POST', url, body: '{}' })
  expect(outcome).toMatchObject({ kind: 'answered', status: 409, headers: { 'x-reason': 'busy' } })
  expect(outcome.kind === 'answered' && outcome.body.toString()).toBe('conflict')
})

test('a refused connection means that nothing was sent', async () => {
  const url = await serve(() => {})
  const server = servers.pop()!
  await new Promise((resolve) => server.close(resolve))
  expect(await send({ method: 'POST', url })).toMatchObject({ kind: 'not_sent', code: 'connection_refused' })
  expect(await send({ method: 'POST', url: 'ftp://x' })).toMatchObject({ kind: 'not_sent', code: 'invalid_url' })
})

test('silence after the request was sent is an unknown outcome', async () => {
  const url = await serve(() => {})
  expect(await send({ method: 'POST', url, timeoutMs: 50 })).toMatchObject({ kind: 'unknown', code: 'timeout' })
})

test('a body that never ends counts against the same time limit', async () => {
  const url = await serve((_request, response) => void response.writeHead(200).write('begun'))
  expect(await send({ method: 'GET', url, timeoutMs: 50 })).toMatchObject({ kind: 'unknown', code: 'timeout' })
})

test('a connection broken before or in the middle of the answer is an unknown outcome, and a change is sent only once', async () => {
  let calls = 0
  const before = await serve((request) => {
    calls++
    request.socket.destroy()
  })
  expect(await send({ method: 'POST', url: before, body: 'x' })).toMatchObject({
    kind: 'unknown',
    code: 'connection_broken',
  })
  expect(calls).toBe(1)
  const middle = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => request.socket.destroy())
  })
  expect(await send({ method: 'POST', url: middle })).toMatchObject({ kind: 'unknown', code: 'connection_broken' })
})

test('an answer above the limit is cut off', async () => {
  const url = await serve((_request, response) => response.end(Buffer.alloc(5_000)))
  const outcome = await send({ method: 'GET', url, maxBytes: 1_000 })
  expect(outcome).toMatchObject({ kind: 'unknown', code: 'answer_too_large' })
})

test('a caller may give up', async () => {
  const giveUp = new AbortController()
  const url = await serve(() => giveUp.abort())
  expect(await send({ method: 'GET', url, signal: giveUp.signal })).toMatchObject({ kind: 'unknown', code: 'aborted' })
  expect(await send({ method: 'GET', url, signal: giveUp.signal })).toMatchObject({ kind: 'not_sent', code: 'aborted' })
})

test('a name that leads to an address the caller does not allow is not connected to, though it was called before', async () => {
  let calls = 0
  const url = (
    await serve((_request, response) => {
      calls++
      response.end('inside')
    })
  ).replace('127.0.0.1', 'localhost')
  expect(await send({ method: 'GET', url })).toMatchObject({ kind: 'answered' })
  const mayConnect = (address: string) => address !== '127.0.0.1'
  expect(await send({ method: 'GET', url, mayConnect })).toMatchObject({ kind: 'not_sent', code: 'address_refused' })
  expect(await send({ method: 'GET', url, mayConnect: () => true })).toMatchObject({ kind: 'answered' })
  expect(calls).toBe(2)
})
