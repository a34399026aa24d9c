import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import { silentLog } from '../../infra/log.ts'
import { createWorkspace } from '../identity/workspaces.ts'
import type { ChatRequest } from './chat.ts'
import { type ModelGateway, makeModelGateway } from './gateway.ts'
import {
  done,
  event,
  type ModelService,
  type Reply,
  refuses,
  says,
  startModelService,
  streams,
} from './test-model-service.ts'

let database: TestDatabase
let service: ModelService
let gateway: ModelGateway
let workspaceId: string
let now = new Date('2026-03-02T10:00:00Z')
let count = 0

beforeAll(async () => {
  database = await openTestDatabase()
  service = await startModelService()
})
afterAll(async () => {
  await service.close()
  await database.close()
})
beforeEach(async () => {
  now = new Date('2026-03-02T10:00:00Z')
  const slug = `w${++count}`
  workspaceId = (await createWorkspace(database.db, { slug, name: slug })).id
  gateway = open()
})
afterEach(() => gateway.close())

const open = (url = service.url) =>
  makeModelGateway({
    endpoint: { url, key: 'secret-key', model: 'asked-model' },
    db: database.db,
    log: silentLog,
    now: () => now,
    pauseMs: 1,
  })

const ask = (more: Partial<ChatRequest> = {}) =>
  gateway.chat({
    workspaceId,
    conversationId: null,
    purpose: 'test',
    messages: [{ role: 'user', content: 'hello' }],
    ...more,
  })

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => (error instanceof RetryableError || error instanceof PermanentError ? error.code : String(error)),
  )

const calls = async () =>
  (
    await database.db.tenant(workspaceId, (tx) =>
      sql<Record<string, unknown>>`select * from model_calls order by id`.execute(tx.query),
    )
  ).rows

test('a question is put in the form of the protocol and its answer, model and tokens come back', async () => {
  service.answers(says('hi there'))
  const answer = await ask({ maxTokens: 50 })
  expect(answer).toMatchObject({
    text: 'hi there',
    finish: 'stop',
    model: 'test-model-0001',
    tokensIn: 100,
    tokensOut: 20,
  })
  expect(service.received[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer secret-key' },
  })
  expect(service.received[0]!.body).toEqual({
    model: 'asked-model',
    messages: [{ role: 'user', content: 'hello' }],
    temperature: 0,
    max_tokens: 50,
  })
})

test('phone numbers, identity cards, bank cards, addresses and e-mails never leave, whoever said them', async () => {
  service.answers(says('ok'))
  const personal = [
    '13800138000',
    '110101199003078515',
    '6222021234567890128',
    'zhang.wei@example.com',
    '+86 139 1234 5678',
  ]
  const said = `电话13800138000，身份证110101199003078515，卡号6222021234567890128，邮箱zhang.wei@example.com，另一个+86 139 1234 5678`
  await ask({
    messages: [
      { role: 'system', content: said },
      { role: 'user', content: said },
      {
        role: 'assistant',
        content: said,
        toolCalls: [{ id: 'a', name: 'find', arguments: JSON.stringify({ q: said }) }],
      },
      { role: 'tool', toolCallId: 'a', content: JSON.stringify({ phone: '13800138000', note: said }) },
    ],
  })
  for (const each of personal) expect(service.received[0]!.raw).not.toContain(each)
  expect(service.received[0]!.raw).toContain('[phone]')
  expect(service.received[0]!.raw.match(/\[id_card\]/g)).toHaveLength(5)
  expect(JSON.stringify(await calls())).not.toMatch(/电话|phone/)
})

test('a streamed answer is the same however its bytes were cut, comments and characters in halves included', async () => {
  const whole = `: keep-alive\r\n\r\n${event({ role: 'assistant', content: '' })}${event({ content: '您好，' })}${event({ content: '退货👍' })}${event({}, 'stop')}data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n${done}`
  const bytes = new TextEncoder().encode(whole)
  for (const size of [1, 7, 64, bytes.length]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.slice(i * size, (i + 1) * size),
    )
    service.answers(streams(pieces))
    const heard: string[] = []
    const answer = await ask({ onText: (piece) => heard.push(piece) })
    expect(answer).toMatchObject({ text: '您好，退货👍', tokensIn: 7, tokensOut: 3, finish: 'stop' })
    expect(heard).toEqual(['您好，', '退货👍'])
  }
  expect(service.received[0]!.body).toMatchObject({ stream: true, stream_options: { include_usage: true } })
})

