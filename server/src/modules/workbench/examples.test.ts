import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  openWorkbenchWorld,
  type WorkbenchCompany,
  type WorkbenchReply,
  type WorkbenchWorld,
} from '../../../test/workbench-world.ts'

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
const post = (url: string, body: object) => world.call(boss, 'POST', `/v1/workbench${url}`, body)
const textsOf = async (intent: string, more = '') =>
  (await get(`/examples?intent=${intent}&limit=100${more}`)).items.map(({ text }: { text: string }) => text)
const find = async (intent: string, text: string) =>
  (await get(`/examples?intent=${intent}&search=${text}`)).items.find((each: { text: string }) => each.text === text)

test('what definitions teach is listed beside what is taught here, each with where it comes from', async () => {
  const { items } = await get('/intents')
  const kinds = Object.fromEntries(items.map(({ id, kind }: { id: string; kind: string }) => [id, kind]))
  expect(kinds).toMatchObject({
    refund: 'flow',
    'kb:warranty': 'knowledge',
    'act:affirm': 'act',
    'talk:greet': 'talk',
    oos: 'outside',
  })
  expect(items.find(({ id }: { id: string }) => id === 'refund').examples).toEqual({ total: 8, on: 8, zh: 8, en: 0 })
  expect(await find('refund', '我要退款')).toMatchObject({ source: 'flow', enabled: true, movedFrom: null })
  expect(await find('kb:warranty', '保修多久')).toMatchObject({ source: 'knowledge', language: 'zh' })
})

test('an example of a definition can be switched off and moved, stays so when the definition changes, and is never lost', async () => {
  const off = await find('refund', '能不能退钱')
  const away = await find('refund', '钱什么时候退')
  await post('/examples/switch', { examples: { ids: [off.id] }, enabled: false })
  await post('/examples/move', { examples: { ids: [away.id] }, to: 'parcel' })
  await acme.define('refund', ['我要退款', '能不能退钱', '钱什么时候退', '申请退款', '刚写的新例句'])
  expect(await find('refund', '能不能退钱')).toMatchObject({ enabled: false })
  expect(await find('parcel', '钱什么时候退')).toMatchObject({ movedFrom: 'refund', source: 'flow' })
  expect(await textsOf('refund')).toEqual(expect.arrayContaining(['刚写的新例句', '我要退款']))
  expect(await textsOf('refund')).not.toContain('把钱退给我')
  // Deleting only switches off what a definition says; its text is changed there.
  expect((await post('/examples/delete', { examples: { ids: [away.id] } })).body).toEqual({
    deleted: 0,
    switchedOff: 1,
  })
  const changed = await world.call(boss, 'PATCH', `/v1/workbench/examples/${away.id}`, { text: '别的' })
  expect(changed.status).toBe(422)
})

test('a pasted list is taken once, and what other intents say already is told', async () => {
  const made = await post('/intents', { id: 'billing.wrong', name: { zh: '账单有误', en: 'Wrong bill' } })
  expect(made).toMatchObject({ status: 201, body: { id: 'custom:billing.wrong', kind: 'custom' } })
  const texts = ['账单不对', '账单不对 ', '多扣了我的钱', '我要发票！', '   ']
  const { status, body } = await post('/intents/custom:billing.wrong/examples', { texts })
  expect(status).toBe(201)
  expect(body).toMatchObject({ added: 3, unchanged: 0 })
  expect(body.conflicts).toMatchObject([{ text: '我要发票！', intent: 'invoice' }])
  expect((await post('/intents/custom:billing.wrong/examples', { texts })).body).toMatchObject({
    added: 0,
    unchanged: 3,
  })
  expect((await post('/intents/custom:nowhere/examples', { texts })).status).toBe(404)
})

