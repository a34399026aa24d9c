import type { Socket } from 'node:net'
import type { WebSocket } from '@fastify/websocket'
import { type ClientFrame, clientFrame, type ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { makeProblem, readValue, toAppError } from '../../infra/http/index.ts'
import type { Log } from '../../infra/log.ts'
import type { ChatHub, Listener } from './chat-hub.ts'
import type { ChatService, ChatSession } from './chat-service.ts'
import type { Receipts } from './receipts.ts'

interface SocketDeps {
  log: Log
  service: ChatService
  hub: ChatHub
  receipts: Receipts
}

const helloWithinMs = 10_000
/** A client that lets this much pile up is not reading: it is let go, so that the server is not. */
const mostBufferedBytes = 1_000_000
const sendsPerWindow = 40
const windowMs = 10_000
/** RFC 6455 section 7.4.1 */
const closeCodes = { policy: 1008, tryLater: 1013, away: 1001 } as const

/** One client of the public chat protocol on a WebSocket, from hello to close. */
export function serveChatSocket(socket: WebSocket, { log, service, hub, receipts }: SocketDeps): void {
  let session: ChatSession | undefined
  let conversationId: string | undefined
  let leave = () => {}
  let recent: number[] = []
  const listener: Listener = { lastSeq: 0, send }
  const deadline = setTimeout(() => !session && socket.close(closeCodes.policy, 'hello expected'), helloWithinMs)
  let queue = Promise.resolve()

  socket.on('message', (data: Buffer) => {
    // Frames of one client are dealt with in the order they were sent.
    queue = queue.then(() => onFrame(data.toString('utf8')))
  })
  socket.on('close', () => {
    clearTimeout(deadline)
    leave()
  })
  socket.on('error', () => socket.terminate())

  function send(frame: ServerFrame): void {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > mostBufferedBytes) {
      socket.send(JSON.stringify({ type: 'bye', reason: 'too_slow' } satisfies ServerFrame))
      socket.close(closeCodes.tryLater, 'too slow')
      leave()
      return
    }
    together(socket)
    socket.send(JSON.stringify(frame))
  }

  async function onFrame(text: string): Promise<void> {
    let json: unknown
    try {
      json = readJson(text)
      await handle(readValue(clientFrame, json, '/frame'))
    } catch (error) {
      refuse(error, json)
    }
  }

  /** A refused message is named by the client's own id of it, where it had one. */
  function refuse(error: unknown, json: unknown): void {
    const { code, message, errors } = toAppError(error)
    if (code === 'internal') log.warn({ err: error }, 'a chat frame failed')
    const { type, id } = (json ?? {}) as { type?: unknown; id?: unknown }
    const named = type === 'send' && typeof id === 'string' && id.length <= 100 && id.isWellFormed() ? id : null
    send({ type: 'rejected', id: named, problem: makeProblem(code, message, undefined, errors) })
    if (type === 'hello' && !session) socket.close(closeCodes.policy, 'hello refused')
  }

  async function handle(frame: ClientFrame): Promise<void> {
    if (frame.type === 'hello') return greet(frame)
    if (frame.type === 'ping') return send({ type: 'pong' })
    if (!session) {
      socket.close(closeCodes.policy, 'hello expected')
      return
    }
    switch (frame.type) {
      case 'send':
        return accept(session, frame)
      case 'received':
      case 'read':
        if (conversationId) receipts.note(session.account.workspaceId, conversationId, { [frame.type]: frame.seq })
        return
      case 'feedback':
        if (conversationId) await service.giveFeedback(session, { ...frame, conversationId })
        return
      case 'page':
        session.page = frame.page
        return
      case 'typing':
        if (conversationId) hub.customerTyping(conversationId)
    }
  }

  async function greet(frame: Extract<ClientFrame, { type: 'hello' }>): Promise<void> {
    const opened = await service.open(frame)
    session = opened.session
    send({ type: 'welcome', ...opened.welcome })
    const { conversation, messages } = opened.welcome
    if (!conversation) return
    follow(conversation.id, messages.at(-1)?.seq ?? (conversation.id === frame.conversationId ? frame.afterSeq : 0))
    if (conversation.settledSeq < conversation.lastSeq) hub.showState(conversation.id)
  }

  async function accept(open: ChatSession, frame: Extract<ClientFrame, { type: 'send' }>): Promise<void> {
    const now = Date.now()
    recent = recent.filter((at) => at > now - windowMs)
    if (recent.length >= sendsPerWindow) {
      send({ type: 'rejected', id: frame.id, problem: makeProblem('rate_limited', 'too many messages, wait a moment') })
      return
    }
    recent.push(now)
    const accepted = await service.send(open, frame.id, frame.content, frame.page ?? null)
    send({ type: 'accepted', ...accepted })
    if (accepted.conversationId !== conversationId) follow(accepted.conversationId, 0)
  }

  function follow(id: string, lastSeq: number): void {
    if (id === conversationId || !session) return
    leave()
    conversationId = id
    listener.lastSeq = lastSeq
    leave = hub.join(session.account.workspaceId, id, listener)
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('malformed_json', 'the frame is not valid JSON')
  }
}

const held = new WeakSet<WebSocket>()

/** Frames of one moment (a reply, and that it was the last) leave in one packet: each write costs a call into the system. */
function together(socket: WebSocket): void {
  const { _socket: raw } = socket as unknown as { _socket?: Socket }
  if (!raw || held.has(socket)) return
  held.add(socket)
  raw.cork()
  setImmediate(() => {
    held.delete(socket)
    raw.uncork()
  })
}
