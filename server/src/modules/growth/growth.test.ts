import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type Chat,
  type Colleague,
  type GrowthCompany,
  type GrowthWorld,
  openGrowthWorld,
} from '../../../test/growth-world.ts'

let world: GrowthWorld
let acme: GrowthCompany
let owner: Colleague

beforeAll(async () => {
  world = await openGrowthWorld()
  acme = await world.company('acme')
  owner = await acme.hire('小林')
  await acme.write('怎么申请退货', '签收后七天内可在订单页申请退货，运费由我们承担。')
  await acme.write('发票什么时候开', '发货后二十四小时内开具电子发票，可在订单详情页下载。')
})
afterAll(() => world?.close())

const clusters = async (who: Colleague, query = '') =>
  (await who.call('GET', `/v1/growth/clusters?${query}`)).body.items
const clusterOf = async (who: Colleague, word: string, state = 'open') =>
  (await clusters(who, `state=${state}&q=${word}`))[0]

/** `declined`: nobody could answer, whatever there is. */
async function asks(text: string, declined = false): Promise<Chat & { said: Awaited<ReturnType<Chat['ask']>> }> {
  const chat = await acme.chat()
  const said = await chat.ask(text, declined ? { decision: 'declined', ids: [] } : {})
  return { ...chat, said }
}

it('a question nobody could answer, answered twice by agents, is drafted in one call and answered by the bot seconds after', async () => {
  const agents = [await acme.hire('王芳', 'agent'), await acme.hire('李强', 'agent')]
  const answers = [
    '您好，很高兴为您服务！宠物寄养柜押金是66元，取走宠物当天原路退回。还有什么可以帮您？',
    '亲，宠物寄养柜的押金66元，取走宠物后当天退回哦。电话13812345678',
  ]
  for (const [i, text] of ['宠物寄养柜押金多少', '寄养柜要交押金吗'].entries()) {
    const chat = await asks(text)
    expect(chat.said.decision).toBe('decline')
    await chat.handOver()
    await chat.agentSays(agents[i]!, answers[i]!)
    await chat.resolve()
  }
  const started = performance.now()
  await world.settled()
  const cluster = await clusterOf(owner, '押金')
  expect(cluster).toMatchObject({
    size: 2,
    week: 2,
    state: 'open',
    reasons: { declined: 2 },
    channels: [{ channel: 'web', count: 2 }],
  })

  const draft = (await owner.call('POST', `/v1/growth/clusters/${cluster.id}/draft`)).body
  expect(draft.from).toBe('agents')
  expect(draft.answer).toMatch(/66元/)
  expect(draft.answer).not.toMatch(/您好|138|还有什么/)
  expect(draft.sources.find((each: { kind: string }) => each.kind === 'agents').agents.toSorted()).toEqual([
    '李强',
    '王芳',
  ])
  expect([draft.title, ...draft.questions].toSorted()).toEqual(['宠物寄养柜押金多少', '寄养柜要交押金吗'])

  const published = await owner.call('POST', `/v1/knowledge/entries/${draft.entryId}/publish`, {
    revision: draft.revision,
  })
  expect(published.body.live).toBe(1)
  expect(published.body.origin).toBe('growth')
  const next = await acme.chat()
  let said = await next.ask('寄养柜押金要多少钱')
  while (said.decision !== 'answer' && performance.now() - started < 20_000) said = await next.ask('寄养柜押金要多少钱')
  const seconds = (performance.now() - started) / 1000
  console.info(`growth: from the question's cluster to the bot's own answer ${seconds.toFixed(1)} s`)
  expect(said.text).toMatch(/66元/)
  expect(seconds).toBeLessThan(15)
  await next.feedback(said.seq, true)
  await world.settled()
  const after = (await owner.call('GET', `/v1/growth/clusters/${cluster.id}`)).body
  expect(after).toMatchObject({ state: 'answered', entryId: draft.entryId, entryLive: true })
  expect(after.after.solved).toBeGreaterThan(0)
})

