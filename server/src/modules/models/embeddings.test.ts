import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { PermanentError, RetryableError } from '../../infra/errors.ts'
import { silentLog } from '../../infra/log.ts'
import { createWorkspace } from '../identity/workspaces.ts'
import { type Embedder, type EmbedRequest, makeEmbeddingGateway } from './embeddings.ts'
import { type LocalLibraries, loadLocalLibraries, openLocalModel } from './embeddings-local.ts'
import { embeds, refusesWith, startEmbeddingService } from './embeddings-test-service.ts'
import type { EmbeddingEndpoint } from './embeddings-wire.ts'
import { makeSpend } from './spend.ts'

let database: TestDatabase
let service: Awaited<ReturnType<typeof startEmbeddingService>>
let workspaceId: string
let count = 0
const opened: Embedder[] = []
const lengths = (text: string) => [text.length, -0.5, 2.25]

beforeAll(async () => {
  database = await openTestDatabase()
  service = await startEmbeddingService(embeds(lengths))
})
afterAll(async () => {
  for (const each of opened) await each.close()
  await service.close()
  await database.close()
})
beforeEach(async () => {
  const slug = `e${++count}`
  workspaceId = (await createWorkspace(database.db, { slug, name: slug })).id
  service.answers(embeds(lengths))
})

function open(more: Partial<EmbeddingEndpoint> = {}) {
  const endpoint = { url: service.url, key: 'secret', model: 'm', ...more }
  const gateway = makeEmbeddingGateway({
    endpoint,
    batch: 4,
    price: 2,
    db: database.db,
    log: silentLog,
    now: () => new Date(),
    pauseMs: 1,
  })
  opened.push(gateway)
  return gateway
}
const ask = (gateway: Embedder, texts: string[], more: Partial<EmbedRequest> = {}) =>
  gateway.embed({ workspaceId, conversationId: null, purpose: 'test', texts, totalMs: 5_000, ...more })
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error) => (error instanceof RetryableError || error instanceof PermanentError ? error.code : String(error)),
  )
const calls = async () =>
  (
    await database.db.tenant(workspaceId, (tx) =>
      sql<
        Record<string, unknown>
      >`select purpose, tokens_in, cost::float8 as cost, ok, code from model_calls order by id`.execute(tx.query),
    )
  ).rows

test('texts are asked for in the form of the protocol, and what they cost is written on the bill', async () => {
  const answer = await ask(open({ dimensions: 3 }), ['ab', '退款'])
  expect(answer.vectors.map((each) => [...each])).toEqual([
    [2, -0.5, 2.25],
    [2, -0.5, 2.25],
  ])
  expect(answer).toMatchObject({ model: 'm-0001', tokensIn: 4 })
  expect(service.received[0]).toEqual({
    path: '/v1/embeddings',
    authorization: 'Bearer secret',
    body: { model: 'm', input: ['ab', '退款'], encoding_format: 'float', dimensions: 3 },
  })
  expect(await calls()).toEqual([{ purpose: 'test', tokens_in: 4, cost: 0.000008, ok: true, code: null }])
})

test('vectors are put in order by their index, as numbers or as base64', async () => {
  for (const always of [undefined, 'base64'] as const) {
    service.answers(embeds(lengths, { ...(always && { always }), arranged: (items) => items.toReversed() }))
    const { vectors } = await ask(open(), ['a', 'bb', 'ccc'])
    expect(vectors.map((each) => [...each])).toEqual([1, 2, 3].map((length) => [length, -0.5, 2.25]))
  }
})

test('personal data leaves only for a service in the house', async () => {
  await ask(open(), ['电话13800138000'])
  await ask(open({ local: true }), ['电话13800138000'])
  expect(service.received.map(({ body }) => body.input[0])).toEqual(['电话[phone]', '电话13800138000'])
})

test('a service that knows no encoding_format is asked without, from then on', async () => {
  const reply = embeds(lengths)
  service.answers((response, one) =>
    one.body.encoding_format
      ? refusesWith(400, { message: 'Unknown parameter: encoding_format', param: 'encoding_format' })(response, one)
      : reply(response, one),
  )
  const gateway = open()
  await ask(gateway, ['a'])
  await ask(gateway, ['b'])
  expect(service.received.map(({ body }) => body.encoding_format)).toEqual(['float', undefined, undefined])
})

test('a refused key, a wrong request and a rate limit end with the codes of the documentation', async () => {
  service.answers(refusesWith(401, { message: 'Incorrect API key provided', code: 'invalid_api_key' }))
  expect(await codeOf(ask(open(), ['a']))).toBe('model_key_refused')
  service.answers(refusesWith(400, { message: 'input too long' }))
  expect(await codeOf(ask(open(), ['a']))).toBe('model_refused')
  service.answers(refusesWith(429, { message: 'slow down' }, { 'retry-after-ms': '60000' }))
  expect(await codeOf(ask(open(), ['a']))).toBe('model_busy')
  expect((await calls()).map(({ code, tokens_in }) => [code, tokens_in])).toEqual([
    ['model_key_refused', 0],
    ['model_refused', 0],
    ['model_busy', 0],
  ])
})

