import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connection, tool } from '@loopdesk/contracts/workspace.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeHttpClient } from '../../infra/http-client.ts'
import { makeAuthoriser } from './authorise.ts'
import { callOnce, makeToolBreaker, type ReadyTool } from './call-tool.ts'

/** A system that hands out tokens by OAuth 2.0 and can forget them. */
let valid = new Set<string>()
let issued = 0
let lifetime = 3600
let status = 200
let requests = 0
const system = createServer((request, response) => {
  const answer = (code: number, body: object) =>
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (request.url === '/token') {
    if (request.headers.authorization !== `Basic ${Buffer.from('us:s%3Acret').toString('base64')}`)
      return answer(401, {})
    const token = `token-${++issued}`
    valid.add(token)
    return answer(200, { access_token: token, expires_in: lifetime, token_type: 'bearer' })
  }
  requests++
  if (!valid.has(request.headers.authorization?.replace('Bearer ', '') ?? ''))
    return answer(401, { error: { code: 'unauthorized' } })
  answer(status, { parcel: 'P1' })
})
const http = makeHttpClient()
let base = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(system.address() as AddressInfo).port}`
})
beforeEach(() => {
  valid = new Set()
  issued = 0
  lifetime = 3600
  status = 200
  requests = 0
})
afterAll(async () => {
  http.close()
  await new Promise((resolve) => system.close(resolve))
})

function makeTool(clock = { now: new Date('2026-03-02T08:00:00Z') }, clientSecret = 's:cret'): ReadyTool {
  const name = { zh: '物流', en: 'Parcels' }
  const auth = { type: 'oauth2' as const, tokenUrl: `${base}/token`, clientId: 'us', clientSecret }
  return {
    tool: tool.parse({ id: 'parcels.get', kind: 'read', name }),
    connection: connection.parse({ id: 'parcels', name, baseUrl: base, openapi: '/openapi.json', auth }),
    operation: {
      method: 'GET',
      path: '/parcels/{id}',
      summary: '',
      pathParams: ['id'],
      queryParams: [],
      hasBody: false,
      input: null,
      output: null,
    },
    authoriser: makeAuthoriser(auth, http, () => clock.now),
    breaker: makeToolBreaker(() => clock.now),
  }
}
const get = (ready: ReadyTool) => callOnce(http, ready, { id: 'P1' }, null)

test('a token is fetched once and used until it runs out', async () => {
  const clock = { now: new Date('2026-03-02T08:00:00Z') }
  const ready = makeTool(clock)
  await Promise.all([get(ready), get(ready), get(ready)])
  expect(await get(ready)).toEqual({ status: 'ok', value: { parcel: 'P1' } })
  expect(issued).toBe(1)
  clock.now = new Date('2026-03-02T08:59:45Z')
  expect(await get(ready)).toMatchObject({ status: 'ok' })
  expect(issued).toBe(2)
})

test('a token that the system has forgotten is replaced at the next try', async () => {
  const ready = makeTool()
  await get(ready)
  valid.clear()
  expect(await get(ready)).toMatchObject({ status: 'failed', code: 'unauthorized' })
  expect(await get(ready)).toMatchObject({ status: 'ok' })
  expect(issued).toBe(2)
})

test('wrong credentials are a failure that says so', async () => {
  expect(await get(makeTool(undefined, 'wrong'))).toMatchObject({ status: 'failed', code: 'unauthorised' })
  expect(requests).toBe(0)
})

test('a system that keeps failing is left alone for a while, then tried again', async () => {
  const clock = { now: new Date('2026-03-02T08:00:00Z') }
  const ready = makeTool(clock)
  status = 503
  for (let count = 0; count < 8; count++) expect(await get(ready)).toMatchObject({ code: 'http_503' })
  expect(await get(ready)).toMatchObject({ status: 'failed', code: 'circuit_open' })
  expect(requests).toBe(8)
  clock.now = new Date('2026-03-02T08:00:05Z')
  status = 200
  expect(await get(ready)).toMatchObject({ status: 'ok' })
  status = 503
  expect(await get(ready)).toMatchObject({ code: 'http_503' })
  expect(await get(ready)).toMatchObject({ code: 'http_503' })
})

test('a refusal says nothing bad about the system', async () => {
  const ready = makeTool()
  status = 404
  for (let count = 0; count < 12; count++)
    expect(await get(ready)).toMatchObject({ status: 'refused', code: 'http_404' })
})
