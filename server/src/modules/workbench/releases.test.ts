import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  openWorkbenchWorld,
  type WorkbenchCompany,
  type WorkbenchReply,
  type WorkbenchWorld,
} from '../../../test/workbench-world.ts'

// Each test trains, in a thread of its own, on a machine that has other things to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let world: WorkbenchWorld
let acme: WorkbenchCompany
let owner: string
let boss: string
beforeAll(async () => {
  world = await openWorkbenchWorld()
  acme = await world.company('acme')
  owner = await acme.hire('owner')
  boss = await acme.hire('supervisor')
  await world.understanding.brainOf(acme.id)
})
afterAll(() => world.close())

const get = async (url: string) => (await world.call(owner, 'GET', `/v1/workbench${url}`)).body
const post = (url: string, body: object = {}) => world.call(owner, 'POST', `/v1/workbench${url}`, body)
const until = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 100_000, interval: 200 })
const trained = async (note: string): Promise<number> => {
  const { status, body } = await post('/versions', { note })
  expect(status, JSON.stringify(body)).toBe(202)
  await until(async () => {
    const { items } = await get('/versions')
    expect(items.find(({ number }: WorkbenchReply) => number === body.version.number).state).toBe('ready')
  })
  return body.version.number
}
const measured = async (version: number, setId: string | null) => {
  const { status, body } = await post('/evaluations', { version, setId })
  expect(status, JSON.stringify(body)).toBe(202)
  return until(async () => {
    const found: WorkbenchReply = await get(`/evaluations/${body.id}`)
    expect(found.state, found.reason).toBe('done')
    return found
  })
}
const versionOf = async (conversationId: string) =>
  (await world.understanding.brainOf(acme.id, conversationId)).taught!.version

test('what is defined is version 1, live by itself; training the same again makes no other', async () => {
  const { items, release } = await get('/versions')
  expect(items).toMatchObject([
    { number: 1, origin: 'automatic', state: 'ready', release: 'live', createdBy: 'system' },
  ])
  expect(release).toEqual({ publishing: 'automatic', live: 1, previous: null, canary: null, changed: false })
  const again = await post('/versions', { note: 'nothing new' })
  expect(again.body).toMatchObject({ unchanged: true, version: { number: 1, note: 'nothing new' } })
})

test('under review nothing goes live by itself; a canary reads its share, each conversation always the same', async () => {
  await world.call(owner, 'PUT', '/v1/workbench/release/publishing', { publishing: 'reviewed' })
  await post('/intents', { id: 'points', name: { zh: '积分', en: 'Points' } })
  await post('/intents/custom:points/examples', { texts: ['积分怎么用', '积分能换什么', '兑换积分', '我有多少积分'] })
  expect((await get('/versions')).release).toMatchObject({ live: 1, changed: true })
  const number = await trained('with points')
  expect(number).toBe(2)
  expect((await get('/versions')).release).toMatchObject({ live: 1, changed: false })
  const ids = Array.from({ length: 200 }, () => randomUUID())
  expect(new Set(await Promise.all(ids.slice(0, 5).map(versionOf)))).toEqual(new Set([1]))
  expect((await post('/versions/2/publish', { share: 30 })).body).toMatchObject({
    live: 1,
    canary: { version: 2, share: 30 },
  })
  const first = await Promise.all(ids.map(versionOf))
  const share = first.filter((each) => each === 2).length / ids.length
  expect(share).toBeGreaterThan(0.15)
  expect(share).toBeLessThan(0.45)
  expect(await Promise.all(ids.map(versionOf))).toEqual(first)
})

