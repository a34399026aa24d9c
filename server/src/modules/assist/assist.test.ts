import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AssistWorld, openAssistWorld } from '../../../test/assist-world.ts'
import type { Person } from '../../../test/desk-world.ts'
import { editedOf } from './follow-sent.ts'
import { changedFacts } from './rewrite.ts'

const entries = [
  {
    ...{ id: 'shipping', category: 'orders', title: { zh: '发货时间' } },
    questions: { zh: ['什么时候发货', '下单后多久能发出来'], en: [] },
    answer: { zh: '付款后 **48 小时**内发货，周末顺延到周一。' },
  },
  {
    ...{ id: 'floor', category: 'orders', title: { zh: '最低可以给客户优惠到多少' } },
    questions: { zh: ['能便宜多少', '最多可以优惠多少钱'], en: [] },
    answer: { zh: '一线同事最多优惠 30 元，超过 30 元要找主管审批。' },
    audiences: ['staff'],
  },
  {
    ...{ id: 'rebate', category: 'orders', title: { zh: '返点比例' } },
    questions: { zh: ['返点是多少', '返点比例是几个点'], en: [] },
    answer: { zh: '季度返点比例是 5%。' },
    audiences: ['dealers'],
  },
  {
    ...{ id: 'warranty', category: 'service', title: { zh: '整机保修多久' } },
    questions: { zh: ['保修几年', '整机保修期多长'], en: [] },
    answer: { zh: '整机保修一年，滤芯不保修。' },
  },
]

let world: AssistWorld
let company: Awaited<ReturnType<AssistWorld['company']>>
let agent: Person
beforeAll(async () => {
  world = await openAssistWorld(async (_id, { prompt }) => ({
    result: { status: 'ok', value: { text: prompt.includes('99 元') ? '满 89 元包邮。' : '48 小时内发货。' } },
  }))
  company = await world.company('assist', entries)
  agent = await company.hire('agent')
})
afterAll(() => world.close())

async function asks(...texts: string[]) {
  const customer = await company.customer('王芳')
  let conversationId = ''
  for (const text of texts) ({ conversationId } = await company.say(customer, text))
  return { customer, conversationId }
}
const suggestions = async (conversationId: string, body: object = {}) =>
  (await world.call(agent, 'POST', `/v1/conversations/${conversationId}/suggestions`, body)).body
const use = (id: string, action: string, note = '') =>
  world.call(agent, 'POST', `/v1/suggestions/${id}/uses`, { action, note })