test('tool calls split over chunks are put together, several side by side', async () => {
  const call = (index: number, more: object) => event({ tool_calls: [{ index, ...more }] })
  service.answers(
    streams([
      call(0, { id: 'call_a', type: 'function', function: { name: 'find_order', arguments: '' } }),
      call(0, { function: { arguments: '{"id":' } }),
      call(1, { id: 'call_b', type: 'function', function: { name: 'stock', arguments: '{' } }),
      call(0, { function: { arguments: '"SO1"}' } }),
      call(1, { function: { arguments: '}' } }),
      event({}, 'tool_calls'),
      done,
    ]),
  )
  const answer = await ask({
    onText: () => {},
    tools: [{ name: 'find_order', description: 'finds', parameters: { type: 'object' } }],
  })
  expect(answer).toMatchObject({
    finish: 'tool_calls',
    toolCalls: [
      { id: 'call_a', name: 'find_order', arguments: '{"id":"SO1"}' },
      { id: 'call_b', name: 'stock', arguments: '{}' },
    ],
  })
  expect(service.received[0]!.body.tools).toEqual([
    { type: 'function', function: { name: 'find_order', description: 'finds', parameters: { type: 'object' } } },
  ])
})

test('tool calls without an index, as some services send them, stay apart', async () => {
  const call = (id: string, name: string) => event({ tool_calls: [{ id, function: { name, arguments: '{}' } }] })
  service.answers(streams([call('a', 'one'), call('b', 'two'), event({}, 'tool_calls'), done]))
  expect((await ask({ onText: () => {} })).toolCalls.map(({ name }) => name)).toEqual(['one', 'two'])
})

test('a service that streams though not asked to, or does not though asked to, is understood', async () => {
  service.answers(streams([event({ content: 'a' }), event({}, 'stop'), done]), says('b'))
  expect((await ask()).text).toBe('a')
  const heard: string[] = []
  expect((await ask({ onText: (piece) => heard.push(piece) })).text).toBe('b')
  expect(heard).toEqual(['b'])
})

test('a busy service is asked again when it said, a failing one after a pause', async () => {
  service.answers(
    refuses(429, { code: 'rate_limit_exceeded' }, { 'retry-after-ms': '2' }),
    refuses(503),
    says('at last'),
  )
  expect((await ask()).text).toBe('at last')
  expect(service.received).toHaveLength(3)
  expect(await calls()).toMatchObject([{ ok: true, attempts: 3, code: null }])
})

test('a service that wants to be asked later than there is time for is given up at once and left alone until then', async () => {
  service.answers(refuses(429, {}, { 'retry-after': '30' }), says('back'))
  const started = performance.now()
  expect(await codeOf(ask({ limits: { total: 5_000 } }))).toBe('model_busy')
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(await codeOf(ask())).toBe('model_resting')
  expect(service.received).toHaveLength(1)
  now = new Date(now.getTime() + 31_000)
  expect((await ask()).text).toBe('back')
})

test('an empty account, a wrong key, an unknown model and a prompt too long are told apart and not repeated', async () => {
  const cases: [string, number, object][] = [
    ['model_quota_spent', 429, { type: 'insufficient_quota', code: 'insufficient_quota' }],
    ['model_key_refused', 401, { code: 'invalid_api_key', message: 'Incorrect API key provided: secret-key' }],
    ['model_not_found', 404, { code: 'model_not_found' }],
    ['model_prompt_too_long', 400, { code: 'context_length_exceeded', message: 'maximum context length, max_tokens' }],
    ['model_refused', 400, { code: 'other' }],
  ]
  for (const [code, status, error] of cases) {
    gateway.close()
    gateway = open()
    service.answers(refuses(status, error))
    expect(await codeOf(ask())).toBe(code)
    expect(service.received).toHaveLength(1)
  }
  expect(JSON.stringify(await calls())).not.toContain('secret-key')
})

test('a parameter a service does not take is left out from then on', async () => {
  const format = { name: 'x', schema: { type: 'object', properties: {} } }
  service.answers(
    refuses(400, { message: 'This response_format type is unavailable now', type: 'invalid_request_error' }),
    refuses(400, {
      message:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      param: 'max_tokens',
    }),
    refuses(422, { message: "Unsupported value: 'temperature' does not support 0 with this model." }),
    says('{}'),
  )
  await ask({ format })
  expect(service.received).toHaveLength(4)
  expect(service.received[0]!.body.response_format).toMatchObject({
    type: 'json_schema',
    json_schema: { name: 'x', strict: true },
  })
  const last = service.received[3]!.body
  expect(last).toMatchObject({ response_format: { type: 'json_object' }, max_completion_tokens: 1000 })
  expect(last).not.toHaveProperty('temperature')
  expect(last.messages[0]).toMatchObject({ role: 'system', content: expect.stringContaining('JSON') })
  service.answers(says('{}'))
  await ask({ format })
  expect(service.received).toHaveLength(1)
})

test('what is not of the protocol is refused as garbled: web pages, broken JSON, other shapes', async () => {
  const page = (type: string, body: string) => (response: import('node:http').ServerResponse) =>
    void response.writeHead(200, { 'content-type': type }).end(body)
  for (const reply of [
    page('text/html', '<html>log in</html>'),
    page('application/json', '{"choices":[{"mess'),
    page('application/json', '{"choices":[]}'),
    page('application/json', '[]'),
    page('text/event-stream', 'data: {"choices":[{"delta":{"content":7}}]}\n\n'),
    page('text/event-stream', 'data: {not json\n\n'),
  ]) {
    service.answers(reply)
    expect(await codeOf(ask())).toBe('model_garbled')
    expect(service.received).toHaveLength(1)
  }
})

