import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChatState, unreadCount } from '../src/core/chat-state.ts'
import { type Connection, makeConnection } from '../src/core/connection.ts'
import { type KeyValue, memoryStorage } from '../src/core/session-store.ts'
import type { Timing } from '../src/core/timing.ts'
import {
  accepted,
  conversation,
  conversationId,
  message,
  problem,
  startScriptedServer,
  welcome,
} from './scripted-server.ts'

type Server = Awaited<ReturnType<typeof startScriptedServer>>
let server: Server
let open: Connection[] = []
let storage: KeyValue

beforeEach(async () => {
  server = await startScriptedServer()
  storage = memoryStorage()
})
afterEach(async () => {
  for (const connection of open) connection.stop()
  open = []
  await server.stop()
})

const quick: Partial<Timing> = { backoffFirst: 4, backoffMost: 20, gapPatience: 15, ackEvery: 5, openWithin: 2000 }

function connect(change: { timing?: Partial<Timing>; userToken?: string; onIdentityRefused?: () => void } = {}) {
  const connection = makeConnection({
    origin: server.origin,
    siteKey: 'demo',
    locale: 'zh',
    page: () => ({ url: 'https://shop.example/', title: 'Shop', meta: {} }),
    storage,
    ...change,
    timing: { ...quick, ...change.timing },
  })
  open.push(connection)
  connection.start()
  return connection
}

/** Waits for the state the test is about; a promise kept late fails by the test's own time limit. */
function until(connection: Connection, holds: (state: ChatState) => boolean): Promise<ChatState> {
  return new Promise((resolve) => {
    const check = (state: ChatState) => {
      if (!holds(state)) return
      stop()
      resolve(state)
    }
    const stop = connection.subscribe(check)
    check(connection.state())
  })
}
const texts = (state: ChatState) => state.thread.messages.map((held) => held.text)
const seqs = (state: ChatState) => state.thread.messages.map((held) => held.seq)
const withText = (text: string) => ({ type: 'text', text }) as const

describe('opening', () => {
  it('a returning visitor is recognised and gets the history', async () => {
    storage.setItem('loopdesk:demo', JSON.stringify({ visitorToken: 'visitor-7', conversationId, readSeq: 1 }))
    const connection = connect()
    const peer = await server.peer()
    expect(await peer.next('hello')).toMatchObject({
      siteKey: 'demo',
      visitorToken: 'visitor-7',
      conversationId,
      afterSeq: 0,
      page: { title: 'Shop' },
    })
    peer.say(welcome({ visitorToken: 'visitor-7', conversation: conversation(), messages: [message(1), message(2)] }))
    const state = await until(connection, (now) => now.link === 'online')
    expect(texts(state)).toEqual(['message 1', 'message 2'])
    expect(unreadCount(state)).toBe(1)
  })

  it('two tabs of a new visitor end up as the same visitor', async () => {
    const first = connect()
    const peerA = await server.peer()
    await peerA.next('hello')
    connect()
    const peerB = await server.peer()
    await peerB.next('hello')
    peerA.say(welcome({ visitorToken: 'visitor-a' }))
    await until(first, (now) => now.link === 'online')
    peerB.say(welcome({ visitorToken: 'visitor-b' }))
    expect(await (await server.peer()).next('hello')).toMatchObject({ visitorToken: 'visitor-a' })
  })

  it('an expired visitor token is dropped and the chat goes on as a new visitor', async () => {
    storage.setItem('loopdesk:demo', JSON.stringify({ visitorToken: 'old', conversationId }))
    connect()
    const peer = await server.peer()
    await peer.next('hello')
    peer.say({ type: 'rejected', id: null, problem: problem('session_expired', 401) })
    const again = await (await server.peer()).next('hello')
    expect(again.visitorToken).toBeUndefined()
    expect(again.conversationId).toBeUndefined()
  })

  it('a refused user token is told to the site and the chat goes on anonymously', async () => {
    let told = 0
    connect({ userToken: 'forged', onIdentityRefused: () => told++ })
    const peer = await server.peer()
    expect((await peer.next('hello')).userToken).toBe('forged')
    peer.say({ type: 'rejected', id: null, problem: problem('unauthenticated', 401) })
    expect((await (await server.peer()).next('hello')).userToken).toBeUndefined()
    expect(told).toBe(1)
  })

  it('an unknown site key ends in a refusal, not in endless tries', async () => {
    const connection = connect()
    const peer = await server.peer()
    await peer.next('hello')
    peer.say({ type: 'rejected', id: null, problem: problem('not_found', 404) })
    await peer.closed
    const state = await until(connection, (now) => now.link === 'refused')
    expect(state.refusal?.code).toBe('not_found')
  })

  it('forgets everything of a person who signs out', async () => {
    const connection = connect({ userToken: 'jwt' })
    const peer = await server.peer()
    await peer.next('hello')
    peer.say(welcome({ conversation: conversation(), messages: [message(1)] }))
    await until(connection, (now) => now.link === 'online')
    connection.identify(null)
    const hello = await (await server.peer()).next('hello')
    expect(hello).toMatchObject({ afterSeq: 0 })
    expect([hello.visitorToken, hello.userToken, hello.conversationId]).toEqual([undefined, undefined, undefined])
    expect(texts(connection.state())).toEqual([])
  })
})

