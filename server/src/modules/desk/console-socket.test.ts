import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { ConsoleClientFrame, ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Company, type DeskWorld, openDeskWorld, type Person } from '../../../test/desk-world.ts'
import { publishFact } from '../../infra/facts.ts'
import { startAssigning } from './index.ts'

let world: DeskWorld
let acme: Company
let anna: Person
let ben: Person
let port: number

beforeAll(async () => {
  world = await openDeskWorld()
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  port = (world.app.server.address() as AddressInfo).port
  acme = await world.company('acme')
  anna = await acme.hire('anna')
  ben = await acme.hire('ben')
})
afterAll(() => world.close())

type Of<T extends ConsoleServerFrame['type']> = Extract<ConsoleServerFrame, { type: T }>

/** A console as its browser sees it. */
async function open(person: Person, cursor?: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/socket`, {
    headers: { cookie: `loopdesk_session=${person.cookie}` },
  })
  const frames: ConsoleServerFrame[] = []
  let look = () => {}
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as ConsoleServerFrame)
    look()
  })
  const closed = once(socket, 'close')
  await once(socket, 'open')
  const send = (frame: ConsoleClientFrame) => socket.send(JSON.stringify(frame))
  /** The first frame of a type that fits, now or when it comes. */
  const get = <T extends ConsoleServerFrame['type']>(type: T, fits: (frame: Of<T>) => boolean = () => true) =>
    new Promise<Of<T>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${type} among ${frames.map((frame) => frame.type)}`)), 5_000)
      look = () => {
        const found = frames.find((frame): frame is Of<T> => frame.type === type && fits(frame as Of<T>))
        if (!found) return
        clearTimeout(timer)
        resolve(found)
      }
      look()
    })
  send({ type: 'hello', ...(cursor && { cursor }) })
  const start = cursor === undefined ? await get('ready') : undefined
  const messages = () => frames.flatMap((frame) => (frame.type === 'message' ? [frame.message] : []))
  const last = () => frames.findLast((frame) => 'cursor' in frame) as { cursor: string }
  return { socket, frames, send, get, closed, messages, cursor: () => last().cursor, start }
}

const at = (conversationId: string, path = '') => `/v1/conversations/${conversationId}${path}`
const begin = async (text = '在吗') => acme.say(await acme.customer('王先生'), text)

test('a console sees a new conversation, its messages and the bot, agent and customer typing, live', async () => {
  const console_ = await open(anna)
  const customerId = await acme.customer('赵女士')
  const { conversationId } = await acme.say(customerId, '我的电话13812345678')
  const { summary } = await console_.get('conversation', ({ summary }) => summary.id === conversationId)
  expect(summary.lastMessage?.text).toBe('我的电话138****5678')
  console_.send({ type: 'watch', conversationId, afterSeq: 0 })
  await console_.get('message', ({ message }) => message.seq === 1 && message.text.includes('138****5678'))
  world.deps.bus.publish(`conversation:${conversationId}:typing`, { who: 'customer', name: null })
  await console_.get('typing', (frame) => frame.who === 'customer')
  await acme.say(customerId, '还在吗')
  await console_.get('message', ({ message }) => message.seq === 2)
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  await console_.get('conversation', ({ summary }) => summary.owner === 'agent')
  await console_.get('message', ({ message }) => message.seq === 3 && message.sender === 'system')
  const note = { idempotencyKey: 'n', text: '看起来着急' }
  await world.call(ben, 'POST', at(conversationId, '/notes'), note)
  expect((await console_.get('note')).note).toMatchObject({ author: 'ben', text: '看起来着急', afterSeq: 3 })
  console_.socket.close()
})

test('after a break a console is sent exactly what it missed, once and in order', async () => {
  const { conversationId } = await begin()
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const before = await open(anna)
  before.send({ type: 'watch', conversationId, afterSeq: 0 })
  await before.get('message', ({ message }) => message.seq === 2)
  const cursor = before.cursor()
  before.socket.terminate()
  await before.closed

  for (const text of ['一', '二', '三'])
    await world.call(anna, 'POST', at(conversationId, '/messages'), { idempotencyKey: text, text })
  const other = await begin('另一个人')
  await world.call(ben, 'POST', at(conversationId, '/notes'), { idempotencyKey: 'missed', text: '补充' })
  const { body: ticket } = await world.call(anna, 'POST', '/v1/tickets', { idempotencyKey: 'missed', subject: '补发' })

  const after = await open(anna, cursor)
  await after.get('ready')
  const changed = after.frames.flatMap((frame) => (frame.type === 'conversation' ? [frame.summary] : []))
  expect(changed.map(({ id, lastSeq }) => [id, lastSeq])).toEqual([
    [conversationId, 5],
    [other.conversationId, 1],
  ])
  expect((await after.get('note')).note.text).toBe('补充')
  expect((await after.get('ticket')).ticketId).toBe(ticket.id)
  after.send({ type: 'watch', conversationId, afterSeq: 2 })
  await after.get('message', ({ message }) => message.seq === 5)
  expect(
    after
      .messages()
      .filter(({ seq }) => seq > 2)
      .map(({ seq, text }) => [seq, text]),
  ).toEqual([
    [3, '一'],
    [4, '二'],
    [5, '三'],
  ])
  const again = await open(anna, after.cursor())
  await again.get('ready')
  expect(again.frames.map(({ type }) => type)).toEqual(['ready'])
  for (const { socket } of [after, again]) socket.close()
})

