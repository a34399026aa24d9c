import { randomUUID } from 'node:crypto'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Account, openPushedWorld, type PushedWorld } from '../../../test/pushed-world.ts'

let world: PushedWorld
let ours: Account
beforeAll(async () => {
  world = await openPushedWorld()
})
beforeEach(async () => {
  ours = await world.openAccount()
  world.receiver.accepted.length = 0
  world.receiver.seen.length = 0
  world.receiver.moods = []
})
afterAll(() => world.close())

const wait = { timeout: 15_000, interval: 50 }
const arrived = () => world.receiver.accepted.map(({ body }) => body.message.text)

async function deliveries(account: Account, conversationId: string) {
  const rows = await world.read(account, (tx) => world.conversations.readRows(tx, conversationId, 0))
  return rows
    .filter(({ sender }) => sender !== 'customer')
    .map((row) => [row.text, row.delivery_state, row.delivery_reason])
}

async function count(
  account: Account,
  table: 'messages' | 'channel_requests' | 'channel_events' | 'deliveries' | 'notes',
): Promise<number> {
  const { rows } = await world.read(account, (tx) =>
    sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx.query),
  )
  return rows[0]!.n
}

const receipt = (messageId: string, state: string, reason?: string) => ({
  type: 'delivery.receipt',
  messageId,
  state,
  reason,
})

test('a message brought again is stored once, kept once, and answered with the first result', async () => {
  const raced = await Promise.all([1, 2, 3].map(() => world.say(ours, '你好', 'm-1')))
  const again = await world.say(ours, '你好', 'm-1')
  const { duplicate: _, ...first } = raced.find(({ duplicate }) => !duplicate)!
  for (const each of [...raced, again]) expect(each).toMatchObject(first)
  expect(again.duplicate).toBe(true)
  expect(await count(ours, 'messages')).toBe(1)
  expect(await count(ours, 'channel_events')).toBe(1)
  expect(await count(ours, 'channel_requests')).toBe(1)
})

test('what was kept by a process that died before dealing with it is dealt with by another', async () => {
  const first = await world.say(ours, '你好', 'm-1')
  await world.db.system(async (tx) => {
    // What such a process leaves: the request and its event, and nothing more.
    await sql`delete from messages where workspace_id = ${ours.workspaceId}`.execute(tx.query)
    await sql`delete from conversations where workspace_id = ${ours.workspaceId}`.execute(tx.query)
    await sql`update channel_events set result = null where workspace_id = ${ours.workspaceId}`.execute(tx.query)
    await sql`update graphile_worker._private_jobs set run_at = now() where key like 'take_in:%'`.execute(tx.query)
  })
  await vi.waitFor(async () => expect(await count(ours, 'messages')).toBe(1), wait)
  const again = await world.say(ours, '你好', 'm-1')
  expect(again).toMatchObject({ duplicate: true, type: 'message', seq: first.seq })
  expect(await count(ours, 'messages')).toBe(1)
})

test('what is unsigned, altered, malformed or for nobody is refused and leaves nothing', async () => {
  const body = { type: 'customer.message', customer: { id: 'd' }, content: { type: 'text', text: 'hi' } }
  const other = await world.openAccount()
  expect((await world.post({ ...ours, secret: other.secret }, 'x-1', body)).status).toBe(401)
  expect((await world.post({ ...ours, key: 'nobody' }, 'x-1', body)).status).toBe(404)
  const refused = await world.post(ours, 'x-1', { ...body, customer: {} })
  expect([refused.status, refused.body.errors?.[0]?.path]).toEqual([400, '/body/customer/id'])
  expect((await world.app.inject({ method: 'POST', url: `/hooks/v1/channels/${ours.key}` })).statusCode).toBe(401)
  expect(await count(ours, 'channel_requests')).toBe(0)
  expect(await count(ours, 'messages')).toBe(0)
})

test('a person who writes again is the same customer in the same conversation, another one is not', async () => {
  const first = await world.say(ours, '在吗')
  const second = await world.say(ours, '有人吗')
  const stranger = await world.say(ours, '在吗', randomUUID(), 'device-18')
  expect([second.conversationId, second.seq]).toEqual([first.conversationId, 2])
  expect(stranger.conversationId).not.toBe(first.conversationId)
})

