import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  openWorkbenchWorld,
  type WorkbenchCompany,
  type WorkbenchReply,
  type WorkbenchWorld,
} from '../../../test/workbench-world.ts'

// Each test may train, in a thread of its own, on a machine that has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let world: WorkbenchWorld
let acme: WorkbenchCompany
let boss: string
beforeAll(async () => {
  world = await openWorkbenchWorld()
  acme = await world.company('acme')
  boss = await acme.hire('supervisor')
})
afterAll(() => world.close())

const get = async (url: string) => (await world.call(boss, 'GET', `/v1/workbench${url}`)).body
const post = (url: string, body: object = {}) => world.call(boss, 'POST', `/v1/workbench${url}`, body)
const until = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 60_000, interval: 200 })
const say = (texts: string[], commands: string[] = []) => Promise.all(texts.map((text) => acme.say(text, commands)))

test('examples that say the same under two intents are found; a pair that is right is not shown again', async () => {
  await post('/intents/invoice/examples', { texts: ['退款怎么办理？', '快递现在到哪了'] })
  expect((await get('/conflicts')).lookedAt).toBeNull()
  expect((await post('/conflicts/find')).status).toBe(202)
  const found = await until(async () => {
    const list: WorkbenchReply = await get('/conflicts')
    expect(list.looking, JSON.stringify(list)).toBe(false)
    expect(list.lookedAt).not.toBeNull()
    return list
  })
  expect(found.stale).toBe(false)
  expect(found.items[0]).toMatchObject({ kind: 'same', similarity: 1 })
  expect([found.items[0].a.intent, found.items[0].b.intent].sort()).toEqual(['invoice', 'refund'])
  const weak = (await get('/intents?order=weak')).items.find(({ id }: { id: string }) => id === 'invoice')
  expect(weak.conflicts).toBeGreaterThan(0)
  expect(weak.reasons).toContain('conflicts')
  await post(`/conflicts/${found.items[0].id}/accept`)
  expect((await get('/conflicts')).total).toBe(found.total - 1)
  // Moving one of a pair settles it at once.
  const [near] = (await get('/conflicts')).items
  if (near) {
    await post('/examples/move', { examples: { ids: [near.a.id] }, to: near.b.intent })
    expect((await get('/conflicts')).total).toBe(found.total - 2)
  }
})

test('a text is explained: chances, neighbours, concepts, entities, and what counted for the best two', async () => {
  await post('/entity-types/test', {})
  const serial = { kind: 'regex', type: 'serial', name: { zh: '序列号', en: 'Serial' }, pattern: 'SN\\d{6}' }
  await world.call(boss, 'PUT', '/v1/workbench/entity-types/serial', serial)
  const { status, body } = await post('/try', { text: '我要退款，机器号SN123456' })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body.intents[0].intent).toBe('refund')
  expect(body.version).toBeGreaterThanOrEqual(1)
  expect(body.neighbours[0]).toMatchObject({ intent: 'refund', text: '我要退款' })
  expect(body.entities).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'serial', text: 'SN123456' })]))
  expect(body.features).toHaveLength(2)
  expect(
    body.features[0].items.some(({ feature, weight }: WorkbenchReply) => feature.includes('退') && weight > 0),
  ).toBe(true)
  expect(body.concepts.length).toBeGreaterThan(0)
  expect((await post('/try', { text: '  ' })).body.errors[0].path).toBe('/body/text')
})

test('what customers say and nobody taught is suggested once, masked, with its count; answers to questions are not', async () => {
  await say([
    '会员积分怎么兑换礼品啊',
    '会员积分怎么兑换礼品',
    '会员积分怎么兑换礼品？',
    '我号码13812345678想兑换积分礼品',
  ])
  await say(['张小明'], ['set_slot(name)'])
  await say(['我要退款', '123456'])
  await post('/suggestions/find')
  const { items } = await until(async () => {
    const list: WorkbenchReply = await get('/suggestions')
    expect(list.total).toBeGreaterThanOrEqual(2)
    return list
  })
  const grouped = items.find(({ text }: { text: string }) => text.startsWith('会员积分怎么兑换'))
  expect(grouped.count).toBe(3)
  expect(grouped.conversationId).not.toBeNull()
  const texts = items.map(({ text }: { text: string }) => text).join('\n')
  expect(texts).not.toContain('13812345678')
  expect(texts).toContain('138****5678')
  expect(texts).not.toMatch(/张小明|我要退款|123456$/)
})

test('labelling a suggestion makes the bot understand it by itself within moments', async () => {
  await post('/intents', {
    id: 'points',
    name: { zh: '积分兑换', en: 'Points' },
    leadsTo: { kind: 'knowledge', id: 'warranty' },
  })
  await post('/intents/custom:points/examples', {
    texts: ['积分能换什么', '积分兑换在哪里', '用积分换东西', '兑换积分商品'],
  })
  const [first] = (await get('/suggestions?search=会员积分')).items
  const labelled = await post(`/suggestions/${first.id}/label`, { intent: 'custom:points' })
  expect(labelled.body.items[0]).toMatchObject({ source: 'message', intent: 'custom:points' })
  expect((await post(`/suggestions/${first.id}/label`, { intent: 'custom:points' })).status).toBe(404)
  const said = { text: '会员积分怎么兑换礼品', choice: null, files: [], language: 'zh' as const, now: new Date() }
  // The custom intent leads to a knowledge entry, and counts for it.
  await until(async () => {
    const { reading } = await world.understanding.read(acme.id, said)
    expect(reading.intents[0]!.label).toBe('kb:warranty')
  })
  const open = (await get('/suggestions')).items.map(({ id }: { id: string }) => id)
  expect(open).not.toContain(first.id)
  expect((await post('/suggestions/dismiss', { ids: open })).body.changed).toBe(open.length)
  expect((await get('/suggestions')).total).toBe(0)
})