describe('beside a conversation', () => {
  test('an agent is offered what the customer may hear, in plain text, with its source', async () => {
    const { conversationId } = await asks('什么时候发货')
    const { question, decision, items } = await suggestions(conversationId)
    expect({ question: question.text, decision }).toEqual({ question: '什么时候发货', decision: 'answer' })
    expect(items[0]).toMatchObject({
      ...{ kind: 'answer', reach: 'customer', title: '发货时间', text: '付款后 48 小时内发货，周末顺延到周一。' },
      markdown: '付款后 **48 小时**内发货，周末顺延到周一。',
      sources: [{ kind: 'entry', id: 'shipping', url: '/console/knowledge/entries/shipping' }],
    })
  })

  test('an agent sees the answer of a staff-only page marked internal, and it cannot be inserted as it stands', async () => {
    const { conversationId } = await asks('最多可以优惠多少钱')
    const { items } = await suggestions(conversationId)
    const internal = items.find((each: { title: string }) => each.title === '最低可以给客户优惠到多少')
    expect(internal).toMatchObject({ kind: 'answer', reach: 'internal' })
    expect(internal.text).toContain('30 元')
    expect((await use(internal.id, 'inserted')).status).toBe(409)
    expect((await use(internal.id, 'helpful')).body).toEqual({ verdict: 'helpful' })
    const draft = await world.call(agent, 'POST', `/v1/conversations/${conversationId}/draft-reply`, {})
    expect(JSON.stringify(draft.body)).not.toContain('30 元')
  })

  test("the customer's own audience decides what may be said", async () => {
    const { conversationId, customer } = await asks('返点比例是几个点')
    const before = await suggestions(conversationId)
    expect(before.decision).not.toBe('answer')
    expect(JSON.stringify(before.items)).not.toContain('5%')
    world.known.set(customer, { tags: ['dealer'] })
    const { items } = await suggestions(conversationId)
    expect(items[0]).toMatchObject({ kind: 'answer', reach: 'customer', text: '季度返点比例是 5%。' })
  })

  test('a question asked in several messages is understood as a whole, thanks as nothing', async () => {
    const { conversationId } = await asks('你好，想问一下', '整机保修', '几年')
    expect((await suggestions(conversationId)).items[0]).toMatchObject({ kind: 'answer', title: '整机保修多久' })
    const silent = await asks('你好')
    expect(
      (await suggestions(silent.conversationId)).items.filter((each: { kind: string }) => each.kind === 'answer'),
    ).toEqual([])
  })

  test('what nobody can answer beside a conversation is told to self-growth, what asks nothing is not', async () => {
    world.gaps.length = 0
    const thanked = await asks('好的我先看看')
    await suggestions(thanked.conversationId)
    expect(world.gaps).toEqual([])
    const { conversationId } = await asks('你们可以开飞机来接我吗，电话13812345678')
    const { question } = await suggestions(conversationId)
    expect(world.gaps).toMatchObject([
      {
        ...{ text: '你们可以开飞机来接我吗，电话[phone]', audience: 'customer', reason: 'unanswered' },
        conversation: { id: conversationId, seq: question.seq },
      },
    ])
  })

  test('what is looked up is answered for the same customer', async () => {
    const { conversationId } = await asks('你好')
    const { items } = await suggestions(conversationId, { search: '整机保修期多长' })
    expect(items[0]).toMatchObject({ kind: 'answer', reach: 'customer', title: '整机保修多久' })
  })

  test('a drafted reply greets, says what the sources say and is never sent by itself', async () => {
    const { conversationId } = await asks('整机保修期多长')
    const { body } = await world.call(agent, 'POST', `/v1/conversations/${conversationId}/draft-reply`, {})
    expect(body).toMatchObject({ draft: { reach: 'customer', text: '您好，整机保修一年，滤芯不保修。' }, removed: [] })
    const thread = await world.desk.call(agent, 'GET', `/v1/conversations/${conversationId}`)
    expect(thread.body.messages.filter((each: { sender: string }) => each.sender === 'agent')).toEqual([])
    const off = await asks('你们老板叫什么名字呀')
    const none = await world.call(agent, 'POST', `/v1/conversations/${off.conversationId}/draft-reply`, {})
    expect(none.body.draft).toBeNull()
  })

  test('another company sees nothing of it', async () => {
    const { conversationId } = await asks('什么时候发货')
    const [first] = (await suggestions(conversationId)).items
    const other = await world.company('others', [])
    expect((await world.call(other.owner, 'POST', `/v1/conversations/${conversationId}/suggestions`, {})).status).toBe(
      404,
    )
    expect(
      (await world.call(other.owner, 'POST', `/v1/suggestions/${first.id}/uses`, { action: 'wrong' })).status,
    ).toBe(404)
  })
})

describe('what agents make of it', () => {
  test('is counted: shown once however often looked at, inserted, sent as it stands, changed or thrown away', async () => {
    const figures = async () => {
      const { body } = await world.call(agent, 'GET', '/v1/assist/figures?days=1')
      return body.sources.find((each: { source: string }) => each.source === 'entry:warranty')
    }
    const before = await figures()
    const { conversationId } = await asks('保修几年')
    const [first] = (await suggestions(conversationId)).items
    await suggestions(conversationId)
    await use(first.id, 'inserted')
    await use(first.id, 'wrong', '滤芯也保')
    await world.desk.call(agent, 'POST', `/v1/conversations/${conversationId}/take`)
    const sent = await world.desk.call(agent, 'POST', `/v1/conversations/${conversationId}/messages`, {
      ...{ idempotencyKey: 'one', text: '整机保修一年，滤芯不保修。', fileIds: [] },
    })
    expect(sent.status).toBe(201)
    await vi.waitFor(async () => expect((await figures()).asIs).toBe(before.asIs + 1), { timeout: 8000 })
    expect(await figures()).toMatchObject({
      ...{ shown: before.shown + 1, inserted: before.inserted + 1, sent: before.sent + 1, wrong: before.wrong + 1 },
    })
    const facts = await world.desk.deps.db.system((tx) =>
      sql<{ type: string }>`select type from facts where conversation_id = ${conversationId}
        and type like 'suggestion.%' order by id`.execute(tx.query),
    )
    expect(facts.rows.map(({ type }) => type)).toEqual(['suggestion.judged', 'suggestion.sent'])
  })

  test('a reply is as it was, a little or much changed, or another', () => {
    const text = '付款后 48 小时内发货，周末顺延到周一。'
    expect(editedOf(text, text)).toBe('as_is')
    expect(editedOf(text, `您好，${text}还有什么可以帮您？`)).toBe('little')
    expect(editedOf(text, '付款后 48 小时内发货，请耐心等待，有消息马上告诉您。')).toBe('much')
    expect(editedOf(text, '好的，我帮您查一下订单。')).toBe('replaced')
  })
})