test('nothing falls between while a console connects and messages pour in', async () => {
  const customerId = await acme.customer('急先生')
  const { conversationId } = await acme.say(customerId, '0')
  let busy = true
  const talking = (async () => {
    for (let n = 1; n <= 40; n++) await acme.say(customerId, String(n))
    busy = false
  })()
  const cursors: string[] = []
  while (busy) {
    const short = await open(anna, cursors.at(-1))
    if (cursors.length > 0) await short.get('ready')
    short.send({ type: 'watch', conversationId, afterSeq: 0 })
    await short.get('message')
    cursors.push(short.cursor())
    short.socket.terminate()
  }
  await talking
  const end = await open(anna, cursors.at(-1))
  end.send({ type: 'watch', conversationId, afterSeq: 0 })
  await end.get('message', ({ message }) => message.seq === 41)
  expect(end.messages().map(({ seq }) => seq)).toEqual(Array.from({ length: 41 }, (_, n) => n + 1))
  end.socket.close()
})

test('watching consoles see when the customer has read a message', async () => {
  const { conversationId } = await begin()
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  await world.call(anna, 'POST', at(conversationId, '/messages'), { idempotencyKey: 'r', text: '看到了吗' })
  const console_ = await open(anna)
  console_.send({ type: 'watch', conversationId, afterSeq: 0 })
  await console_.get('message', ({ message }) => message.seq === 3 && message.delivery?.state === 'queued')
  await world.deps.db.tenant(acme.id, async (tx) => {
    await sql`update conversations set received_seq = 3, read_seq = 3 where id = ${conversationId}`.execute(tx.query)
    await publishFact(tx, { type: 'message.receipt', workspaceId: acme.id, conversationId, data: {} })
  })
  await console_.get('message', ({ message }) => message.seq === 3 && message.delivery?.state === 'read')
  console_.socket.close()
})

test("another workspace's console sees nothing of it, whatever it asks for", async () => {
  const other = await world.company('other')
  const spy = await other.hire('spy', 'owner')
  const console_ = await open(spy)
  const { conversationId } = await begin()
  console_.send({ type: 'watch', conversationId, afterSeq: 0 })
  console_.send({ type: 'typing', conversationId })
  await acme.say(await acme.customer('旁人'), '你好')
  const own = await other.say(await other.customer('own'), '自己的')
  await console_.get('conversation', ({ summary }) => summary.id === own.conversationId)
  expect(JSON.stringify(console_.frames)).not.toContain(conversationId)
  console_.socket.close()
})

test('a made-up or too old place is answered with a fresh start, nonsense with the door', async () => {
  const console_ = await open(anna, 'nonsense')
  await console_.get('reset')
  console_.send({ type: 'ping' })
  await console_.get('pong')
  console_.socket.send('{"type":"sing"}')
  expect((await console_.closed)[0]).toBe(1008)
  const future = await open(anna, Buffer.from('999999999999.0').toString('base64url'))
  await future.get('reset')
  future.socket.close()
})

test('logging out ends the console of that log-in at once', async () => {
  const guest = await acme.hire('guest')
  const console_ = await open(guest)
  await world.call(guest, 'DELETE', '/v1/session')
  expect((await console_.get('bye')).reason).toBe('session_ended')
  await console_.closed
})

test('a console that does not read is let go while the others go on', async () => {
  const { conversationId } = await begin()
  await world.call(anna, 'POST', at(conversationId, '/take'), {})
  const slow = await open(anna)
  const [served] = [...world.app.websocketServer.clients].slice(-1)
  const letGo = once(served!, 'close')
  const quick = await open(ben)
  slow.socket.pause()
  slow.send({ type: 'watch', conversationId, afterSeq: 0 })
  quick.send({ type: 'watch', conversationId, afterSeq: 0 })
  await quick.get('message', ({ message }) => message.seq === 2)
  const text = '很长的一句话'.repeat(4_000)
  for (let seq = 2; seq < 362; seq += 60) {
    await world.deps.db.tenant(acme.id, async (tx) => {
      for (let n = 0; n < 60; n++)
        await world.deps.conversations.appendMessage(tx, { conversationId, sender: 'bot', text })
    })
    await quick.get('message', ({ message }) => message.seq === seq + 60)
  }
  await letGo
  slow.socket.resume()
  await slow.closed
  expect(slow.messages().length).toBeLessThan(362)
  quick.socket.close()
})

test('somebody who comes online is given who waits, and colleagues see it', async () => {
  const fresh = await world.company('waiting')
  const eve = await fresh.hire('eve')
  const dan = await fresh.hire('dan')
  for (const who of [eve, dan]) await world.call(who, 'PUT', '/v1/me/presence', { presence: 'offline' })
  const { db, conversations } = world.deps
  const { conversationId } = await fresh.say(await fresh.customer('客人'), '转人工')
  await db.tenant(fresh.id, (tx) =>
    conversations.changeOwner(tx, { conversationId, to: 'queue', reason: 'customer_asked' }),
  )
  const assigning = startAssigning(world.deps)
  const console_ = await open(dan)
  await world.call(eve, 'PUT', '/v1/me/presence', { presence: 'online' })
  await console_.get('staff', ({ staff }) => staff.name === 'eve' && staff.presence === 'online')
  const { summary } = await console_.get('conversation', ({ summary }) => summary.owner === 'agent')
  expect(summary).toMatchObject({ id: conversationId, agent: { name: 'eve' }, reason: 'assigned' })
  await assigning.stop()
  console_.socket.close()
})
