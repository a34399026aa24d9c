import { randomUUID } from 'node:crypto'
import type { Hello, ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { CustomerContent, Message, PublicConversation } from '@loopdesk/contracts/messages.ts'

export type Chat = Awaited<ReturnType<typeof openChat>>

/** What went wrong between us and the product, in words for the list of reasons. */
export class ChatError extends Error {}

/** A customer's connection by the public protocol of docs/chat-protocol.md, as the widget keeps one. */
export async function openChat(baseUrl: string, hello: Partial<Hello> & { siteKey: string }, patience: number) {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/chat/v1/socket`)
  const messages = new Map<number, Message>()
  const accepted = new Map<string, number>()
  const rejected = new Map<string, string>()
  const watchers = new Set<() => void>()
  let visitorToken: string | null = null
  let conversation: PublicConversation | null = null
  let conversationId: string | null = null
  let settledSeq = 0
  let broken: string | null = null

  const take = (frame: ServerFrame) => {
    if (frame.type === 'welcome') {
      visitorToken = frame.visitorToken
      conversation = frame.conversation
      for (const message of frame.messages) messages.set(message.seq, message)
    } else if (frame.type === 'accepted') {
      conversationId = frame.conversationId
      accepted.set(frame.id, frame.seq)
    } else if (frame.type === 'rejected') {
      const words = frame.problem.detail ?? frame.problem.title
      if (frame.id === null) broken = `the hello was refused: ${words}`
      else rejected.set(frame.id, words)
    } else if (frame.type === 'message') messages.set(frame.message.seq, frame.message)
    else if (frame.type === 'conversation') conversation = frame.conversation
    else if (frame.type === 'turn.settled') settledSeq = Math.max(settledSeq, frame.seq)
  }
  const wake = () => {
    for (const watcher of [...watchers]) watcher()
  }
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'hello', ...hello })))
  socket.addEventListener('message', (event) => {
    take(JSON.parse(String(event.data)) as ServerFrame)
    wake()
  })
  const lost = () => {
    broken ??= 'the product closed the connection'
    wake()
  }
  socket.addEventListener('close', lost)
  socket.addEventListener('error', lost)

  /** Resolves as soon as `ready` holds; fails when the connection breaks or the patience (ms) is over. */
  const until = (ready: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new ChatError(`${what} did not come within ${patience / 1000} s`)),
        patience,
      )
      const settle = (error?: Error) => {
        clearTimeout(timer)
        watchers.delete(look)
        if (error) reject(error)
        else resolve()
      }
      const look = () => {
        if (ready()) settle()
        else if (broken) settle(new ChatError(broken))
      }
      watchers.add(look)
      look()
    })

  await until(() => visitorToken !== null, 'the welcome')
  return {
    conversationId: () => conversationId,
    owner: () => conversation?.owner ?? 'bot',
    messagesAfter: (seq: number) =>
      [...messages.values()].filter((message) => message.seq > seq).sort((a, b) => a.seq - b.seq),

    /** Writes a message; `wait` gives its place in the conversation once it is stored. */
    send(content: CustomerContent): { wait: () => Promise<number> } {
      const id = randomUUID()
      if (!broken) socket.send(JSON.stringify({ type: 'send', id, content }))
      return {
        async wait() {
          await until(() => accepted.has(id) || rejected.has(id), 'the receipt of a message')
          if (rejected.has(id)) throw new ChatError(`a message was refused: ${rejected.get(id)}`)
          return accepted.get(id)!
        },
      }
    },

    settled: (seq: number) => until(() => settledSeq >= seq, 'the end of a turn'),

    async upload(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
      const form = new FormData()
      form.set('file', new Blob([bytes]), name)
      const response = await fetch(`${baseUrl}/chat/v1/files`, {
        method: 'POST',
        headers: { 'x-visitor-token': visitorToken! },
        body: form,
      })
      if (!response.ok) throw new ChatError(`the upload of ${name} was refused with ${response.status}`)
      return ((await response.json()) as { fileId: string }).fileId
    },

    close: () => socket.close(1000),
  }
}
