import type { WebSocket } from '@fastify/websocket'
import { type ConsoleClientFrame, consoleClientFrame } from '@loopdesk/contracts/api/console-socket.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Principal, registerSocket } from '../../infra/http/index.ts'
import { type ConsoleClient, makeConsoleClient } from './console-client.ts'
import type { ConsoleHub } from './console-hub.ts'
import type { DeskDeps } from './deps.ts'

const helloWithinMs = 10_000
/** Well within the time after which a silent person counts as away. */
const beatMs = 20_000
/** Revoked keys, taken rights and run-out sessions are noticed at every third beat. */
const beatsPerCheck = 3
const mostWatched = 50
const typingEveryMs = 1_000
/** What a console watches so soon after it came back is what it held before the break. */
const resumingMs = 5_000
const badFrame = 1008

type Deps = Pick<DeskDeps, 'bus' | 'log' | 'identity'>

/** The console's one WebSocket. */
export function registerConsoleSocket(app: FastifyInstance, deps: Deps, hub: ConsoleHub): void {
  const { authenticate } = deps.identity
  registerSocket(app, '/v1/socket', (socket, call) => serve(socket, call, deps, hub), {
    authenticate,
    right: 'conversations.read',
  })
}

/** One console from hello to close; its frames are dealt with in the order they were sent. */
function serve(
  socket: WebSocket,
  { principal, request }: { principal: Principal; request: FastifyRequest },
  deps: Deps,
  hub: ConsoleHub,
): void {
  const client = makeConsoleClient(socket, principal)
  const session = makeSession(client, deps, hub)
  let queue = Promise.resolve()
  let greeted = false
  const deadline = setTimeout(() => !greeted && socket.close(badFrame, 'hello expected'), helloWithinMs)
  const stopBeating = beat(socket, client, request, deps)

  socket.on('message', (data: Buffer) => {
    const frame = readFrame(data.toString('utf8'))
    if (!frame || (frame.type === 'hello') === greeted) {
      socket.close(badFrame, frame ? 'one hello, first' : 'not a frame of this protocol')
      return
    }
    greeted = true
    queue = queue
      .then(() => session.handle(frame))
      .catch((error) => {
        deps.log.warn({ err: error }, 'a console frame failed')
        // The console comes back by itself and is brought up to date then.
        socket.terminate()
      })
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    clearTimeout(deadline)
    stopBeating()
    queue = queue.then(() => session.end())
  })
}

/** What one console asked for. */
function makeSession(client: ConsoleClient, { bus }: Deps, hub: ConsoleHub) {
  const watched = new Set<string>()
  const typedAt = new Map<string, number>()
  let resumedAt = 0

  function unwatch(conversationId: string): void {
    watched.delete(conversationId)
    typedAt.delete(conversationId)
    hub.rooms.unwatch(client, conversationId)
  }

  function watch(conversationId: string, afterSeq: number): void {
    unwatch(conversationId)
    watched.add(conversationId)
    for (const oldest of [...watched].slice(0, -mostWatched)) unwatch(oldest)
    hub.rooms.watch(client, conversationId, afterSeq, Date.now() - resumedAt < resumingMs)
  }

  function type(conversationId: string): void {
    const now = Date.now()
    if (now - (typedAt.get(conversationId) ?? 0) < typingEveryMs || !hub.rooms.ownedBy(client, conversationId)) return
    typedAt.set(conversationId, now)
    const { name, staffId } = client
    bus.publish(`conversation:${conversationId}:typing`, { who: 'agent', name, staffId })
    bus.publish('conversation', { conversationId, signal: { kind: 'typing', who: 'agent' } })
  }

  return {
    async handle(frame: ConsoleClientFrame): Promise<void> {
      if (!client.open()) return
      switch (frame.type) {
        case 'hello':
          await hub.join(client, frame.cursor)
          if (frame.cursor !== undefined) resumedAt = Date.now()
          return
        case 'watch':
          return watch(frame.conversationId, frame.afterSeq)
        case 'unwatch':
          return unwatch(frame.conversationId)
        case 'typing':
          return type(frame.conversationId)
        case 'ping':
          client.answer({ type: 'pong' })
      }
    },
    end(): void {
      for (const conversationId of [...watched]) unwatch(conversationId)
      hub.leave(client)
    },
  }
}

/** Keeps the person present while the console answers, and ends it when the log-in is over. */
function beat(socket: WebSocket, client: ConsoleClient, request: FastifyRequest, { identity, log }: Deps): () => void {
  let alive = true
  let beats = 0
  socket.on('pong', () => {
    alive = true
  })

  async function once(): Promise<void> {
    try {
      if (beats % beatsPerCheck === 0 && beats > 0) await identity.authenticate(request)
      if (client.staffId) await identity.heartbeat(client.workspaceId, client.staffId)
    } catch (error) {
      if (error instanceof AppError) client.bye('session_ended')
      else log.debug({ err: error }, 'no heartbeat for a console')
    }
    beats++
  }

  void once()
  const timer = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
    void once()
  }, beatMs)
  return () => clearInterval(timer)
}

function readFrame(text: string): ConsoleClientFrame | undefined {
  try {
    return consoleClientFrame.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
