import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClientFrame, ServerFrame, Welcome } from '@loopdesk/contracts/chat-protocol.ts'
import type { Message, PublicConversation } from '@loopdesk/contracts/messages.ts'
import { type WebSocket, WebSocketServer } from 'ws'

/** One accepted socket, spoken to line by line by the test. */
export interface Peer {
  /** The next frame of this type; acknowledgements and pings in between are skipped. */
  next<T extends ClientFrame['type']>(type: T): Promise<ClientFrame & { type: T }>
  say(...frames: ServerFrame[]): void
  /** Cuts the connection without a closing handshake. */
  drop(): void
  close(code: number): void
  closed: Promise<unknown>
}

type Handler = (
  body: Record<string, unknown>,
  request: IncomingMessage,
) => { status?: number; body: unknown } | Promise<never>

/** A real HTTP and WebSocket server on a free port that says only what the test tells it to. */
export async function startScriptedServer(options: { socket?: boolean } = {}) {
  const waiting: ((peer: Peer) => void)[] = []
  const arrived: Peer[] = []
  const routes = new Map<string, Handler>()
  const pages = new Map<string, { type: string; body: string | Buffer }>()
  let refuseSockets = options.socket === false

  const http = createServer((request, response) => {
    const page = pages.get((request.url ?? '').split('?')[0] ?? '')
    if (page) response.writeHead(200, { 'content-type': page.type }).end(page.body)
    else void answer(routes, request, response)
  })
  const sockets = new WebSocketServer({ noServer: true })
  http.on('upgrade', (request, socket, head) => {
    if (refuseSockets) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const peer = makePeer(ws)
      const taker = waiting.shift()
      if (taker) taker(peer)
      else arrived.push(peer)
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')

  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    /** The next socket a client opens. */
    peer: (): Promise<Peer> => {
      const ready = arrived.shift()
      return ready ? Promise.resolve(ready) : new Promise((resolve) => waiting.push(resolve))
    },
    route: (path: string, handler: Handler) => void routes.set(path, handler),
    /** Serves a file as it is, whatever the query. */
    page: (path: string, type: string, body: string | Buffer) => void pages.set(path, { type, body }),
    refuseSockets: (refuse: boolean) => {
      refuseSockets = refuse
    },
    async stop() {
      for (const ws of sockets.clients) ws.terminate()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}

async function answer(routes: Map<string, Handler>, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const text = request.headers['content-type'] === 'application/json' ? Buffer.concat(chunks).toString() : ''
  const handler = routes.get(request.url ?? '')
  const reply = handler
    ? await handler(text ? JSON.parse(text) : {}, request)
    : { status: 404, body: problem('not_found', 404) }
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
}

function makePeer(ws: WebSocket): Peer {
  const frames: ClientFrame[] = []
  let wake = () => {}
  ws.on('message', (data) => {
    frames.push(JSON.parse(String(data)))
    wake()
  })
  return {
    async next(type) {
      for (;;) {
        const at = frames.findIndex((frame) => frame.type === type)
        if (at >= 0) return frames.splice(at, 1)[0] as never
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    say: (...said) => {
      for (const frame of said) ws.send(JSON.stringify(frame))
    },
    drop: () => ws.terminate(),
    close: (code) => ws.close(code),
    closed: once(ws, 'close'),
  }
}

export const conversationId = '0190a000-0000-7000-8000-000000000001'

export function conversation(change: Partial<PublicConversation> = {}): PublicConversation {
  return {
    id: conversationId,
    status: 'open',
    owner: 'bot',
    agentName: null,
    queue: null,
    lastSeq: 0,
    settledSeq: 0,
    rating: 'none',
    ...change,
  }
}

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `0190a000-0000-7000-9000-${String(seq).padStart(12, '0')}`,
    conversationId,
    seq,
    sender: 'bot',
    senderName: null,
    text: `message ${seq}`,
    parts: [],
    at: '2026-11-21T08:00:00.000Z',
    delivery: { state: 'sent', reason: null },
    event: null,
    clientId: null,
    ...change,
  }
}

export function welcome(change: Partial<Welcome> = {}): ServerFrame & { type: 'welcome' } {
  return {
    type: 'welcome',
    visitorToken: 'visitor-1',
    customer: { name: null, signedIn: false },
    site: {
      name: '小环',
      greeting: { zh: '您好', en: 'Hello' },
      color: '#0b6bcb',
      avatarUrl: null,
      topics: { zh: [], en: [] },
      humanAvailable: true,
    },
    locale: 'zh',
    conversation: null,
    messages: [],
    ...change,
  }
}

export function accepted(
  id: string,
  seq: number,
  change: { conversationId?: string; duplicate?: boolean } = {},
): ServerFrame {
  return { type: 'accepted', id, conversationId, seq, at: '2026-11-21T08:00:01.000Z', duplicate: false, ...change }
}

export function problem(code: string, status: number, detail = code) {
  return { type: `about:blank#${code}`, title: code, status, code, detail }
}