test('an answer cut off before its first piece is asked for again, after it not', async () => {
  service.answers(streams([], 'cut'), streams([event({ content: 'whole' }), event({}, 'stop'), done]))
  expect((await ask({ onText: () => {} })).text).toBe('whole')
  service.answers(streams([event({ content: 'hal' })], 'cut'), says('never asked'))
  expect(await codeOf(ask({ onText: () => {} }))).toBe('model_cut')
  expect(service.received).toHaveLength(1)
  service.answers(streams([event({ content: 'ended without a reason' })]))
  expect(await codeOf(ask({ onText: () => {} }))).toBe('model_cut')
})

test('an unstreamed answer that broke off is not paid for twice, one that had not begun is asked for again', async () => {
  const begins =
    (body: string): Reply =>
    (response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).write(body, () => response.destroy())
  service.answers(begins('{"choices":[{"mess'), says('never asked'))
  expect(await codeOf(ask())).toBe('model_cut')
  expect(service.received).toHaveLength(1)
  service.answers(begins('\n\n\n'), says('whole'))
  expect((await ask()).text).toBe('whole')
})

test('an error in the middle of a stream is an error, before the first piece one that is tried again', async () => {
  const failed = 'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n'
  service.answers(streams([failed]), streams([event({ content: 'fine' }), event({}, 'stop')]))
  expect((await ask({ onText: () => {} })).text).toBe('fine')
  service.answers(streams([event({ content: 'so f' }), failed]))
  expect(await codeOf(ask({ onText: () => {} }))).toBe('model_failing')
})

test('a service that stalls is given up: before the first piece, between two, and in all', async () => {
  service.answers(streams([': still here\n\n'], 'stall'))
  expect(await codeOf(ask({ onText: () => {}, limits: { firstToken: 15, total: 5_000 } }))).toBe('model_no_first_token')
  expect(service.received).toHaveLength(3)
  service.answers(streams([event({ content: 'a' })], 'stall'))
  expect(await codeOf(ask({ onText: () => {}, limits: { idle: 15 } }))).toBe('model_stalled')
  expect(service.received).toHaveLength(1)
  service.answers(() => {})
  expect(await codeOf(ask({ limits: { total: 25 } }))).toBe('model_timeout')
})

test('a service that is down is left alone after five failures in a row, then tried by one call', async () => {
  service.answers(refuses(500))
  expect(await codeOf(ask())).toBe('model_failing')
  expect(await codeOf(ask())).toBe('model_resting')
  expect(service.received).toHaveLength(5)
  now = new Date(now.getTime() + 10_001)
  const arrived = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  service.answers(async (response, request) => {
    arrived.resolve()
    await released.promise
    await says('up')(response, request)
  })
  const probe = codeOf(ask())
  await arrived.promise
  expect(await codeOf(ask())).toBe('model_resting')
  released.resolve()
  expect(await probe).toBe('no error')
  expect(await codeOf(ask())).toBe('no error')
})

test('nothing listening is unreachable, and costs nothing', async () => {
  gateway.close()
  gateway = open('http://127.0.0.1:9/v1')
  expect(await codeOf(ask())).toBe('model_unreachable')
  expect(await calls()).toMatchObject([{ ok: false, code: 'model_unreachable', tokens_in: 0, tokens_out: 0 }])
})

test("a workspace's daily tokens are a limit that calls at the same time keep to, and that ends with the day", async () => {
  await gateway.saveSettings(workspaceId, { enabled: true, dailyTokens: 250, priceIn: 2, priceOut: 8 })
  service.answers(says('ok'))
  const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(ask({ maxTokens: 100 }))))
  expect(codes.toSorted()).toEqual(['model_budget_spent', 'model_budget_spent', 'no error', 'no error'])
  expect(await gateway.usage(workspaceId)).toEqual({ tokens: 240, dailyTokens: 250 })
  expect((await calls()).map(({ cost }) => Number(cost))).toEqual([0.00036, 0.00036])
  now = new Date('2026-03-03T00:00:01Z')
  expect(await codeOf(ask({ maxTokens: 100 }))).toBe('no error')
})

test('a workspace can switch the model off, and never sees what another spent', async () => {
  service.answers(says('ok'))
  await ask()
  const other = (await createWorkspace(database.db, { slug: `other${count}`, name: 'o' })).id
  expect(await gateway.usage(other)).toEqual({ tokens: 0, dailyTokens: 2_000_000 })
  await gateway.saveSettings(workspaceId, { enabled: false, dailyTokens: null, priceIn: 0, priceOut: 0 })
  expect(await codeOf(ask())).toBe('model_off')
  expect(service.received).toHaveLength(1)
})
