import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Company, type DeskWorld, openDeskWorld, type Person } from '../../../test/desk-world.ts'

let world: DeskWorld
let acme: Company
let anna: Person
let ben: Person
let boss: Person

beforeAll(async () => {
  world = await openDeskWorld()
  acme = await world.company('acme')
  anna = await acme.hire('anna')
  ben = await acme.hire('ben')
  boss = await acme.hire('boss', 'supervisor')
})
afterAll(() => world.close())

async function begin(text = '你好，我的订单还没到', name = '李小姐') {
  const customerId = await acme.customer(name)
  return { customerId, ...(await acme.say(customerId, text)) }
}
const at = (conversationId: string, path = '') => `/v1/conversations/${conversationId}${path}`

test('of two agents who take a conversation at once exactly one gets it, and the other is told who', async () => {
  const { conversationId } = await begin()
  const answers = await Promise.all([anna, ben].map((who) => world.call(who, 'POST', at(conversationId, '/take'), {})))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const [won, lost] = answers.toSorted((a, b) => a.status - b.status)
  expect(lost!.body.code).toBe('already_claimed')
  expect(lost!.body.detail).toContain(won!.body.agent.name)
  const { body } = await world.call(boss, 'GET', at(conversationId))
  const lines = body.messages.filter((message: { sender: string }) => message.sender === 'system')
  expect(lines.map((line: { text: string }) => line.text)).toEqual([`${won!.body.agent.name}接手了这次对话。`])
  expect(body.ownerHistory).toMatchObject([{ from: 'bot', to: 'agent', reason: 'claimed', who: won!.body.agent.name }])
})

test('only the owning agent replies, and a repeated reply is sent once', async () => {
  const { conversationId } = await begin()
  const reply = { idempotencyKey: 'k1', text: '您好，我是人工客服' }
  const early = await world.call(anna, 'POST', at(conversationId, '/messages'), reply)
  expect(early).toMatchObject({ status: 409, body: { code: 'not_owner' } })
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const foreign = await world.call(ben, 'POST', at(conversationId, '/messages'), reply)
  expect(foreign).toMatchObject({ status: 409, body: { code: 'not_owner' } })
  expect(foreign.body.detail).toContain('anna')
  const both = await Promise.all([1, 2].map(() => world.call(anna, 'POST', at(conversationId, '/messages'), reply)))
  expect(both.map(({ status }) => status)).toEqual([201, 201])
  expect(both[0]!.body).toMatchObject({ id: both[1]!.body.id, seq: 3, clientId: 'k1', senderName: 'anna' })
  const other = await world.call(anna, 'POST', at(conversationId, '/messages'), { ...reply, text: '别的话' })
  expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_mismatch' } })
  const empty = await world.call(anna, 'POST', at(conversationId, '/messages'), { idempotencyKey: 'k2', text: ' ' })
  expect(empty.status).toBe(400)
  const { body } = await world.call(anna, 'GET', at(conversationId))
  expect(body.messages.map((message: { seq: number }) => message.seq)).toEqual([1, 2, 3])
})

test('personal data is masked everywhere until somebody with the right reveals it, which is audited', async () => {
  const { conversationId } = await begin('我的手机号是13812345678，麻烦回电')
  const { body } = await world.call(anna, 'GET', at(conversationId))
  expect(JSON.stringify(body)).not.toContain('13812345678')
  expect(body.messages[0]).toMatchObject({ text: '我的手机号是138****5678，麻烦回电', hasPii: true })
  expect(body.lastMessage.text).toContain('138****5678')
  expect(body.brief.wants).toContain('138****5678')
  const reveal = at(conversationId, `/messages/${body.messages[0].id}/reveal`)
  expect((await world.call(anna, 'POST', reveal, { reason: '回电' })).status).toBe(403)
  const shown = await world.call(boss, 'POST', reveal, { reason: '回电' })
  expect(shown.body.text).toContain('13812345678')
  const owner = await acme.hire('owner', 'owner')
  const log = await world.call(owner, 'GET', '/v1/audit?action=message.revealed')
  expect(log.body.items[0]).toMatchObject({ actorName: 'boss', details: { conversationId, reason: '回电' } })
  const guess = await world.call(anna, 'GET', '/v1/conversations?view=all&search=138123')
  expect(guess.body.items).toEqual([])
  const whole = await world.call(anna, 'GET', '/v1/conversations?view=all&search=13812345678')
  expect(whole.body.items.map((each: { id: string }) => each.id)).toEqual([conversationId])
})