it('what documents say is proposed with its quote where no agent answered', async () => {
  await acme.write('会员日', '会员日是每月十八号，当天全场九折，积分双倍。')
  const chat = await asks('会员日是几号')
  expect(chat.said.decision).toBe('answer')
  await chat.feedback(chat.said.seq, false)
  await world.settled()
  const cluster = await clusterOf(owner, '会员日')
  expect(cluster.reasons.disliked).toBe(1)
  const draft = (await owner.call('POST', `/v1/growth/clusters/${cluster.id}/draft`)).body
  expect(draft.from).toBe('document')
  expect(draft.answer).toMatch(/十八号/)
  expect(draft.sources[0].source.quote).toMatch(/十八号/)
  const again = (await owner.call('POST', `/v1/growth/clusters/${cluster.id}/draft`)).body
  expect(again.entryId).toBe(draft.entryId)
})

it('how a question ended follows from what happened: disliked, handed over, asked again, rated low, else solved', async () => {
  const outcomeOf = async (chat: Chat) => {
    await world.settled()
    const { items } = (await owner.call('GET', '/v1/growth/questions?limit=100')).body
    return items
      .filter((each: { conversationId: string }) => each.conversationId === chat.id)
      .map((each: { outcome: string }) => each.outcome)
  }
  const liked = await asks('怎么申请退货')
  expect(liked.said.decision).toBe('answer')
  await liked.resolve()
  expect(await outcomeOf(liked)).toEqual(['solved'])
  const disliked = await asks('怎么申请退货')
  await disliked.feedback(disliked.said.seq, false)
  await disliked.resolve()
  expect(await outcomeOf(disliked)).toEqual(['disliked'])
  await disliked.feedback(disliked.said.seq, true)
  expect(await outcomeOf(disliked)).toEqual(['solved'])
  const handed = await asks('怎么申请退货')
  await handed.handOver()
  await handed.resolve()
  expect(await outcomeOf(handed)).toEqual(['handed_over'])
  const again = await asks('怎么申请退货')
  await again.ask('怎么申请退货啊')
  await again.resolve()
  expect(await outcomeOf(again)).toEqual(['solved', 'asked_again'])
  const low = await asks('怎么申请退货')
  await low.resolve()
  await low.rate(1)
  expect(await outcomeOf(low)).toEqual(['rated_low'])
})

it('personal data is gone before a question is stored', async () => {
  await asks('我电话13812345678寄养柜打不开怎么弄')
  const { items } = (await owner.call('GET', '/v1/growth/questions?limit=1')).body
  expect(items[0].text).toBe('我电话[phone]寄养柜打不开怎么弄')
})

it('a dismissed cluster comes back when it has grown by half', async () => {
  await asks('你们收不收旧手表', true)
  await asks('旧手表你们收不收', true)
  await world.settled()
  const cluster = await clusterOf(owner, '手表')
  expect(cluster.size).toBe(2)
  await owner.call('PUT', `/v1/growth/clusters/${cluster.id}/state`, { state: 'dismissed' })
  expect(await clusterOf(owner, '手表')).toBeUndefined()
  await asks('旧手表收不收啊', true)
  await world.settled()
  expect((await clusterOf(owner, '手表')).id).toBe(cluster.id)
})

it('being asked back counts as unanswered only when the customer chooses nothing', async () => {
  const chosen = await acme.chat()
  await chosen.ask('水晶杯刻字', { decision: 'clarified', ids: ['a', 'b'] })
  await chosen.ask('水晶杯刻字', { decision: 'answered', ids: ['a'], chosen: true })
  await chosen.resolve()
  await world.settled()
  expect(await clusterOf(owner, '水晶杯')).toBeUndefined()
  const left = await acme.chat()
  await left.ask('水晶杯能刻字吗', { decision: 'clarified', ids: ['a', 'b'] })
  await left.resolve()
  await world.settled()
  expect(await clusterOf(owner, '水晶杯')).toMatchObject({ reasons: { clarified: 1 } })
})