describe('receiving', () => {
  async function online() {
    const connection = connect()
    const peer = await server.peer()
    await peer.next('hello')
    peer.say(welcome({ conversation: conversation(), messages: [message(1)] }))
    await until(connection, (now) => now.link === 'online')
    return { connection, peer }
  }

  it('shows a repeated frame once and keeps its newest version', async () => {
    const { connection, peer } = await online()
    peer.say({ type: 'message', message: message(2) }, { type: 'message', message: message(2, { text: 'edited' }) })
    peer.say({ type: 'message', message: message(1) }, { type: 'message', message: message(3) })
    expect(texts(await until(connection, (now) => now.thread.reached === 3))).toEqual([
      'message 1',
      'edited',
      'message 3',
    ])
  })

  it('frames out of order are put in order without a reconnect', async () => {
    const { connection, peer } = await online()
    peer.say({ type: 'message', message: message(3) }, { type: 'message', message: message(2) })
    expect(seqs(await until(connection, (now) => now.thread.reached === 3))).toEqual([1, 2, 3])
    expect(connection.state().link).toBe('online')
  })

  it('a missing message is asked for from the last one held', async () => {
    const { connection, peer } = await online()
    peer.say({ type: 'message', message: message(4) })
    const resumed = await server.peer()
    expect(await resumed.next('hello')).toMatchObject({ conversationId, afterSeq: 1 })
    resumed.say(welcome({ conversation: conversation(), messages: [message(2), message(3), message(4)] }))
    expect(seqs(await until(connection, (now) => now.thread.reached === 4))).toEqual([1, 2, 3, 4])
  })

  it('after a cut the conversation goes on from the last message held', async () => {
    const { connection, peer } = await online()
    peer.say({ type: 'message', message: message(2) })
    await until(connection, (now) => now.thread.reached === 2)
    peer.drop()
    const resumed = await server.peer()
    expect(await resumed.next('hello')).toMatchObject({ visitorToken: 'visitor-1', conversationId, afterSeq: 2 })
    resumed.say(welcome({ conversation: conversation(), messages: [message(3)] }))
    expect(seqs(await until(connection, (now) => now.thread.reached === 3))).toEqual([1, 2, 3])
  })

  it('a server that says good-bye is left and found again', async () => {
    const { peer } = await online()
    peer.say({ type: 'bye', reason: 'shutting_down' })
    expect(await (await server.peer()).next('hello')).toMatchObject({ afterSeq: 1 })
  })

  it('a silent connection is noticed by a missing pong', async () => {
    const connection = connect({ timing: { pingAfter: 10, pongWithin: 10 } })
    const peer = await server.peer()
    await peer.next('hello')
    peer.say(welcome())
    await until(connection, (now) => now.link === 'online')
    await peer.next('ping')
    expect(await (await server.peer()).next('hello')).toMatchObject({ visitorToken: 'visitor-1' })
  })

  it('acknowledges the highest seq once for a burst, and what was read', async () => {
    const { connection, peer } = await online()
    peer.say(...[2, 3, 4, 5].map((seq) => ({ type: 'message', message: message(seq) }) as const))
    await until(connection, (now) => now.thread.reached === 5)
    connection.markRead(5)
    expect(await peer.next('read')).toEqual({ type: 'read', seq: 5 })
    const received = [await peer.next('received')]
    if (received[0]?.seq !== 5) received.push(await peer.next('received'))
    expect(received.at(-1)).toEqual({ type: 'received', seq: 5 })
  })

  it('something read while the connection was down is acknowledged after it', async () => {
    const { connection, peer } = await online()
    peer.drop()
    await until(connection, (now) => now.link === 'waiting')
    connection.markRead(1)
    const resumed = await server.peer()
    await resumed.next('hello')
    resumed.say(welcome({ conversation: conversation() }))
    expect(await resumed.next('read')).toEqual({ type: 'read', seq: 1 })
  })

  it('shows that the bot is at work until everything the customer said is settled', async () => {
    const { connection, peer } = await online()
    peer.say({ type: 'message', message: message(2, { sender: 'customer' }) })
    peer.say({ type: 'turn.started', conversationId, seq: 2 }, { type: 'turn.settled', conversationId, seq: 1 })
    peer.say({ type: 'message', message: message(3) })
    expect((await until(connection, (now) => now.thread.reached === 3)).typing).toBe('bot')
    peer.say({ type: 'turn.settled', conversationId, seq: 2 })
    await until(connection, (now) => now.typing === null)
  })

  it('a new conversation starts below the ended one', async () => {
    const { connection, peer } = await online()
    const next = '0190a000-0000-7000-8000-000000000002'
    const id = connection.send(withText('又有个问题'))
    await peer.next('send')
    peer.say(accepted(id, 1, { conversationId: next }), {
      type: 'conversation',
      conversation: conversation({ id: next }),
    })
    const state = await until(connection, (now) => now.conversation?.id === next)
    expect(texts(state)).toEqual(['又有个问题'])
    expect(state.earlier.map((held) => held.text)).toEqual(['message 1'])
    peer.drop()
    expect(await (await server.peer()).next('hello')).toMatchObject({ conversationId: next, afterSeq: 1 })
  })
})

