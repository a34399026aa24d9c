import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LibraryReply, type LibraryWorld, openLibraryWorld } from '../../../../test/library-world.ts'
import { silentLog } from '../../../infra/log.ts'
import type { Passage } from '../passages.ts'
import { makeReranker } from './reranker.ts'
import { makeSnippet } from './snippet.ts'

let world: LibraryWorld
let company: string
let boss: string
let service: Server
const asked: LibraryReply[] = []
let behaviour: 'cohere' | 'tei' | 'broken' | 'silent' = 'cohere'
let base: string

beforeAll(async () => {
  service = createServer(async (request, reply) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const body = JSON.parse(text)
    asked.push({ url: request.url, authorization: request.headers.authorization, ...body })
    if (behaviour === 'silent') return
    if (behaviour === 'broken') return void reply.writeHead(500).end('no')
    const texts: string[] = body.documents ?? body.texts
    const results = texts.map((each, index) => ({ index, value: each.includes('红色') ? 0.9 : 0.1 }))
    reply.writeHead(200, { 'content-type': 'application/json' })
    reply.end(
      JSON.stringify(
        behaviour === 'tei'
          ? results.map(({ index, value }) => ({ index, score: value }))
          : { results: results.map(({ index, value }) => ({ index, relevance_score: value })) },
      ),
    )
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  world = await openLibraryWorld({
    reranker: makeReranker({
      url: `${base}/v1`,
      key: 'k',
      model: 'bge',
      log: silentLog,
      now: () => new Date(),
      waitMs: 300,
    }),
  })
  const acme = await world.company('acme')
  company = acme.id
  boss = await acme.hire('supervisor')
  await write('document:lamps', [
    text('document:lamps', 0, '指示灯亮蓝色表示正在充电，充满后熄灭。'),
    text('document:lamps', 1, '指示灯亮红色表示电池过热，请停止使用。'),
  ])
  await write('document:shoes', [text('document:shoes', 0, '运动鞋可以机洗，请放入洗衣袋。')])
  await write('document:boots', [text('document:boots', 0, '靴子不能机洗，请用软布擦拭。')])
})
afterAll(async () => {
  service.closeAllConnections()
  service.close()
  await world.close()
})

function text(source: string, number: number, said: string): Passage {
  return {
    ...{
      id: `${source}:${number}`,
      kind: 'text',
      source,
      number,
      language: 'zh',
      title: '说明',
      headings: [],
      text: said,
    },
    ...{ questions: [], labels: [], category: '', content: {}, page: null, audiences: [], channels: [] },
    ...{ validFrom: null, validUntil: null, official: 1 },
  }
}
const write = (source: string, passages: Passage[]) =>
  world.database.db.tenant(company, (tx) => world.passages.replace(tx, company, [source], passages))
const post = (url: string, body: object) => world.call(boss, 'POST', `/v1/knowledge${url}`, body)
const found = async (said: string): Promise<LibraryReply[]> => (await post('/search', { text: said })).body.items
const ids = async (said: string) => (await found(said)).map(({ passage }) => passage)

test('a reranker puts the better passage first, and its share shows in the parts', async () => {
  behaviour = 'cohere'
  const [first] = await found('指示灯的颜色代表什么')
  expect(first).toMatchObject({ passage: 'document:lamps:1', parts: { reranker: expect.any(Number) } })
  expect(asked.at(-1)).toMatchObject({
    url: '/v1/rerank',
    model: 'bge',
    authorization: 'Bearer k',
    query: '指示灯的颜色代表什么',
  })
  const sum = Object.values(first.parts as Record<string, number>).reduce((all, part) => all + part, 0)
  expect(sum).toBeCloseTo(first.score, 3)
})

test('services in the manner of TEI are understood as well', async () => {
  behaviour = 'tei'
  const ranker = makeReranker({ url: base, log: silentLog, now: () => new Date() })
  expect(await ranker.rank('颜色', ['蓝色', '红色'])).toEqual([0.1, 0.9])
  expect(asked.at(-1)).toMatchObject({ url: '/rerank', texts: ['蓝色', '红色'] })
})

test('a reranker that is down or silent is left out in time, and not asked again for a while', async () => {
  for (behaviour of ['broken', 'silent', 'broken'] as const) {
    const started = performance.now()
    expect(await ids('指示灯的颜色代表什么')).toContain('document:lamps:0')
    expect(performance.now() - started).toBeLessThan(2_000)
  }
  const before = asked.length
  expect(await ids('指示灯的颜色代表什么')).toContain('document:lamps:1')
  expect(asked.length).toBe(before)
})

test('a source is pinned for a question and for others that mean the same, and can be buried', async () => {
  const pin = await post('/tunings', { question: '鞋子怎么洗', action: 'pin', target: 'document:boots' })
  expect(pin.status, JSON.stringify(pin.body)).toBe(201)
  expect((await ids('鞋子怎么洗？'))[0]).toBe('document:boots:0')
  expect((await ids('鞋子怎么洗呢'))[0]).toBe('document:boots:0')
  expect((await ids('运动鞋可以机洗吗'))[0]).toBe('document:shoes:0')
  const bury = await post('/tunings', {
    question: '运动鞋可以机洗吗',
    action: 'bury',
    match: 'exact',
    target: 'document:shoes',
  })
  expect(await ids('运动鞋可以机洗吗')).not.toContain('document:shoes:0')
  const { body } = await post('/explain', { text: '运动鞋可以机洗吗' })
  expect(body.kept.find(({ passage }: LibraryReply) => passage === 'document:shoes:0').kept).toEqual(['buried'])
  await world.call(boss, 'DELETE', `/v1/knowledge/tunings/${bury.body.id}`)
  expect(await ids('运动鞋可以机洗吗')).toContain('document:shoes:0')
  const wrong = await post('/tunings', { question: 'x', action: 'pin', target: 'document:nothing' })
  expect(wrong.body.errors[0].path).toBe('/body/target')
})

test('words that mean the same in the company find each other', async () => {
  await write('document:coupon', [text('document:coupon', 0, '星享券每月初发放，到月底失效。')])
  expect(await ids('什么是福袋')).not.toContain('document:coupon:0')
  const made = await post('/synonyms', { direction: 'both', words: ['福袋', '星享券'] })
  expect(made.status).toBe(201)
  expect(await ids('什么是福袋')).toContain('document:coupon:0')
  const { body } = await post('/explain', { text: '什么是福袋' })
  expect(body.query.added).toEqual(['星享券'])
  const one = await post('/synonyms', { direction: 'both', words: ['a', 'A'] })
  expect(one.body.errors[0].path).toBe('/body/words')
})

test('a passage that was not found is explained too', async () => {
  const { body } = await post('/explain', { text: '指示灯亮红色', passage: 'document:boots:0' })
  expect(body.asked).toMatchObject({ passage: 'document:boots:0', rank: null })
  expect(body.candidates[0]).toMatchObject({ rank: 1, kept: [] })
})

test('a snippet shows the place that fits, with what fits marked', () => {
  const long = `${'无关的话。'.repeat(60)}保修期为三年，自签收之日起算。${'别的内容。'.repeat(60)}`
  const { text: shown, marks } = makeSnippet(long, '保修期多久')
  expect(shown).toContain('保修期为三年')
  expect(marks.map(([from, to]) => shown.slice(from, to))).toContain('保修期')
  expect(shown.length).toBeLessThan(200)
})
