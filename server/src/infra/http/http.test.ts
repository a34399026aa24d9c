import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import { deskRoutes } from '@loopdesk/contracts/api/desk.ts'
import { identityRoutes } from '@loopdesk/contracts/api/identity.ts'
import { chatRoutes } from '@loopdesk/contracts/chat-protocol.ts'
import { AppError, problem } from '@loopdesk/contracts/errors.ts'
import { defineRoute, id, type Route } from '@loopdesk/contracts/route.ts'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { RetryableError } from '../errors.ts'
import { makeLog, silentLog } from '../log.ts'
import { makeMetrics } from '../metrics.ts'
import {
  type Authenticate,
  makeHttp,
  makeOpenApi,
  registerPublicRoute,
  registerPublicSocket,
  registerRoute,
  registerSocket,
  serveApps,
} from './index.ts'

const thing = z.object({ name: z.string(), tags: z.array(z.string()).default([]) })
const saveThing = defineRoute({
  id: 'saveThing',
  method: 'POST',
  path: '/v1/things/:thingId',
  summary: 'Save a thing',
  tag: 'Things',
  right: 'tickets.write',
  params: z.object({ thingId: id }),
  query: z.object({ times: z.coerce.number().int().max(3).default(1) }),
  body: z.object({ email: z.email(), owner: z.object({ 'a/b': z.string() }) }),
  reply: thing,
  status: 201,
})
const openThing = defineRoute({
  id: 'openThing',
  method: 'POST',
  path: '/chat/v1/things',
  summary: 'Make a thing from anywhere',
  tag: 'Things',
  right: 'public',
  body: z.object({ text: z.string() }),
  reply: z.object({ text: z.string() }),
})
const failing = defineRoute({
  id: 'fail',
  method: 'GET',
  path: '/v1/fail',
  summary: 'Fails in a chosen way',
  tag: 'Things',
  right: 'public',
  query: z.object({ how: z.string() }),
  reply: thing,
})
const upload = defineRoute({
  id: 'upload',
  method: 'POST',
  path: '/chat/v1/files',
  summary: 'Upload',
  tag: 'Things',
  right: 'public',
  multipart: true,
  reply: z.object({ size: z.number() }),
})
const limited = defineRoute({
  id: 'limited',
  method: 'POST',
  path: '/v1/limited',
  summary: 'Twice a minute',
  tag: 'Things',
  right: 'public',
  reply: z.object({}),
})

const authenticate: Authenticate = async (request) => {
  const caller = request.headers.authorization ?? request.cookies.who
  if (caller === undefined) throw new AppError('unauthenticated', 'log in first')
  return {
    workspaceId: 'w',
    kind: 'key',
    staffId: null,
    sessionId: null,
    keyId: 'k',
    rights: new Set(caller.includes('writer') ? ['tickets.write' as const] : []),
    name: 'test',
    actor: 'key:k',
  }
}

const lines: string[] = []
let app: FastifyInstance
let origin: string
let ready = true
const thingUrl = '/v1/things/8f14e45f-ceea-467f-9575-2ab9b2c1a1f0'
const goodBody = { email: 'a@b.co', owner: { 'a/b': 'x' } }

beforeAll(async () => {
  const log = makeLog({ level: 'info', destination: { write: (line) => void lines.push(line) } })
  const readiness = { database: async () => (ready ? undefined : Promise.reject(new Error('secret reason'))) }
  const metrics = makeMetrics({ processFigures: false })
  app = await makeHttp({ log, metrics, version: '1.2.3', readiness, maxBody: 2_000, maxFile: 1_000, maxFrame: 100 })
  registerRoute(app, saveThing, async ({ query }) => ({ name: `x${query.times}` }), { authenticate })
  registerPublicRoute(app, openThing, async ({ body }) => ({ text: body.text }))
  registerPublicRoute(app, failing, async ({ query, request }) => fail(query.how, request.id))
  registerPublicRoute(app, limited, async () => ({}), { perMinute: 2 })
  registerPublicRoute(app, upload, async ({ request }) => ({ size: (await (await request.file())!.toBuffer()).length }))
  registerSocket(app, '/v1/socket', (socket, { principal }) => socket.send(principal.name), {
    authenticate,
    right: 'tickets.write',
  })
  registerPublicSocket(app, '/chat/v1/socket', (socket) => socket.send('hi'))
  serveApps(app, await builtApps())
  origin = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => app.close())

function fail(how: string, requestId: string): never {
  if (how === 'database') throw new RetryableError('database_unavailable', 'connection to 10.0.0.1 refused')
  if (how === 'refused') throw new AppError('wrong_state', 'the thing is closed')
  if (how === 'reply') return { nome: 1 } as never
  throw new Error(`password of row ${requestId} is hunter2`)
}

async function builtApps() {
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-apps-'))
  const [widgetDir, consoleDir] = [join(dir, 'widget'), join(dir, 'console')]
  await mkdir(join(consoleDir, 'assets'), { recursive: true })
  await mkdir(widgetDir)
  await writeFile(join(widgetDir, 'widget.js'), '/* widget */')
  await writeFile(join(widgetDir, 'widget-forms.js'), '/* forms */')
  await writeFile(join(widgetDir, 'chat.html'), '<p>chat')
  await writeFile(join(consoleDir, 'index.html'), '<p>console')
  await writeFile(join(consoleDir, 'assets', 'a-1.js'), '/* a */')
  await writeFile(join(consoleDir, 'assets', 'a-1.js.gz'), gzipSync('/* a */'))
  await writeFile(join(dir, 'secret.txt'), 'secret')
  return { widgetDir, consoleDir }
}

const send = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, payload: body as object, headers: { authorization: 'writer', ...headers } })