test('messages written while the receiver was down, faltering and losing answers arrive once each and in order', async () => {
  const { conversationId } = await world.say(ours, '你好')
  await world.receiver.goDown()
  await world.reply(ours, conversationId, '1')
  await world.reply(ours, conversationId, '2')
  await vi.waitFor(async () => {
    const [first] = await deliveries(ours, conversationId)
    expect(first).toEqual(['1', 'queued', 'connection_refused: the receiver could not be reached'])
  }, wait)
  world.receiver.moods = [503, 200, 'takes it and drops the line', 'drops the line']
  await world.receiver.comeUp()
  await world.reply(ours, conversationId, '3')
  await vi.waitFor(() => expect(arrived()).toEqual(['1', '2', '3']), wait)
  await vi.waitFor(async () => {
    const states = await deliveries(ours, conversationId)
    expect(states).toEqual([['1', 'sent', null], ['2', 'sent', null], ['3', 'sent', null]]) // biome-ignore format: one a message
  }, wait)
  expect(world.receiver.accepted[0]!.body).toMatchObject({ type: 'message.created', customer: { id: 'device-17' } })
})

test('a message the receiver refuses is given up with its reason, noted and told, and the next one still goes out', async () => {
  const { conversationId } = await world.say(ours, '你好')
  world.receiver.moods = [400]
  const messageId = await world.reply(ours, conversationId, '被拒')
  await world.reply(ours, conversationId, '下一条')
  await vi.waitFor(() => expect(arrived()).toEqual(['下一条']), wait)
  expect((await deliveries(ours, conversationId))[0]).toEqual(['被拒', 'failed', 'http_400: the receiver answered 400'])
  const { rows } = await world.read(ours, (tx) =>
    sql`select n.text, f.data from notes n, facts f where f.type = 'delivery.failed'`.execute(tx.query),
  )
  expect(rows).toEqual([
    {
      text: expect.stringContaining('第 2 条消息没有送达客户'),
      data: { messageId, reason: 'http_400: the receiver answered 400' },
    },
  ])
})

test('a receiver that never recovers is given up after the last try', async () => {
  const { conversationId } = await world.say(ours, '你好')
  world.receiver.moods = [500, 500, 500, 500]
  await world.reply(ours, conversationId, '送不到')
  await vi.waitFor(async () => {
    expect(await deliveries(ours, conversationId)).toEqual([
      ['送不到', 'failed', 'http_500: the receiver answered 500'],
    ])
  }, wait)
  expect(world.receiver.seen).toHaveLength(4)
  expect(new Set(world.receiver.seen).size).toBe(1)
})

test('receipts move a message forward and never back, by their id of it or by ours', async () => {
  const { conversationId } = await world.say(ours, '你好')
  const messageId = await world.reply(ours, conversationId, '您好')
  await vi.waitFor(async () => expect((await deliveries(ours, conversationId))[0]![1]).toBe('sent'), wait)
  const state = async () => (await deliveries(ours, conversationId))[0]!.slice(1)
  await world.post(ours, 'r-1', receipt(`theirs-${messageId}.1`, 'read'))
  expect(await state()).toEqual(['read', null])
  const late = await world.post(ours, 'r-2', receipt(messageId, 'delivered'))
  expect(late.body.results[0]).toMatchObject({ type: 'receipt', state: 'read' })
  expect(await state()).toEqual(['read', null])
})

test('a platform that reports a failure later makes it visible', async () => {
  const { conversationId } = await world.say(ours, '你好')
  const messageId = await world.reply(ours, conversationId, '您好')
  await vi.waitFor(async () => expect((await deliveries(ours, conversationId))[0]![1]).toBe('sent'), wait)
  await world.post(ours, 'r-1', receipt(messageId, 'failed', 'device switched off'))
  expect((await deliveries(ours, conversationId))[0]).toEqual(['您好', 'failed', 'device switched off'])
  expect(await count(ours, 'notes')).toBe(1)
})

test('a long message goes out in pieces, and after a failure goes on at the piece that failed', async () => {
  const { conversationId } = await world.say(ours, '你好')
  world.receiver.moods = [200, 503]
  await world.reply(ours, conversationId, `${'甲'.repeat(7_999)}。${'乙'.repeat(100)}`)
  await vi.waitFor(() => expect(arrived().map((text) => text[0])).toEqual(['甲', '乙']), wait)
  expect(world.receiver.seen.map((id) => id.split('.')[1])).toEqual(['1', '2', '2'])
})