test('searching finds traditional script and width alike, pages without gaps, and counts', async () => {
  const found = await get('/examples?search=賬單')
  expect(found.items.map(({ text }: { text: string }) => text)).toEqual(['账单不对'])
  const all: string[] = []
  let cursor = ''
  do {
    const page: WorkbenchReply = await get(`/examples?limit=7${cursor}`)
    all.push(...page.items.map(({ id }: { id: string }) => id))
    cursor = page.next ? `&cursor=${page.next}` : ''
  } while (cursor !== '')
  expect(new Set(all).size).toBe(all.length)
  expect((await get('/examples?limit=1')).total).toBe(all.length)
})

test('moving many at once leaves no text twice under one intent', async () => {
  await post('/intents', { id: 'a', name: { zh: '甲', en: 'A' } })
  await post('/intents', { id: 'b', name: { zh: '乙', en: 'B' } })
  await post('/intents/custom:a/examples', { texts: ['会员怎么升级', '积分怎么用'] })
  await post('/intents/custom:b/examples', { texts: ['积分怎么用', '等级有什么好处'] })
  await post('/examples/move', { examples: { intent: 'custom:b' }, to: 'custom:a' })
  expect((await textsOf('custom:a')).sort()).toEqual(['会员怎么升级', '积分怎么用', '等级有什么好处'].sort())
  const kept = await find('custom:a', '积分怎么用')
  const clash = await world.call(boss, 'PATCH', `/v1/workbench/examples/${kept.id}`, { text: '会员怎么升级' })
  expect(clash).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

test('deleting an intent hands its examples on, or sends home what came from a definition', async () => {
  const [greeting] = (await get('/examples?intent=talk:greet&search=早上好')).items
  await post('/examples/move', { examples: { ids: [greeting.id] }, to: 'custom:a' })
  expect((await world.call(boss, 'DELETE', '/v1/workbench/intents/refund')).status).toBe(422)
  const gone = await world.call(boss, 'DELETE', '/v1/workbench/intents/custom:a')
  expect(gone.body).toEqual({ moved: 1, deleted: 3 })
  expect(await find('talk:greet', '早上好')).toMatchObject({ movedFrom: null })
})

test('links of intents must lead somewhere, and a hierarchy has no circles', async () => {
  const name = { zh: '子', en: 'Child' }
  const bad = await post('/intents', { id: 'c', name, leadsTo: { kind: 'flow', id: 'nowhere' } })
  expect(bad.body.errors).toEqual([{ path: '/body/leadsTo/id', message: 'there is no such flow' }])
  await post('/intents', { id: 'c', name, leadsTo: { kind: 'knowledge', id: 'warranty' } })
  await post('/intents', { id: 'c.d', name })
  const circle = await world.call(boss, 'PATCH', '/v1/workbench/intents/custom:c', { parent: 'custom:c.d' })
  expect(circle.body.errors[0].path).toBe('/body/parent')
  expect((await post('/intents', { id: 'c', name })).body.code).toBe('conflict')
  expect((await post('/intents', { id: 'has space', name })).body.errors[0].path).toBe('/body/id')
})

test('what is exported can be imported elsewhere, and one company never sees the other', async () => {
  const other = await world.company('other')
  const owner = await other.hire('owner')
  const lines: string = (await world.call(boss, 'GET', '/v1/workbench/examples.jsonl?intent=custom:billing.wrong')).body
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text)
      .sort(),
  ).toEqual(['多扣了我的钱', '我要发票！', '账单不对'].sort())
  const seen = (await world.call(owner, 'GET', '/v1/workbench/examples?search=账单')).body
  expect(seen.items).toEqual([])
  const mine = await find('custom:billing.wrong', '账单不对')
  const stolen = await world.call(owner, 'PATCH', `/v1/workbench/examples/${mine.id}`, { enabled: false })
  expect(stolen.status).toBe(404)
  const kept = await world.call(owner, 'POST', '/v1/workbench/examples/delete', { examples: { ids: [mine.id] } })
  expect(kept.body).toEqual({ deleted: 0, switchedOff: 0 })
})