it('good conversations with agents propose questions with answers; what is known already is marked; rejected ones stay away', async () => {
  const agent = await acme.hire('赵敏', 'agent')
  const talk = async (question: string, answer: string) => {
    const chat = await acme.chat()
    await chat.handOver()
    await chat.ask(question, { decision: 'declined', ids: [] })
    await chat.agentSays(agent, answer)
    await chat.resolve()
    await chat.rate(5)
    await world.settled()
  }
  await talk('可以用别人的身份证取货吗？', '可以的，代取人带上自己的证件和取件码就能取货。')
  await talk('怎么申请退货？', '签收后七天内在订单页点申请退货，运费我们出。')
  const proposals = async () => (await owner.call('GET', '/v1/growth/proposals?kind=conversation')).body.items
  const about = async (word: string) =>
    (await proposals()).filter(({ question }: { question: string }) => question.includes(word)).length
  await expect.poll(async () => (await about('身份证')) + (await about('退货')), { timeout: 20_000 }).toBe(2)
  const found = await proposals()
  const fresh = found.find((each: { question: string }) => each.question.includes('身份证'))
  expect(fresh).toMatchObject({ twin: null, conversation: { agent: '赵敏' } })
  expect(found.find((each: { question: string }) => each.question.includes('退货')).twin.title).toBe('怎么申请退货')
  const { entryId } = (await owner.call('POST', `/v1/growth/proposals/${fresh.id}/accept`, {})).body
  const entry = (await owner.call('GET', `/v1/knowledge/entries/${entryId}`)).body
  expect(entry).toMatchObject({ status: 'draft', origin: 'growth' })
  const other = found.find((each: { id: string }) => each.id !== fresh.id)
  await owner.call('POST', '/v1/growth/proposals/reject', { ids: [other.id] })
  await talk('怎么申请退货？', '签收后七天内在订单页点申请退货，运费我们出。')
  expect((await proposals()).some((each: { id: string }) => each.id === other.id)).toBe(false)
})

it('entries show how they are used and what they lack, worst first, also as a table', async () => {
  await world.settled()
  const { body } = await owner.call('GET', '/v1/growth/health?days=30&kind=entry')
  const returns = body.items.find((each: { title: string }) => each.title === '怎么申请退货')
  expect(returns.asked).toBeGreaterThanOrEqual(6)
  expect(returns.findings.map((each: { code: string }) => each.code)).toContain('handed_over')
  expect(returns.score).toBeLessThan(100)
  expect(body.items.map((each: { score: number }) => each.score)).toEqual(
    body.items.map((each: { score: number }) => each.score).toSorted((a: number, b: number) => a - b),
  )
  const csv = (await owner.call('GET', '/v1/growth/health.csv')).body as string
  expect(csv.split('\r\n')[0]).toMatch(/source,title,score/)
  expect(csv).toContain('怎么申请退货')
  const usage = (await owner.call('POST', '/v1/growth/usage', { sources: [returns.source] })).body.items[0]
  expect(usage.asked).toBe(returns.asked)
  expect((await world.growth.mostAsked(acme.id, 3))[0]).toBe(returns.source.slice('entry:'.length))
})

it('another company sees nothing of it, and its same question makes a cluster of its own', async () => {
  const rival = await world.company('rival')
  const boss = await rival.hire('老板')
  const [mine] = await clusters(owner, 'order=size')
  expect((await boss.call('GET', `/v1/growth/clusters/${mine.id}`)).status).toBe(404)
  expect(await clusters(boss)).toEqual([])
  await (await rival.chat()).ask(mine.title)
  await world.settled()
  const [theirs] = await clusters(boss)
  expect(theirs).toMatchObject({ size: 1 })
  expect(theirs.id).not.toBe(mine.id)
  expect((await clusterOf(owner, mine.title.slice(0, 4)))?.size).toBe(mine.size)
})

it('only who may write makes drafts and dismisses', async () => {
  const agent = await acme.hire('新人', 'agent')
  const [cluster] = await clusters(owner)
  expect((await agent.call('POST', `/v1/growth/clusters/${cluster.id}/draft`)).status).toBe(403)
  expect((await agent.call('PUT', `/v1/growth/clusters/${cluster.id}/state`, { state: 'dismissed' })).status).toBe(403)
})