describe('sending', () => {
  async function online() {
    const connection = connect()
    const peer = await server.peer()
    await peer.next('hello')
    peer.say(welcome())
    await until(connection, (now) => now.link === 'online')
    return { connection, peer }
  }

  it('a send is shown at once and becomes a message when accepted', async () => {
    const { connection, peer } = await online()
    const id = connection.send(withText('净水器漏水'))
    expect(connection.state().outbox).toMatchObject([{ id, state: 'sending' }])
    expect(await peer.next('send')).toMatchObject({ id, content: { type: 'text', text: '净水器漏水' } })
    peer.say(accepted(id, 1))
    const state = await until(connection, (now) => now.outbox.length === 0)
    expect(state.thread.messages).toMatchObject([{ seq: 1, sender: 'customer', text: '净水器漏水' }])
    peer.say({ type: 'message', message: message(1, { sender: 'customer', text: '净水器漏水', clientId: id }) })
    peer.say({ type: 'message', message: message(2) })
    expect(seqs(await until(connection, (now) => now.thread.reached === 2))).toEqual([1, 2])
  })

  it('a send cut off before its answer is repeated under the same id and shown once', async () => {
    const { connection, peer } = await online()
    const id = connection.send(withText('要退货'))
    await peer.next('send')
    peer.drop()
    const resumed = await server.peer()
    await resumed.next('hello')
    const stored = message(1, { sender: 'customer', text: '要退货' })
    resumed.say(welcome({ conversation: conversation(), messages: [stored] }))
    expect(await resumed.next('send')).toMatchObject({ id })
    resumed.say(accepted(id, 1, { duplicate: true }))
    const state = await until(connection, (now) => now.outbox.length === 0)
    expect(texts(state)).toEqual(['要退货'])
  })

  it('a send already found in the history is not repeated', async () => {
    const { connection, peer } = await online()
    const id = connection.send(withText('在吗'))
    await peer.next('send')
    peer.drop()
    const resumed = await server.peer()
    await resumed.next('hello')
    resumed.say(
      welcome({
        conversation: conversation(),
        messages: [message(1, { sender: 'customer', text: '在吗', clientId: id })],
      }),
    )
    const state = await until(connection, (now) => now.link === 'online')
    expect(state.outbox).toEqual([])
    connection.send(withText('second'))
    expect(await resumed.next('send')).toMatchObject({ content: { text: 'second' } })
  })

  it('sends keep their order, also over a cut', async () => {
    const { connection, peer } = await online()
    const ids = ['one', 'two', 'three'].map((text) => connection.send(withText(text)))
    await peer.next('send')
    peer.drop()
    const resumed = await server.peer()
    await resumed.next('hello')
    resumed.say(welcome())
    for (const [at, id] of ids.entries()) {
      expect((await resumed.next('send')).id).toBe(id)
      resumed.say(accepted(id, at + 1))
    }
    expect(texts(await until(connection, (now) => now.outbox.length === 0))).toEqual(['one', 'two', 'three'])
  })

  it('what was written before a reload is sent after it', async () => {
    const { connection, peer } = await online()
    const id = connection.send(withText('写到一半断网'))
    await peer.next('send')
    connection.stop()
    const reloaded = connect()
    expect(reloaded.state().outbox).toMatchObject([{ id, state: 'sending' }])
    const next = await server.peer()
    await next.next('hello')
    next.say(welcome())
    expect((await next.next('send')).id).toBe(id)
  })

  it('a refused send is shown as failed with its reason, lets the next one pass and can be tried again', async () => {
    const { connection, peer } = await online()
    const bad = connection.send(withText('bad'))
    const good = connection.send(withText('good'))
    await peer.next('send')
    peer.say({ type: 'rejected', id: bad, problem: problem('invalid_request', 400) })
    expect((await peer.next('send')).id).toBe(good)
    peer.say(accepted(good, 1))
    const state = await until(connection, (now) => now.outbox.length === 1 && now.thread.reached === 1)
    expect(state.outbox).toMatchObject([{ id: bad, state: 'failed', problem: { code: 'invalid_request' } }])
    connection.retry(bad)
    expect((await peer.next('send')).id).toBe(bad)
  })

  it('a busy server is asked again by itself', async () => {
    const { connection, peer } = await online()
    const id = connection.send(withText('hello'))
    await peer.next('send')
    peer.say({ type: 'rejected', id, problem: problem('rate_limited', 429) })
    expect((await peer.next('send')).id).toBe(id)
    expect(connection.state().outbox).toMatchObject([{ state: 'sending' }])
  })

  it('a send nobody answers makes the connection start over', async () => {
    const connection = connect({ timing: { acceptWithin: 10 } })
    const peer = await server.peer()
    await peer.next('hello')
    peer.say(welcome())
    const id = connection.send(withText('hello'))
    await peer.next('send')
    const resumed = await server.peer()
    await resumed.next('hello')
    resumed.say(welcome())
    expect((await resumed.next('send')).id).toBe(id)
  })
})

