import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClientFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { CustomerContent, Part } from '@loopdesk/contracts/messages.ts'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Login } from './staff-desk.ts'

export type Reply = { text: string; parts?: Part[] }
/** What a stand-in bot does with the n-th message of the customer; nothing is silence. */
export type Script = (content: CustomerContent, turn: number) => Promise<Reply[]> | Reply[]
/** What the stand-in's records say afterwards. */
export type Recorded = { handedOver: boolean; tickets: number; outcome: string | null }

export type ScriptedProduct = Awaited<ReturnType<typeof startScriptedProduct>>

/** A product of a few lines that speaks the chat protocol and the staff API, to test the runner by. */
export async function startScriptedProduct() {
  const state = {
    script: (() => []) as Script,
    recorded: { handedOver: false, tickets: 0, outcome: null } as Recorded,
    /** Never ends a turn. */
    hangs: false,
    hellos: [] as Extract<ClientFrame, { type: 'hello' }>[],
    heard: [] as CustomerContent[],
    presences: [] as string[],
  }
  const server = createServer((request, response) => void answerHttp(request, response, state))
  const chat = new WebSocketServer({ noServer: true })
  const console = new WebSocketServer({ noServer: true })
  chat.on('connection', (socket) => serveChat(socket, state))
  server.on('upgrade', (request, socket, head) => {
    const target = request.url === '/chat/v1/socket' ? chat : console
    target.handleUpgrade(request, socket, head, (each) => target.emit('connection', each))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const logins: Login[] = ['owner', 'agent'].map((role) => ({ email: `${role}@x.example`, password: 'secret', role }))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logins,
    state,
    async close() {
      for (const socket of [...chat.clients, ...console.clients]) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type State = { script: Script; recorded: Recorded; hangs: boolean } & Pick<
  { hellos: Extract<ClientFrame, { type: 'hello' }>[]; heard: CustomerContent[]; presences: string[] },
  'hellos' | 'heard' | 'presences'
>

function serveChat(socket: WebSocket, state: State): void {
  const conversationId = randomUUID()
  let seq = 0
  let turn = 0
  let work = Promise.resolve()
  const tell = (frame: object) => socket.send(JSON.stringify(frame))
  const take = async (frame: Extract<ClientFrame, { type: 'send' }>) => {
    const mine = ++seq
    state.heard.push(frame.content)
    tell({ type: 'accepted', id: frame.id, conversationId, seq: mine, at: new Date().toISOString(), duplicate: false })
    if (state.hangs) return
    for (const { text, parts = [] } of await state.script(frame.content, ++turn))
      tell({ type: 'message', message: { id: randomUUID(), conversationId, seq: ++seq, sender: 'bot', text, parts } })
    tell({ type: 'turn.settled', conversationId, seq: mine })
  }
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as ClientFrame
    if (frame.type === 'hello') {
      state.hellos.push(frame)
      tell({ type: 'welcome', visitorToken: 'visitor', conversation: null, messages: [] })
    } else if (frame.type === 'send') work = work.then(() => take(frame))
  })
}

async function answerHttp(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const path = request.url ?? ''
  const conversationId = path.split('/').at(-1)
  const owner = state.recorded.handedOver ? 'queue' : 'bot'
  const answer = (value: object) => response.end(JSON.stringify(value))
  response.setHeader('content-type', 'application/json')
  if (path === '/v1/session') return void response.setHeader('set-cookie', 'sid=1; Path=/').end('{}')
  if (path === '/v1/me/presence') state.presences.push((JSON.parse(body) as { presence: string }).presence)
  if (path === '/chat/v1/files') return void answer({ fileId: randomUUID() })
  if (path.startsWith('/v1/tickets'))
    return void answer({
      items: Array.from({ length: state.recorded.tickets }, () => ({ conversationId: lastOf(state) })),
    })
  lastConversation.set(state, conversationId ?? '')
  answer({ owner, outcome: state.recorded.outcome, ownerHistory: [{ to: owner, reason: 'customer_asked' }] })
}

const lastConversation = new WeakMap<State, string>()
const lastOf = (state: State) => lastConversation.get(state)
