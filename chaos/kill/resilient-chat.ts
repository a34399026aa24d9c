import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { CustomerContent, Message } from '@loopdesk/contracts/messages.ts'
import { WebSocket } from 'ws'

/** A message the product has said it stored. */
export interface Acknowledged {
  clientId: string
  conversationId: string
  seq: number
}

export type ResilientChat = ReturnType<typeof openResilientChat>

const answerWithin = 8_000
const pingAfter = 4_000
const passing = new Set(['rate_limited', 'unavailable', 'internal', 'dependency_failed'])

/**
 * A client that keeps to docs/chat-protocol.md whatever breaks: it comes back after any break, resumes from what it holds, and
 * repeats what was not acknowledged under the same id. `complain` hears of everything the protocol rules out.
 */
export function openResilientChat(url: string, hello: object, complain: (what: string) => void) {
  const messages = new Map<number, Message>()
  const acknowledged: Acknowledged[] = []
  const watchers = new Set<() => void>()
  let socket: WebSocket | undefined
  let visitorToken: string | undefined
  let conversationId: string | undefined
  let owner = 'bot'
  let settledSeq = 0
  let heardAt = Date.now()
  let pending: { id: string; content: CustomerContent; refused?: string } | undefined
  let sentAt = 0
  let closed = false
  let welcomed = false

  const reached = () => {
    let seq = 0
    while (messages.has(seq + 1)) seq++
    return seq
  }

  function connect(): void {
    if (closed) return
    welcomed = false
    heardAt = Date.now()
    const mine = new WebSocket(`${url.replace(/^http/, 'ws')}/chat/v1/socket`, { handshakeTimeout: 5_000 })
    socket = mine
    mine.on('open', () => {
      const resume = conversationId ? { conversationId, afterSeq: reached() } : {}
      const known = visitorToken ? { visitorToken } : {}
      mine.send(JSON.stringify({ type: 'hello', ...known, ...hello, ...resume }))
    })
    mine.on('message', (data) => {
      if (mine !== socket) return
      heardAt = Date.now()
      take(JSON.parse(String(data)) as ServerFrame)
      for (const watcher of [...watchers]) watcher()
    })
    mine.on('error', () => {})
    mine.on('close', () => {
      if (mine !== socket) return
      socket = undefined
      setTimeout(connect, 100 + Math.random() * 500)
    })
  }

  function take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        welcomed = true
        visitorToken = frame.visitorToken
        for (const message of frame.messages) keep(message)
        if (frame.conversation) {
          owner = frame.conversation.owner
          settledSeq = Math.max(settledSeq, frame.conversation.settledSeq)
        }
        transmit()
        return
      case 'accepted':
        acknowledge(frame.id, frame.conversationId, frame.seq)
        return
      case 'rejected':
        if (frame.id === null) socket?.terminate()
        else if (frame.id === pending?.id && passing.has(frame.problem.code)) setTimeout(transmit, 500)
        else if (frame.id === pending?.id) pending.refused = frame.problem.code
        return
      case 'message':
        keep(frame.message)
        return
      case 'conversation':
        owner = frame.conversation.owner
        return
      case 'turn.settled':
        settledSeq = Math.max(settledSeq, frame.seq)
    }
  }

  function keep(message: Message): void {
    const held = messages.get(message.seq)
    if (held && (held.id !== message.id || held.text !== message.text))
      complain(`message ${message.seq} of ${message.conversationId} was ${held.id} and is now ${message.id}`)
    messages.set(message.seq, message)
    if (message.clientId && message.clientId === pending?.id)
      acknowledge(message.clientId, message.conversationId, message.seq)
  }

  function acknowledge(clientId: string, inConversation: string, seq: number): void {
    const before = acknowledged.find((each) => each.clientId === clientId)
    if (before && before.seq !== seq)
      complain(`${clientId} was acknowledged as ${before.seq} and as ${seq} of ${inConversation}`)
    if (conversationId && conversationId !== inConversation)
      complain(`conversation ${conversationId} became ${inConversation}`)
    conversationId = inConversation
    if (!before) acknowledged.push({ clientId, conversationId: inConversation, seq })
    if (pending?.id === clientId) pending = undefined
  }

  function transmit(): void {
    if (!pending || !welcomed || socket?.readyState !== WebSocket.OPEN) return
    sentAt = Date.now()
    socket.send(JSON.stringify({ type: 'send', id: pending.id, content: pending.content }))
  }

  /** A dead connection is noticed by its silence, an unanswered send by the time it takes. */
  const watch = setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN) return
    const silent = Date.now() - heardAt
    if (silent > 2 * pingAfter || (pending && welcomed && Date.now() - sentAt > answerWithin)) socket.terminate()
    else if (silent > pingAfter) socket.send('{"type":"ping"}')
  }, 1_000)

  async function until(ready: () => boolean, patience: number): Promise<boolean> {
    if (ready()) return true
    return new Promise((resolve) => {
      const done = (result: boolean) => {
        clearTimeout(timer)
        watchers.delete(look)
        resolve(result)
      }
      const timer = setTimeout(() => done(false), patience)
      const look = () => ready() && done(true)
      watchers.add(look)
    })
  }

  connect()
  return {
    acknowledged,
    messages,
    conversationId: () => conversationId,
    /** With which files are uploaded. */
    visitorToken: () => visitorToken,
    owner: () => owner,
    messagesAfter: (seq: number) =>
      [...messages.values()].filter((each) => each.seq > seq).sort((a, b) => a.seq - b.seq),

    /** Sends until it is acknowledged; answers its place. Undefined when it was refused, or nobody answered for `patience` ms. */
    async send(content: CustomerContent, patience: number): Promise<number | undefined> {
      const id = randomUUID()
      const mine = { id, content } as NonNullable<typeof pending>
      pending = mine
      transmit()
      await until(() => pending !== mine || mine.refused !== undefined, patience)
      if (pending === mine) pending = undefined
      return acknowledged.find((each) => each.clientId === id)?.seq
    },

    /** Repeats an acknowledged message as a client does whose acknowledgement was lost. */
    repeat(clientId: string, content: CustomerContent): void {
      if (welcomed && socket?.readyState === WebSocket.OPEN)
        socket.send(JSON.stringify({ type: 'send', id: clientId, content }))
    },

    /** True when everything up to `seq` was dealt with in time; after half of it the client comes back anew, in case the news was lost. */
    async settled(seq: number, patience: number): Promise<boolean> {
      for (let tries = 0; tries < 4; tries++) {
        if (await until(() => settledSeq >= seq, patience / 4)) return true
        socket?.terminate()
      }
      return false
    },

    async close(): Promise<void> {
      closed = true
      clearInterval(watch)
      socket?.close(1000)
      await wait(0)
    },
  }
}