describe('where WebSockets are blocked', () => {
  it('the conversation runs over long polling: history, send, reply, acknowledgement', async () => {
    server.refuseSockets(true)
    const polls: Record<string, unknown>[] = []
    let reply: (news: never) => void = () => {}
    const { type: _, ...opened } = welcome({ conversation: conversation(), messages: [message(1)] })
    server.route('/chat/v1/session', () => ({ body: opened }))
    server.route('/chat/v1/poll', (body) => {
      polls.push(body)
      return new Promise<never>((resolve) => {
        reply = resolve
      })
    })
    server.route('/chat/v1/messages', (body) => ({ body: accepted(String(body.id), 2) }))
    const connection = connect()
    await until(connection, (now) => now.link === 'online' && now.by === 'polling')
    connection.send(withText('查物流'))
    expect(texts(await until(connection, (now) => now.thread.reached === 2))).toEqual(['message 1', '查物流'])
    expect(connection.state().typing).toBe('bot')
    reply({
      body: { conversation: conversation({ settledSeq: 2 }), messages: [message(3, { text: '已发货' })] },
    } as never)
    const state = await until(connection, (now) => now.thread.reached === 3 && now.typing === null)
    expect(texts(state).at(-1)).toBe('已发货')
    expect(polls[0]).toMatchObject({ visitorToken: 'visitor-1', conversationId, afterSeq: 1 })
  })

  it('a conversation begun while a poll is held is polled for at once', async () => {
    server.refuseSockets(true)
    const { type: _, ...opened } = welcome()
    server.route('/chat/v1/session', () => ({ body: opened }))
    const seen: unknown[] = []
    const about = new Promise<void>((resolve) => {
      server.route('/chat/v1/poll', (body) => {
        seen.push(body.conversationId)
        if (body.conversationId) resolve()
        return new Promise<never>(() => {})
      })
    })
    server.route('/chat/v1/messages', (body) => ({ body: accepted(String(body.id), 1) }))
    const connection = connect()
    await until(connection, (now) => now.link === 'online')
    connection.send(withText('hi'))
    await about
    expect(seen).toEqual([undefined, conversationId])
  })

  it('a refused send over polling says why', async () => {
    server.refuseSockets(true)
    const { type: _, ...opened } = welcome()
    server.route('/chat/v1/session', () => ({ body: opened }))
    server.route('/chat/v1/poll', () => new Promise<never>(() => {}))
    server.route('/chat/v1/messages', () => ({ status: 422, body: problem('unprocessable', 422) }))
    const connection = connect()
    await until(connection, (now) => now.link === 'online')
    connection.send(withText('hi'))
    const state = await until(connection, (now) => now.outbox[0]?.state === 'failed')
    expect(state.outbox[0]?.problem?.code).toBe('unprocessable')
  })
})