test('transfer to a colleague leaves a note for them; the customer sees each change', async () => {
  const { conversationId } = await begin()
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const given = await world.call(anna, 'POST', at(conversationId, '/transfer'), {
    staffId: ben.staff.id,
    note: '要退货',
  })
  expect(given.body).toMatchObject({ owner: 'agent', agent: { name: 'ben' }, reason: 'transferred' })
  expect((await world.call(anna, 'POST', at(conversationId, '/give-back'), {})).body.code).toBe('not_owner')
  const queued = await world.call(ben, 'POST', at(conversationId, '/transfer'), { skill: 'refund' })
  expect(queued.body).toMatchObject({ owner: 'queue', agent: null, reason: 'transferred' })
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const back = await world.call(anna, 'POST', at(conversationId, '/give-back'), {})
  expect(back.body).toMatchObject({ owner: 'bot', reason: 'given_back' })
  const { body } = await world.call(ben, 'GET', at(conversationId))
  expect(body.notes).toMatchObject([{ author: 'anna', text: '要退货' }])
  const lines = body.messages.slice(1).map((message: { text: string }) => message.text)
  expect(lines).toEqual([
    'anna接手了这次对话。',
    '正在转给ben，前面的内容都会带过去。',
    '正在转给另一位同事，前面的内容都会带过去。',
    'anna来为您服务了。',
    'anna已处理完，接下来还是我陪您。还有其他可以帮您的吗？',
  ])
})

test('a transfer without a target, to oneself or to somebody who is away changes nothing', async () => {
  const { conversationId } = await begin()
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const away = await acme.hire('carl')
  await world.call(away, 'PUT', '/v1/me/presence', { presence: 'offline' })
  const to = (body: object) => world.call(anna, 'POST', at(conversationId, '/transfer'), body)
  expect((await to({})).status).toBe(400)
  expect((await to({ staffId: anna.staff.id })).status).toBe(409)
  expect((await to({ staffId: away.staff.id })).status).toBe(422)
  expect((await world.call(anna, 'GET', at(conversationId))).body).toMatchObject({
    agent: { name: 'anna' },
    lastSeq: 2,
  })
})

test('resolving asks the customer for a rating in their language and closes once', async () => {
  const customerId = await acme.customer('John')
  const { conversationId } = await acme.say(customerId, 'Where is my order?', 'en')
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const resolved = await world.call(anna, 'POST', at(conversationId, '/resolve'), { outcome: 'solved' })
  expect(resolved.body).toMatchObject({ status: 'resolved', owner: 'nobody', agent: null, outcome: 'solved' })
  expect((await world.call(anna, 'POST', at(conversationId, '/resolve'), {})).body.code).toBe('wrong_state')
  expect((await world.call(ben, 'POST', at(conversationId, '/take'), {})).body.code).toBe('wrong_state')
  const { body } = await world.call(anna, 'GET', at(conversationId))
  expect(body.messages.at(-1)).toMatchObject({
    text: 'How did we do? Tap a star to rate this conversation.',
    parts: [{ type: 'rating', scale: 5 }],
  })
})