describe('rewriting a reply', () => {
  test('is refused where a model changes a number', async () => {
    const rewrite = (text: string, how: string) =>
      world.call(agent, 'POST', '/v1/assist/rewrite', { text, how, language: 'zh' })
    expect((await rewrite('亲，我们会在付款之后的 48 小时以内尽快给您安排发货的哦', 'shorten')).body.text).toBe(
      '48 小时内发货。',
    )
    const refused = await rewrite('全场满 99 元就可以包邮哦', 'polish')
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toContain('89')
  })

  test('what shortening leaves out is fine, what translating loses is not', () => {
    expect(changedFacts('满 1,299.00 元，订单 AB1234', 'Over 1299 yuan', true)).toEqual([])
    expect(changedFacts('满 1,299.00 元，订单 AB1234', 'Over 1299 yuan', false)).not.toEqual([])
    expect(changedFacts('满 1,299.00 元', 'over 1299 yuan', false)).toEqual([])
  })
})

describe('the assistant of colleagues', () => {
  const ask = (body: object, as: Parameters<AssistWorld['call']>[0] = agent) =>
    world.call(as, 'POST', '/v1/assist/ask', body)

  test('knows what is for colleagues only, says so, names the source and goes on with follow-ups', async () => {
    const first = await ask({ text: '最多可以优惠多少钱' })
    expect(first.body.question).toMatchObject({
      answer: { decision: 'answer', entry: 'floor' },
      internal: ['entry:floor:0:zh'],
    })
    const next = await ask({ text: '保修几年', threadId: first.body.thread.id })
    expect(next.body.question.answer).toMatchObject({ entry: 'warranty' })
    const thread = await world.call(agent, 'GET', `/v1/assist/threads/${first.body.thread.id}`)
    expect(thread.body.questions.map((each: { text: string }) => each.text)).toEqual(['最多可以优惠多少钱', '保修几年'])
  })

  test('keeps the history of each to themselves', async () => {
    const { body } = await ask({ text: '什么时候发货' })
    const path = `/v1/assist/threads/${body.thread.id}`
    expect((await world.call(company.owner, 'GET', path)).status).toBe(404)
    expect((await ask({ text: '几天', threadId: body.thread.id }, company.owner)).status).toBe(404)
    expect((await world.call(company.owner, 'DELETE', path)).status).toBe(404)
    expect((await world.call(agent, 'DELETE', path)).status).toBe(200)
    expect((await world.call(agent, 'GET', path)).status).toBe(404)
  })

  test('tells those who look after the knowledge what it cannot answer, once, until it is closed', async () => {
    const text = '年会在哪个酒店办'
    const { body } = await ask({ text })
    expect(body.question).toMatchObject({ answer: { decision: 'decline' }, told: true })
    await ask({ text: `${text}？` })
    const list = async () => (await world.call(company.owner, 'GET', '/v1/assist/gaps')).body.items
    const gap = (await list()).find((each: { text: string }) => each.text === text)
    expect(gap).toMatchObject({ asked: 2, audience: 'staff', reason: 'unanswered', state: 'open' })
    expect(world.gaps.at(-1)).toMatchObject({ text: expect.stringContaining('年会在哪个酒店办'), audience: 'staff' })
    expect((await world.call(agent, 'GET', '/v1/assist/gaps')).status).toBe(403)
    await world.call(company.owner, 'POST', `/v1/assist/gaps/${gap.id}/close`, { state: 'dismissed' })
    expect((await list()).some(({ id }: { id: string }) => id === gap.id)).toBe(false)
  })

  test('passes on what was found wrong, with the source that says it', async () => {
    const { body } = await ask({ text: '整机保修期多长' })
    const path = `/v1/assist/questions/${body.question.id}/verdict`
    const judged = await world.call(agent, 'POST', path, { verdict: 'wrong', note: '今年起两年' })
    expect(judged.body).toMatchObject({ verdict: 'wrong', told: true })
    const { items } = (await world.call(company.owner, 'GET', '/v1/assist/gaps')).body
    expect(items[0]).toMatchObject({ reason: 'wrong', source: 'entry:warranty' })
  })

  test('answers a chat bot with a key, each colleague with a history of their own', async () => {
    const made = await world.call(company.owner, 'POST', '/v1/keys', { name: 'IM', scopes: ['knowledge.read'] })
    const key = { key: made.body.key }
    const { body } = await ask({ text: '最多可以优惠多少钱', asker: { externalId: 'zhang' } }, key)
    expect(body.question.answer).toMatchObject({ decision: 'answer', entry: 'floor' })
    const threadId = body.thread.id
    expect((await ask({ text: '保修几年', threadId, asker: { externalId: 'li' } }, key)).status).toBe(404)
    expect((await ask({ text: '保修几年', threadId, asker: { externalId: 'zhang' } }, key)).status).toBe(200)
    const { conversationId } = await asks('什么时候发货')
    expect((await world.call(key, 'POST', `/v1/conversations/${conversationId}/suggestions`, {})).status).toBe(403)
  })
})