test('a promoted canary reads everything; rolling back takes effect at once, and all of it is on the record', async () => {
  expect((await post('/release/promote')).body).toMatchObject({
    live: 2,
    previous: 1,
    canary: null,
    publishing: 'reviewed',
  })
  expect(await versionOf(randomUUID())).toBe(2)
  expect((await post('/release/roll-back')).body).toMatchObject({ live: 1, previous: 2 })
  expect(await versionOf(randomUUID())).toBe(1)
  expect((await post('/release/roll-back', { to: 99 })).status).toBe(404)
  expect((await post('/release/promote')).status).toBe(409)
  const { items } = (await world.call(owner, 'GET', '/v1/audit?limit=100')).body
  const actions = items.map(({ action }: WorkbenchReply) => action)
  expect(actions).toEqual(
    expect.arrayContaining(['version.canary', 'version.promoted', 'version.rolled_back', 'publishing.set']),
  )
  expect(items.find(({ action }: WorkbenchReply) => action === 'version.rolled_back')).toMatchObject({
    actorName: 'owner',
    details: { live: 1, before: 2 },
  })
})

test('a supervisor teaches and measures, only administrators publish', async () => {
  expect((await world.call(boss, 'GET', '/v1/workbench/versions')).status).toBe(200)
  expect((await world.call(boss, 'POST', '/v1/workbench/versions/2/publish', { share: 100 })).body.code).toBe(
    'forbidden',
  )
})

test('two versions are compared message by message on a frozen set that neither was trained on', async () => {
  const items = [
    { text: '积分咋用呀', intent: 'custom:points' },
    { text: '我要把钱退了', intent: 'refund' },
    { text: '快递现在到哪里了', intent: 'parcel' },
    { text: '给我讲个故事听听', intent: 'oos' },
  ]
  const bad = await post('/sets', { name: 'x', items: [{ text: 'x', intent: 'nope' }] })
  expect(bad.body.errors[0].path).toBe('/body/items/0/intent')
  const set = (await post('/sets', { name: 'by hand', items })).body
  expect(set).toMatchObject({ frozen: false, items: 4, intents: 4, outside: 1 })
  const [before, after] = [await measured(1, set.id), await measured(2, set.id)]
  expect((await post(`/sets/${set.id}/items`, { items })).body.code).toBe('wrong_state')
  expect(after.figures).toMatchObject({ items: 4, seen: 0, outside: { items: 1 } })
  expect(after.figures.accuracyWithoutRejection).toBeGreaterThan(before.figures.accuracyWithoutRejection - 1e-9)
  const compared = await get(`/evaluations/${before.id}/compare/${after.id}?kind=changed`)
  expect(compared.fixed + compared.broken + compared.bothRight + compared.bothWrong).toBe(4)
  expect(compared.pValue).toBeLessThanOrEqual(1)
  expect(compared.verdict).toBe('undecided')
  const wrong = await get(`/evaluations/${before.id}/items?right=false`)
  expect(wrong.items.map(({ text }: WorkbenchReply) => text)).toContain('积分咋用呀')
  const versions = (await get('/versions')).items
  expect(versions.find(({ number }: WorkbenchReply) => number === 2).figures).toEqual(after.figures)
})

test('a share taken out of training is measured with, gives figures to each intent, and returns when the set goes', async () => {
  const set = (await post('/sets', { name: 'split', split: { share: 0.25, seed: 3 } })).body
  expect(set.frozen).toBe(true)
  expect(set.items).toBeGreaterThanOrEqual(6)
  expect((await get('/examples?state=held')).total).toBe(set.items)
  const number = await trained('without the set')
  const { figures, intents } = await measured(number, set.id)
  expect(figures).toMatchObject({ items: set.items, seen: 0 })
  expect(intents.find(({ intent }: WorkbenchReply) => intent === 'refund').support).toBeGreaterThan(0)
  const listed = (await get('/intents')).items.find(({ id }: WorkbenchReply) => id === 'refund')
  expect(listed.figures.support).toBeGreaterThan(0)
  await world.call(owner, 'DELETE', `/v1/workbench/sets/${set.id}`)
  expect((await get('/examples?state=held')).total).toBe(0)
  expect((await get('/versions')).release.changed).toBe(true)
})