test('lists show each view newest first, page without gaps, and count what is unread', async () => {
  const fresh = await world.company('lists')
  const eve = await fresh.hire('eve')
  const ids: string[] = []
  for (let n = 0; n < 5; n++) ids.push((await fresh.say(await fresh.customer(`c${n}`), `第${n}条`)).conversationId)
  await world.call(eve, 'POST', at(ids[0]!, '/take'), {})
  const counts = await world.call(eve, 'GET', '/v1/conversations/counts')
  expect(counts.body).toEqual({ mine: 1, queue: 0, bot: 4, open: 5, resolved: 0 })
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await world.call(eve, 'GET', `/v1/conversations?limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map((item: { id: string }) => item.id))
    cursor = body.next ?? ''
  } while (cursor)
  expect(seen).toEqual([ids[0], ids[4], ids[3], ids[2], ids[1]])
  expect((await world.call(eve, 'GET', '/v1/conversations?cursor=nonsense')).status).toBe(400)
  const mine = () => world.call(eve, 'GET', '/v1/conversations?view=mine')
  expect((await mine()).body.items).toMatchObject([{ id: ids[0], unread: 1, waitingSince: expect.any(String) }])
  await world.call(eve, 'POST', at(ids[0]!, '/messages'), { idempotencyKey: 'a', text: '在的' })
  expect((await mine()).body.items).toMatchObject([{ unread: 0, waitingSince: null }])
  expect((await world.call(eve, 'GET', '/v1/conversations?view=all&search=c3')).body.items).toMatchObject([
    { id: ids[3] },
  ])
})

test("another workspace's ids are unknown in every operation", async () => {
  const other = await world.company('other')
  const stranger = await other.hire('stranger', 'owner')
  const { conversationId, customerId } = await begin()
  const message = (await world.call(anna, 'GET', at(conversationId))).body.messages[0]
  const made = await world.call(anna, 'POST', '/v1/tickets', {
    idempotencyKey: 't',
    subject: '退货',
    conversationId,
    customerId,
  })
  expect(made.status).toBe(201)
  const tries: [Parameters<DeskWorld['call']>[1], string, object?][] = [
    ['GET', at(conversationId)],
    ['POST', at(conversationId, '/messages'), { idempotencyKey: 'x', text: 'x' }],
    ['POST', at(conversationId, '/notes'), { idempotencyKey: 'x', text: 'x' }],
    ['POST', at(conversationId, '/read'), { seq: 1 }],
    ['POST', at(conversationId, '/take'), {}],
    ['POST', at(conversationId, '/transfer'), { skill: 'x' }],
    ['POST', at(conversationId, '/give-back'), {}],
    ['POST', at(conversationId, '/resolve'), {}],
    ['POST', at(conversationId, `/messages/${message.id}/reveal`), {}],
    ['GET', at(conversationId, `/turns/${message.id}`)],
    ['GET', at(conversationId, '/ticket-draft')],
    ['GET', `/v1/customers/${customerId}`],
    ['GET', `/v1/customers/${customerId}/records`],
    ['POST', `/v1/customers/${customerId}/reveal`, {}],
    ['GET', `/v1/tickets/${made.body.id}`],
    ['PATCH', `/v1/tickets/${made.body.id}`, { status: 'solved' }],
    ['POST', '/v1/tickets', { idempotencyKey: 'y', subject: 'x', customerId }],
    ['POST', '/v1/tickets', { idempotencyKey: 'y', subject: 'x', conversationId }],
    ['POST', '/v1/tickets', { idempotencyKey: 'y', subject: 'x', assigneeId: anna.staff.id }],
    ['GET', `/v1/files/${message.id}`],
  ]
  for (const [method, url, body] of tries)
    expect({ url, ...(await world.call(stranger, method, url, body)) }).toMatchObject({ url, status: 404 })
  expect((await world.call(stranger, 'GET', '/v1/conversations?view=all')).body.items).toEqual([])
  expect((await world.call(anna, 'GET', at(conversationId))).body).toMatchObject({ lastSeq: 1, owner: 'bot' })
})
