import { randomUUID } from 'node:crypto'
import type { ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import { WebSocket } from 'ws'

const PATIENCE = 30_000

export type Customer = Awaited<ReturnType<typeof openCustomer>>

/** A customer on a WebSocket of the public protocol who says one line after another, over and over. */
export async function openCustomer(baseUrl: string, hello: object, lines: string[]) {
  const socket = new WebSocket(`${baseUrl.replace(/^http/, 'ws')}/chat/v1/socket`)
  let said = 0
  let sourced = 0
  let waiting: {
    id: string
    seq: number | null
    heard: 'source' | 'words' | null
    end(fault: string | null): void
  } | null = null
  const welcomed = Promise.withResolvers<void>()

  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', ...hello })))
  socket.on('message', (data) => take(JSON.parse(String(data)) as ServerFrame))
  socket.on('error', (error) => welcomed.reject(error))
  socket.on('close', () => {
    welcomed.reject(new Error('the server closed the connection'))
    waiting?.end('connection closed')
  })

  function take(frame: ServerFrame): void {
    if (frame.type === 'welcome') welcomed.resolve()
    if (!waiting) return
    if (frame.type === 'accepted' && frame.id === waiting.id) waiting.seq = frame.seq
    else if (frame.type === 'message' && frame.message.sender === 'bot')
      waiting.heard = frame.message.parts.some((part) => part.type === 'sources')
        ? 'source'
        : (waiting.heard ?? 'words')
    else if (frame.type === 'turn.settled' && waiting.seq !== null && frame.seq >= waiting.seq) finish(waiting)
    else if (frame.type === 'rejected') waiting.end(`rejected: ${frame.problem.code}`)
  }

  function finish({ heard, end }: NonNullable<typeof waiting>): void {
    if (heard === 'source') sourced++
    end(heard ? null : 'settled without a reply')
  }

  await welcomed.promise
  return {
    socket,
    /** Answers so far that came from the knowledge. */
    sourced: () => sourced,
    /** One whole turn: sent, accepted, answered, settled. Null when all went well, else what did not. */
    turn(): Promise<string | null> {
      const text = lines[said++ % lines.length]!
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiting?.end('no answer in time'), PATIENCE)
        const end = (fault: string | null) => {
          clearTimeout(timer)
          waiting = null
          resolve(fault)
        }
        waiting = { id: randomUUID(), seq: null, heard: null, end }
        socket.send(JSON.stringify({ type: 'send', id: waiting.id, content: { type: 'text', text } }))
      })
    },
  }
}
