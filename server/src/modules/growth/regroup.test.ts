import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Colleague, type GrowthCompany, type GrowthWorld, openGrowthWorld } from '../../../test/growth-world.ts'
import { noteAskedElsewhere, noteOpened } from './index.ts'

let world: GrowthWorld
let acme: GrowthCompany
let owner: Colleague

beforeAll(async () => {
  world = await openGrowthWorld()
  acme = await world.company('acme')
  owner = await acme.hire('小林')
})
afterAll(() => world?.close())

const gaps = async (q = '') => (await owner.call('GET', `/v1/growth/clusters?q=${q}`)).body.items
const questionsOf = async (id: string) => (await owner.call('GET', `/v1/growth/clusters/${id}/questions`)).body.items
async function declined(text: string) {
  const chat = await acme.chat()
  await chat.ask(text, { decision: 'declined', ids: [] })
  return chat
}
const searched = (text: string, decision: 'declined' | 'clarified', minutesAgo = 0) =>
  world.database.db.tenant(acme.id, (tx) =>
    noteAskedElsewhere(tx, {
      ...{ origin: 'help', language: 'zh', text, decision },
      at: new Date(Date.now() - minutesAgo * 60_000),
    }),
  )

it('customers, searches of the help centre and colleagues who ask the same make one gap, and it tells where each came from', async () => {
  await declined('儿童座椅怎么安装')
  await searched('儿童座椅怎么安装，我电话13812345678', 'declined')
  const chat = await acme.chat()
  await world.database.db.tenant(acme.id, (tx) =>
    noteAskedElsewhere(tx, {
      ...{ origin: 'assist', language: 'zh', text: '儿童座椅要怎么安装', decision: 'declined', at: new Date() },
      conversation: { id: chat.id, seq: 1 },
    }),
  )
  await world.settled()
  const found = await gaps('儿童座椅')
  expect(found).toHaveLength(1)
  expect(found[0].size).toBe(3)
  expect(
    found[0].origins.map((each: { origin: string; count: number }) => [each.origin, each.count]).toSorted(),
  ).toEqual([
    ['assist', 1],
    ['conversation', 1],
    ['help', 1],
  ])
  const asked = await questionsOf(found[0].id)
  const search = asked.find((each: { origin: string }) => each.origin === 'help')
  expect(search).toMatchObject({ conversationId: null, text: '儿童座椅怎么安装，我电话[phone]' })
  expect(JSON.stringify(found)).not.toContain('138')
})

it('what agents said after a question of the panel is proposed as the answer', async () => {
  const agent = await acme.hire('周宁', 'agent')
  const chat = await acme.chat()
  await chat.handOver()
  await world.database.db.tenant(acme.id, (tx) =>
    noteAskedElsewhere(tx, {
      ...{ origin: 'assist', language: 'zh', text: '登山杖可以带上飞机吗', decision: 'declined', at: new Date() },
      conversation: { id: chat.id, seq: 1 },
    }),
  )
  await chat.agentSays(agent, '登山杖不能随身携带，需要办理托运，建议放在硬壳包里。')
  await chat.resolve()
  await world.settled()
  const [gap] = await gaps('登山杖')
  const draft = (await owner.call('POST', `/v1/growth/clusters/${gap.id}/draft`)).body
  expect(draft).toMatchObject({ from: 'agents' })
  expect(draft.answer).toContain('托运')
})

it('a search is no gap when something of it is opened, and one when nothing is', async () => {
  const opened = await searched('帐篷怎么收纳', 'clarified', 40)
  await searched('睡袋能不能水洗', 'clarified', 40)
  await searched('炉头怎么清洁', 'clarified', 2)
  await world.database.db.tenant(acme.id, (tx) => noteOpened(tx, opened!))
  await world.settled()
  await world.growth.jobs.growth_unopened()
  expect(await gaps('帐篷')).toEqual([])
  expect(await gaps('炉头')).toEqual([])
  expect(await gaps('睡袋')).toMatchObject([{ reasons: { clarified: 1 }, origins: [{ origin: 'help', count: 1 }] }])
})

it('a page that is loaded again is not another search', async () => {
  const first = await searched('雨衣有几个颜色', 'declined')
  expect(await searched('雨衣有几个颜色', 'declined')).toBe(first)
  await world.settled()
  expect((await gaps('雨衣'))[0].size).toBe(1)
})

it('two things put together are split by hand, and stay apart whatever is asked later', async () => {
  for (const text of ['皮划艇怎么租', '皮划艇怎么租啊', '皮划艇怎么租用']) await declined(text)
  await world.settled()
  const [gap] = await gaps('皮划艇')
  expect(gap.size).toBe(3)
  const asked = await questionsOf(gap.id)
  const chosen = asked.filter((each: { text: string }) => each.text === '皮划艇怎么租用')
  const { status, body } = await owner.call('POST', `/v1/growth/clusters/${gap.id}/move`, {
    questionIds: chosen.map((each: { id: string }) => each.id),
    to: null,
  })
  expect(status).toBe(200)
  expect(body.from).toMatchObject({ id: gap.id, size: 2 })
  expect(body.to).toMatchObject({ size: 1, title: '皮划艇怎么租用', state: 'open' })
  await declined('皮划艇怎么租用')
  await declined('皮划艇怎么租')
  await declined('皮划艇要怎么租用呢')
  await world.settled()
  const after = await gaps('皮划艇')
  expect(after).toHaveLength(2)
  expect(after.find((each: { id: string }) => each.id === body.to.id).size).toBeGreaterThanOrEqual(2)
})

it('a question is moved to the gap it belongs to; all of a gap are merged, and its address leads on', async () => {
  for (const text of ['头灯电池用多久', '头灯坏了保修吗', '头灯坏了给保修吗']) await declined(text)
  await world.settled()
  const found = await gaps('头灯')
  const battery = found.find((each: { title: string }) => each.title.includes('电池'))
  const warranty = found.find((each: { title: string }) => each.title.includes('保修'))
  expect(battery.id).not.toBe(warranty.id)
  const [one] = (await questionsOf(warranty.id)).filter((each: { text: string }) => each.text === '头灯坏了给保修吗')
  const moved = await owner.call('POST', `/v1/growth/clusters/${warranty.id}/move`, {
    questionIds: [one.id],
    to: battery.id,
  })
  expect(moved.body).toMatchObject({ from: { size: 1 }, to: { size: 2 } })
  const rest = await questionsOf(warranty.id)
  const all = await owner.call('POST', `/v1/growth/clusters/${warranty.id}/move`, {
    questionIds: [rest[0].id],
    to: battery.id,
  })
  expect([all.status, all.body.code ?? all.body.error?.code]).toEqual([409, 'wrong_state'])
  const merged = await owner.call('POST', `/v1/growth/clusters/${warranty.id}/merge`, { into: battery.id })
  expect(merged.body).toMatchObject({ id: battery.id, size: 3 })
  expect((await owner.call('GET', `/v1/growth/clusters/${warranty.id}`)).body.id).toBe(battery.id)
  await declined('头灯坏了保修吗')
  await world.settled()
  expect((await gaps('头灯')).map((each: { id: string; size: number }) => [each.id, each.size])).toEqual([
    [battery.id, 4],
  ])
})

it('only who may write regroups', async () => {
  const agent = await acme.hire('新人', 'agent')
  const [gap] = await gaps()
  expect((await agent.call('POST', `/v1/growth/clusters/${gap.id}/merge`, { into: gap.id })).status).toBe(403)
})