test('another company can neither move our messages nor change our account', async () => {
  const theirs = await world.openAccount()
  const { conversationId } = await world.say(ours, '你好')
  const messageId = await world.reply(ours, conversationId, '您好')
  await vi.waitFor(async () => expect((await deliveries(ours, conversationId))[0]![1]).toBe('sent'), wait)
  const answer = await world.post(theirs, 'r-1', receipt(messageId, 'read'))
  expect(answer.body.results[0]).toMatchObject({ type: 'waiting' })
  expect((await deliveries(ours, conversationId))[0]![1]).toBe('sent')
  expect(await world.read(theirs, (tx) => world.pushed.accounts.change(tx, ours.id, { name: 'mine' }))).toBeUndefined()
  expect(await world.read(theirs, (tx) => world.pushed.accounts.list(tx))).toMatchObject([{ id: theirs.id }])
})

test('on a device that shows only text a number is the choice it stands for, and nothing else is', async () => {
  const plain = await world.openAccount({ textOnly: true })
  const { conversationId } = await world.say(plain, '退货')
  const choices: Part = { type: 'choices', choices: [{ value: 'a', label: '水壶' }, { value: 'b', label: '风扇' }] } // biome-ignore format: one part
  await world.reply(plain, conversationId, '退哪一件?', [choices])
  await world.say(plain, '2。')
  await world.say(plain, '7')
  const { rows } = await world.read(plain, (tx) =>
    sql`select text, choice from messages where sender = 'customer' order by seq`.execute(tx.query),
  )
  expect(rows).toEqual([{ text: '退货', choice: null }, { text: '风扇', choice: 'b' }, { text: '7', choice: null }]) // biome-ignore format: one a message
})

test('a number after closing is the rating that was asked for', async () => {
  const plain = await world.openAccount({ textOnly: true })
  const { conversationId } = await world.say(plain, '谢谢')
  await world.read(plain, (tx) => world.conversations.resolve(tx, conversationId, 'solved', true))
  expect(await world.say(plain, '5')).toMatchObject({ type: 'message', conversationId, seq: 2 })
  const { rows } = await world.read(plain, (tx) =>
    sql`select rating, rating_score from conversations`.execute(tx.query),
  )
  expect(rows).toEqual([{ rating: 'given', rating_score: 5 }])
})

test('files travel both ways; one that cannot be taken is named and keeps nobody waiting', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex').toString(
    'base64',
  )
  const files = [{ name: 'a.png', data: png }, { name: 'b.html', data: Buffer.from('<script>').toString('base64') }] // biome-ignore format: one list
  const body = { type: 'customer.message', customer: { id: 'd' }, content: { type: 'text', text: '照片' }, files }
  const { conversationId } = (await world.post(ours, 'f-1', body)).body.results[0]!
  const [message] = await world.read(ours, (tx) => world.conversations.readMessages(tx, conversationId, 0))
  expect(message!.text).toBe('照片\n[b.html: type_not_allowed]')
  const part = message!.parts[0]!
  expect(part).toMatchObject({ type: 'file', file: { name: 'a.png', mime: 'image/png' } })
  await world.reply(ours, conversationId, '收到', [part])
  await vi.waitFor(() => expect(arrived()).toEqual(['收到']), wait)
  const link = world.receiver.accepted[0]!.body.message.parts[0]!.url!.replace('https://desk.example', '')
  expect((await world.app.inject({ url: link })).rawPayload.toString('base64')).toBe(png)
  expect((await world.app.inject({ url: link.replace('until=', 'until=9') })).statusCode).toBe(404)
})

test('settings and secrets are checked before an account is opened, and the secret is stored unreadable', async () => {
  const open = (given: object) =>
    world.read(ours, (tx) => world.pushed.accounts.open(tx, { kind: 'webhook', name: 'x', settings: {}, ...given }))
  await expect(open({ kind: 'pigeon' })).rejects.toThrow('/body/kind: must be one of webhook')
  await expect(open({ settings: { url: 'ftp://a' } })).rejects.toThrow('/body/settings/url')
  await expect(open({ settings: { url: 'https://a.example' }, secret: 'short' })).rejects.toThrow('/body/secret')
  const { rows } = await world.read(ours, (tx) =>
    sql<{ secret: string }>`select secret from channel_accounts`.execute(tx.query),
  )
  expect(rows[0]!.secret).not.toContain(ours.secret)
})