describe('one error shape', () => {
  test('a wrong request names every wrong field of path, query and body by JSON pointer', async () => {
    const reply = await send('/v1/things/nope?times=9', { email: 'nobody', owner: { 'a/b': 3 } })
    expect(reply.statusCode).toBe(400)
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    const document = problem.parse(reply.json())
    expect(document).toMatchObject({
      code: 'invalid_request',
      status: 400,
      type: 'urn:loopdesk:problem:invalid_request',
    })
    const paths = document.errors?.map((error) => error.path)
    expect(paths).toEqual(['/params/thingId', '/query/times', '/body/email', '/body/owner/a~1b'])
    expect(document.requestId).toBe(reply.headers['x-request-id'])
  })

  test.each([
    ['malformed JSON', '{"email":', 400, 'malformed_json'],
    ['a poisoned prototype', '{"__proto__":{"x":1}}', 400, 'malformed_json'],
    ['an oversized body', JSON.stringify({ email: 'x'.repeat(3_000) }), 413, 'payload_too_large'],
    ['a body of another type', '[1]', 400, 'invalid_request'],
    ['no body at all', '', 400, 'invalid_request'],
    ['NUL in a text', '{"email":"a@b.co","owner":{"a/b":"\\u0000"}}', 400, 'invalid_request'],
    ['half a surrogate pair', '{"email":"a@b.co","owner":{"a/b":"\\ud83d"}}', 400, 'invalid_request'],
  ])('%s is refused', async (_what, payload, status, code) => {
    const headers = { 'content-type': 'application/json', authorization: 'writer' }
    const reply = await app.inject({ method: 'POST', url: thingUrl, payload, headers })
    expect([reply.statusCode, problem.parse(reply.json()).code]).toEqual([status, code])
  })

  test.each([
    ['text instead of JSON', 'POST', thingUrl, { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    [
      'a form where JSON is meant',
      'POST',
      thingUrl,
      { 'content-type': 'multipart/form-data; boundary=x' },
      415,
      'unsupported_media_type',
    ],
    [
      'JSON where a form is meant',
      'POST',
      '/chat/v1/files',
      { 'content-type': 'application/json' },
      415,
      'unsupported_media_type',
    ],
    ['an unknown address', 'GET', '/v1/nowhere', {}, 404, 'not_found'],
    ['an unknown method', 'DELETE', thingUrl, {}, 404, 'not_found'],
    ['a broken URL', 'GET', '/v1/things/%zz', {}, 400, 'invalid_request'],
    ['plain HTTP to a socket', 'GET', '/chat/v1/socket', {}, 400, 'invalid_request'],
  ] as const)('%s is refused', async (_what, method, url, headers, status, code) => {
    const reply = await app.inject({
      method,
      url,
      headers: { authorization: 'writer', ...headers },
      payload: method === 'POST' ? '{}' : undefined,
    })
    expect([reply.statusCode, problem.parse(reply.json()).code]).toEqual([status, code])
  })

  test('what went wrong inside is logged and never told', async () => {
    const reply = await app.inject({ url: '/v1/fail?how=boom' })
    expect([reply.statusCode, reply.json().code]).toEqual([500, 'internal'])
    expect(reply.body).not.toContain('hunter2')
    expect(lines.some((line) => line.includes('hunter2') && line.includes(reply.json().requestId))).toBe(true)
  })

  test.each([
    ['database', 503, 'unavailable'],
    ['refused', 409, 'wrong_state'],
    ['reply', 500, 'internal'],
  ])('a failure "%s" becomes its code', async (how, status, code) => {
    const reply = await app.inject({ url: `/v1/fail?how=${how}` })
    expect([reply.statusCode, reply.json().code]).toEqual([status, code])
    expect(reply.body).not.toContain('10.0.0.1')
  })

  test('bytes that are no HTTP get a problem document too', async () => {
    const { connect } = await import('node:net')
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.end('NONSENSE\r\n\r\n')
    const text = (await socket.toArray()).join('')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(problem.parse(JSON.parse(text.slice(text.indexOf('{')))).code).toBe('invalid_request')
  })

  test('a file beyond the limit is refused', async () => {
    const form = new FormData()
    form.set('file', new Blob(['x'.repeat(5_000)]), 'big.txt')
    const reply = await fetch(`${origin}/chat/v1/files`, { method: 'POST', body: form })
    expect([reply.status, ((await reply.json()) as { code: string }).code]).toEqual([413, 'payload_too_large'])
  })
})

describe('who may call', () => {
  test('nobody, then somebody without the right, then bad input: in this order', async () => {
    const bad = { method: 'POST', url: '/v1/things/nope', payload: {} } as const
    expect((await app.inject(bad)).json().code).toBe('unauthenticated')
    expect((await app.inject({ ...bad, headers: { authorization: 'reader' } })).json().code).toBe('forbidden')
    expect((await app.inject({ ...bad, headers: { authorization: 'writer' } })).json().code).toBe('invalid_request')
    const good = await send(thingUrl, goodBody)
    expect([good.statusCode, good.json()]).toEqual([201, { name: 'x1', tags: [] }])
  })

  test.each([
    ['another site by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sibling domain', { 'sec-fetch-site': 'same-site' }, 403],
    ['another site by Origin', { origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' }, 201],
    ['our own page in an older browser', { origin: 'http://localhost:80' }, 201],
  ])('a cookie request from %s', async (_where, headers, status) => {
    const request = { method: 'POST', url: thingUrl, payload: goodBody, cookies: { who: 'writer' } } as const
    const reply = await app.inject({ ...request, headers: { host: 'localhost', ...headers } })
    expect(reply.statusCode).toBe(status)
  })

  test('the chat API may be called from any site, without credentials', async () => {
    const headers = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' }
    const reply = await app.inject({ method: 'POST', url: '/chat/v1/things', payload: { text: 'hi' }, headers })
    expect([reply.statusCode, reply.headers['access-control-allow-origin']]).toEqual([200, '*'])
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined()
    const preflight = await app.inject({ method: 'OPTIONS', url: '/chat/v1/things', headers })
    expect([preflight.statusCode, preflight.headers['access-control-allow-methods']]).toEqual([204, 'GET, POST'])
    const other = await app.inject({ method: 'OPTIONS', url: thingUrl, headers })
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a route with its own limit says when to come back', async () => {
    const call = () => app.inject({ method: 'POST', url: '/v1/limited' })
    expect([(await call()).statusCode, (await call()).statusCode]).toEqual([200, 200])
    const refused = await call()
    expect([refused.statusCode, problem.parse(refused.json()).code]).toEqual([429, 'rate_limited'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('sockets', () => {
  const url = () => origin.replace('http', 'ws')
  const open = (path: string, headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(url() + path, { headers })
      socket.on('message', (data) => {
        socket.close()
        resolve(String(data))
      })
      socket.on('unexpected-response', (_request, response) => {
        response.resume()
        resolve(String(response.statusCode))
      })
      socket.on('error', () => {})
    })

  test('a staff socket opens for a log-in from our own page only', async () => {
    expect(await open('/v1/socket', { cookie: 'who=writer', origin })).toBe('test')
    expect(await open('/v1/socket', { origin })).toBe('401')
    expect(await open('/v1/socket', { cookie: 'who=reader', origin })).toBe('403')
    expect(await open('/v1/socket', { cookie: 'who=writer', origin: 'https://evil.example' })).toBe('403')
  })

  test('the chat socket opens from anywhere and an oversized frame ends it', async () => {
    expect(await open('/chat/v1/socket', { origin: 'https://shop.example' })).toBe('hi')
    const socket = new WebSocket(`${url()}/chat/v1/socket`)
    socket.on('open', () => socket.send('x'.repeat(200)))
    const code = await new Promise((resolve) => socket.on('close', resolve))
    expect(code).toBe(1009)
  })
})

describe('around it', () => {
  test("the caller's trace id is kept as the request id and sent back", async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const reply = await app.inject({ url: '/healthz', headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } })
    expect(reply.headers['x-request-id']).toBe(trace)
    expect(reply.headers.traceparent).toMatch(new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`))
    const other = await app.inject({ url: '/healthz', headers: { traceparent: 'x' } })
    expect(other.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
  })

  test('readiness names the part that is not ready, without its reason', async () => {
    expect((await app.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready', checks: { database: 'ok' } })
    ready = false
    const reply = await app.inject({ url: '/readyz' })
    ready = true
    expect([reply.statusCode, reply.json().checks]).toEqual([503, { database: 'failed' }])
    expect(reply.body).not.toContain('secret reason')
  })

  test('requests are measured and logged by route, never with ids or tokens', async () => {
    await app.inject({ url: '/v1/fail?how=refused&token=tell-nobody' })
    const { body } = await app.inject({ url: '/metrics' })
    expect(body).toContain('loopdesk_http_request_seconds_count{method="GET",route="/v1/fail",status="409"}')
    expect(lines.join('')).not.toContain('tell-nobody')
  })

  test('of addresses that a proxy passes on only what it added itself is believed', async () => {
    const metrics = makeMetrics({ processFigures: false })
    const proxied = await makeHttp({ log: silentLog, metrics, version: '0', trustProxy: true })
    proxied.get('/ip', async (request) => `${request.ip} ${request.protocol}`)
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9', 'x-forwarded-proto': 'https' }
    expect((await proxied.inject({ url: '/ip', headers })).body).toBe('203.0.113.9 https')
    await proxied.close()
  })

  test('the document of all operations there are refers to nothing that is missing', () => {
    const tables = [identityRoutes, conversationRoutes, deskRoutes, chatRoutes]
    const routes: Route[] = tables.flatMap((table) => Object.values(table))
    const text = JSON.stringify(makeOpenApi(routes, '1'))
    const document = JSON.parse(text)
    for (const [, kind, name] of text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)) {
      expect(document.components[kind!][name!], name).toBeDefined()
    }
    expect(text.match(/"\$ref":"#\/\$defs/)).toBeNull()
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object))
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length)
    for (const [path, operation] of Object.entries<Record<string, { parameters: { name: string; in: string }[] }>>(
      document.paths,
    )) {
      const named = [...path.matchAll(/{(\w+)}/g)].map(([, name]) => name)
      for (const { parameters } of Object.values(operation)) {
        expect(
          parameters
            .filter((one) => one.in === 'path')
            .map((one) => one.name)
            .sort(),
          path,
        ).toEqual(named.sort())
      }
    }
  })

  test('the API document is OpenAPI 3.1 with every operation, its right and the problem shape', async () => {
    const document = (await app.inject({ url: '/openapi.json' })).json()
    expect(document.openapi).toBe('3.1.0')
    const operation = document.paths['/v1/things/{thingId}'].post
    expect(operation).toMatchObject({ operationId: 'saveThing', tags: ['Things'], 'x-right': 'tickets.write' })
    expect(operation.security).toEqual([{ session: [] }, { key: [] }])
    expect(operation.parameters.map((parameter: { name: string }) => parameter.name)).toEqual(['thingId', 'times'])
    expect(operation.responses['201'].content['application/json'].schema.required).toEqual(['name', 'tags'])
    expect(document.paths['/chat/v1/things'].post.security).toEqual([])
    expect(document.components.schemas.Problem.required).toContain('code')
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)]
    for (const [, kind, name] of references) expect(document.components[kind!][name!], name).toBeDefined()
  })

  test('the page to browse the API loads everything from here', async () => {
    const page = await app.inject({ url: '/docs' })
    expect(page.body).not.toMatch(/https?:\/\//)
    for (const [, url] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await app.inject({ url: url! })).statusCode, url).toBe(200)
    }
    expect((await app.inject({ url: '/docs/package.json' })).statusCode).toBe(404)
  })

  test('the console answers its own paths, caches hashed files and gives nothing else away', async () => {
    for (const url of ['/console/', '/console/conversations/12'])
      expect((await app.inject({ url })).body).toBe('<p>console')
    const asset = await app.inject({ url: '/console/assets/a-1.js' })
    expect(asset.headers['cache-control']).toContain('immutable')
    const packed = await app.inject({ url: '/console/assets/a-1.js', headers: { 'accept-encoding': 'gzip' } })
    expect([packed.headers['content-encoding'], gunzipSync(packed.rawPayload).toString()]).toEqual(['gzip', '/* a */'])
    expect((await app.inject({ url: '/' })).headers.location).toBe('/console/')
    expect((await app.inject({ url: '/console/assets/gone.js' })).statusCode).toBe(404)
    const page = await app.inject({ url: '/console/' })
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    for (const url of ['/console/../secret.txt', '/console/%2e%2e/secret.txt', '/console/..%2fsecret.txt']) {
      expect((await app.inject({ url })).body).not.toContain('secret')
    }
  })

  test('the widget can be embedded anywhere and the chat page framed', async () => {
    for (const url of ['/widget.js', '/widget-forms.js']) {
      expect(await app.inject({ url })).toMatchObject({
        statusCode: 200,
        headers: { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' },
      })
    }
    const chat = await app.inject({ url: '/chat' })
    expect(chat.headers['content-security-policy']).toContain('frame-ancestors *')
    expect(chat.headers['x-frame-options']).toBeUndefined()
    expect((await app.inject({ url: '/healthz' })).headers['x-frame-options']).toBe('DENY')
  })
})