test('a moment of failure is got over; a service that stays down is left alone', async () => {
  let times = 0
  const reply = embeds(lengths)
  service.answers((response, one) => (++times === 1 ? refusesWith(503, {})(response, one) : reply(response, one)))
  const gateway = open()
  expect((await ask(gateway, ['a'])).vectors).toHaveLength(1)
  service.answers(refusesWith(503, {}))
  await codeOf(ask(gateway, ['a']))
  await codeOf(ask(gateway, ['a']))
  const asked = service.received.length
  expect(await codeOf(ask(gateway, ['a']))).toBe('model_resting')
  expect(service.received).toHaveLength(asked)
  // Another purpose has a breaker of its own.
  service.answers(reply)
  expect(await codeOf(ask(gateway, ['a'], { purpose: 'other' }))).toBe('no error')
})

test('answers are waited for no longer than allowed', async () => {
  service.answers(() => {})
  expect(await codeOf(ask(open(), ['a'], { totalMs: 60 }))).toMatch(/^model_(timeout|no_first_token)$/)
})

test('a missing vector, one of another length or one with no number in it is no answer', async () => {
  for (const arranged of [
    (items: unknown[]) => items.slice(1),
    (items: unknown[]) => items.map((item, i) => ({ ...(item as object), embedding: i ? [1] : [1, 2] })),
    (items: unknown[]) => items.map((item) => ({ ...(item as object), index: 0 })),
    (items: unknown[]) =>
      items.map((item) => ({ ...(item as object), embedding: Buffer.from([0, 0, 192, 127]).toString('base64') })),
  ]) {
    service.answers(embeds(lengths, { arranged }))
    expect(await codeOf(ask(open(), ['a', 'b']))).toBe('model_garbled')
  }
})

test("embeddings keep to the workspace's budget and switch", async () => {
  const spend = makeSpend(database.db, () => new Date())
  await spend.saveSettings(workspaceId, { enabled: true, dailyTokens: 2, priceIn: 0, priceOut: 0 })
  expect(await codeOf(ask(open(), ['a long enough text']))).toBe('model_budget_spent')
  await spend.saveSettings(workspaceId, { enabled: false, dailyTokens: null, priceIn: 0, priceOut: 0 })
  expect(await codeOf(ask(open(), ['a']))).toBe('model_off')
  expect(service.received).toHaveLength(0)
})

/** Tokens are characters; the model's answer for a token is (its code, its mask, 1). */
const libraries = (outputs: 'last_hidden_state' | 'sentence_embedding' = 'last_hidden_state'): LocalLibraries => ({
  onnx: {
    Tensor: class {
      data: BigInt64Array
      dims: number[]
      constructor(_: 'int64', data: BigInt64Array, dims: number[]) {
        this.data = data
        this.dims = dims
      }
    },
    InferenceSession: {
      create: async () => ({
        inputNames: ['input_ids', 'attention_mask', 'token_type_ids'],
        run: async (feeds): Promise<Record<string, { dims: readonly number[]; data: unknown }>> => {
          const { input_ids: ids, token_type_ids: types } = feeds as Record<
            string,
            { data: BigInt64Array; dims: number[] }
          >
          const [rows = 0, width = 0] = ids!.dims
          expect(types!.data.length).toBe(rows * width)
          if (outputs === 'sentence_embedding')
            return {
              sentence_embedding: { dims: [rows, 2], data: Float32Array.from({ length: rows * 2 }, (_, i) => i + 1) },
            }
          const data = Float32Array.from({ length: rows * width * 2 }, (_, i) =>
            i % 2 ? 1 : Number(ids!.data[i >> 1]),
          )
          return { last_hidden_state: { dims: [rows, width, 2], data } }
        },
      }),
    },
  },
  tokenizers: {
    Tokenizer: class {
      encode(text: string) {
        const ids = [...text].map(Number)
        return { ids, attention_mask: ids.map(() => 1) }
      }
    },
  },
})

async function modelFolder(files: Record<string, unknown>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'model-'))
  for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), JSON.stringify(content))
  return dir
}

test("a local model's tokens are averaged without the padding, and vectors have length 1", async () => {
  const dir = await modelFolder({ 'model.onnx': 0, 'tokenizer.json': {} })
  const embed = await openLocalModel(dir, libraries())
  const [short, long] = await embed(['3', '1234567'])
  expect(short![0]! / short![1]!).toBeCloseTo(3)
  expect(long![0]! / long![1]!).toBeCloseTo(4)
  expect(Math.hypot(...long!)).toBeCloseTo(1)
})

test("a local model's own limit and own sentence vector are respected", async () => {
  const dir = await modelFolder({
    'model.onnx': 0,
    'tokenizer.json': {},
    'sentence_bert_config.json': { max_seq_length: 3 },
  })
  const [cut] = await (await openLocalModel(dir, libraries()))(['1255559'])
  expect(cut![0]! / cut![1]!).toBeCloseTo((1 + 2 + 9) / 3)
  const [first, second] = await (await openLocalModel(dir, libraries('sentence_embedding')))(['1', '22'])
  expect([first![1]! / first![0]!, second![1]! / second![0]!]).toEqual([expect.closeTo(2), expect.closeTo(4 / 3)])
})

test('what a local model lacks is said in one sentence', async () => {
  await expect(openLocalModel(await modelFolder({}), libraries())).rejects.toThrow('holds no model.onnx')
  await expect(openLocalModel(await modelFolder({ 'model.onnx': 0 }), libraries())).rejects.toThrow('no tokenizer.json')
  await expect(loadLocalLibraries()).rejects.toThrow('npm install --no-save onnxruntime-node @huggingface/tokenizers')
})
