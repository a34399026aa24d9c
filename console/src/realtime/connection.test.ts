import type { AddressInfo } from 'node:net'
import type { ConsoleClientFrame, ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import { type Connection, type ConnectionState, delayBefore, makeConnection } from './connection.ts'

const conversationId = '3f0f2f63-1f0e-4a3b-9d3c-6f5f2f0c1a11'
let server: WebSocketServer
let heard: ConsoleClientFrame[]
let states: ConnectionState[]
let connection: Connection
let onClient: (socket: ServerSocket) => void
let waiting: { done: () => boolean; resolve: () => void }[]

/** Resolves as soon as the condition holds; checked whenever something arrives on either side. */
function until(done: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    waiting.push({ done, resolve })
    check()
  })
}
function check() {
  waiting = waiting.filter((one) => {
    if (!one.done()) return true
    one.resolve()
    return false
  })
}
const say = (socket: ServerSocket, frame: ConsoleServerFrame) => socket.send(JSON.stringify(frame))

beforeEach(async () => {
  heard = []
  states = []
  waiting = []
  onClient = () => undefined
  server = new WebSocketServer({ port: 0 })
  await new Promise((listening) => server.once('listening', listening))
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ConsoleClientFrame
      heard.push(frame)
      if (frame.type === 'hello') onClient(socket)
      check()
    })
  })
})
afterEach(() => {
  connection.close()
  for (const socket of server.clients) socket.terminate()
  server.close()
})

function connect(extra: { silenceLimit?: number; onTrouble?: () => void } = {}) {
  connection = makeConnection({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    firstDelay: 5,
    onFrame: check,
    seqOf: () => 7,
    onState(state) {
      states.push(state)
      check()
    },
    ...extra,
  })
}

test('after a break it comes back with the last cursor and resumes what is on screen', async () => {
  onClient = (socket) => say(socket, { type: 'ready', cursor: 'c1' })
  connect()
  connection.watch(conversationId)
  await until(() => heard.some((frame) => frame.type === 'watch'))
  for (const socket of server.clients) {
    say(socket, { type: 'ticket', cursor: 'c2', ticketId: conversationId })
    socket.close()
  }
  await until(() => heard.filter((frame) => frame.type === 'watch').length === 2)
  expect(heard).toEqual([
    { type: 'hello' },
    { type: 'watch', conversationId, afterSeq: 7 },
    { type: 'hello', cursor: 'c2' },
    { type: 'watch', conversationId, afterSeq: 7 },
  ])
  expect(states).toEqual(['connecting', 'online', 'waiting', 'connecting', 'online'])
})

test('what is no longer on screen is not followed any more', async () => {
  onClient = (socket) => say(socket, { type: 'ready', cursor: 'c1' })
  connect()
  await until(() => states.includes('online'))
  connection.watch(conversationId)
  connection.unwatch(conversationId)
  await until(() => heard.some((frame) => frame.type === 'unwatch'))
  for (const socket of server.clients) socket.close()
  await until(() => states.filter((state) => state === 'online').length === 2)
  connection.typing(conversationId)
  await until(() => heard.some((frame) => frame.type === 'typing'))
  expect(heard.filter((frame) => frame.type === 'watch')).toHaveLength(1)
})

test('a server that has gone silent is left and dialled again', async () => {
  let greeted = 0
  onClient = (socket) => {
    if (greeted++ > 0) say(socket, { type: 'ready', cursor: 'c1' })
  }
  connect({ silenceLimit: 30 })
  await until(() => states.includes('online'))
  expect(greeted).toBe(2)
})

test('an ended session is not tried again, repeated failures ask whether it has ended', async () => {
  let trouble = 0
  onClient = (socket) => (trouble ? say(socket, { type: 'bye', reason: 'session_ended' }) : socket.terminate())
  connect({ onTrouble: () => trouble++ })
  await until(() => states.includes('ended'))
  expect(trouble).toBe(1)
  expect(heard.filter((frame) => frame.type === 'hello')).toHaveLength(4)
})

test('the pause before the next attempt doubles, is spread, and never exceeds half a minute', () => {
  expect([1, 2, 3].map((failures) => delayBefore(failures, 500, 1))).toEqual([500, 1000, 2000])
  expect(delayBefore(3, 500, 0)).toBe(1000)
  expect(delayBefore(40, 500, 1)).toBe(30_000)
})
