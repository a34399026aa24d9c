import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Part } from '@loopdesk/contracts/messages.ts'
import type { FastifyInstance } from 'fastify'
import { sign } from '../src/extensions/channels/webhook/sign.ts'
import { channelsByKind } from '../src/extensions/index.ts'
import type { Db, Tx } from '../src/infra/db.ts'
import { makeFileStore } from '../src/infra/files.ts'
import { makeHttp } from '../src/infra/http/index.ts'
import { makeHttpClient } from '../src/infra/http-client.ts'
import { type Jobs, startJobs } from '../src/infra/jobs.ts'
import { silentLog as log } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { makeAccounts, makePushedChannels } from '../src/modules/channels/index.ts'
import { type Conversations, makeConversations } from '../src/modules/conversations/index.ts'
import { makeCustomers } from '../src/modules/customers/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { makeReceive } from '../src/turn/receive.ts'
import { openTestDatabase } from './world.ts'

/** What a receiver does with one request: answers a status, takes it and falls silent, or breaks the line unread. */
export type Mood = number | 'takes it and drops the line' | 'drops the line'

/** A company's system at the other end: checks signatures, keeps what it accepted, and knows repeats by `webhook-id`. */
export interface Receiver {
  readonly url: string
  /** Bodies accepted, each id once, in the order they came. */
  readonly accepted: { id: string; body: ReceivedBody }[]
  /** Every request that reached it, repeats included. */
  readonly seen: string[]
  /** Moods of the next requests; afterwards it answers 200. */
  moods: Mood[]
  goDown(): Promise<void>
  comeUp(): Promise<void>
}

export interface ReceivedBody {
  type: string
  customer: { id: string }
  message: {
    id: string
    seq: number
    text: string
    parts: (Part & { url?: string })[]
    piece: { number: number; of: number }
  }
}

export interface Account {
  workspaceId: string
  id: string
  key: string
  secret: string
}

/** Pushed channels on a database of their own, with jobs running, and a receiver. */
export interface PushedWorld {
  readonly db: Db
  readonly app: FastifyInstance
  readonly conversations: Conversations
  readonly pushed: ReturnType<typeof makePushedChannels>
  readonly receiver: Receiver
  openAccount(settings?: object): Promise<Account>
  /** Posts a signed event. */
  post(
    account: Account,
    id: string,
    body: object,
  ): Promise<{ status: number; body: { results: Result[]; errors?: { path: string }[] } }>
  /** A customer's words; answers the conversation. */
  say(account: Account, text: string, id?: string, from?: string): Promise<Result>
  /** Something of ours. */
  reply(account: Account, conversationId: string, text: string, parts?: Part[]): Promise<string>
  read<T>(account: Account, run: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

export interface Result {
  id: string
  duplicate: boolean
  type: string
  conversationId: string
  seq: number
}

/** `works: false` leaves the jobs to nobody. */
export async function openPushedWorld({ works = true } = {}): Promise<PushedWorld> {
  const database = await openTestDatabase()
  const { db } = database
  const dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-pushed-'))
  const now = () => new Date()
  const secrets = makeSecrets(Buffer.alloc(32, 5))
  const http = makeHttpClient()
  const accounts = makeAccounts({ db, secrets })
  const conversations = makeConversations({ db, worker: randomUUID() })
  const identity = makeIdentity({ db, clock: now, log, loadOf: async () => new Map(), sessionHours: 1 })
  const pushed = makePushedChannels({
    db,
    log,
    now,
    http,
    secrets,
    files: makeFileStore({ dir: dataDir, maxBytes: 1_000_000 }),
    accounts,
    channels: channelsByKind,
    customers: makeCustomers({ db, secrets, hashKey: Buffer.alloc(32, 6) }),
    receive: makeReceive({ conversations, startTurn: () => {}, worker: null }),
    rate: (workspaceId, id, rating) => conversations.rate(workspaceId, id, { ...rating, thanks: '谢谢' }),
    linkKey: Buffer.alloc(32, 7),
    baseUrl: 'https://desk.example',
    retries: { firstMs: 20, longestMs: 200, attempts: 4, oldestMs: 60_000 },
  })
  const app = await makeHttp({
    log,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  pushed.registerHooks(app)
  await app.ready()
  const secretsOf = new Map<string, string>()
  const { receiver, close: closeReceiver } = await openReceiver(secretsOf)
  const jobs: Jobs | undefined = works ? await startJobs({ db, log, handlers: pushed.jobs }) : undefined

  const world: PushedWorld = {
    db,
    app,
    conversations,
    pushed,
    receiver,
    async openAccount(settings = {}) {
      const slug = `w${randomUUID().slice(0, 8)}`
      const { id: workspaceId } = await identity.createWorkspace({ slug, name: 'Acme' })
      const given = { kind: 'webhook', name: 'IoT', settings: { url: `${receiver.url}/${slug}`, ...settings } }
      const { account, secret } = await db.tenant(workspaceId, (tx) => pushed.accounts.open(tx, given))
      secretsOf.set(slug, secret)
      return { workspaceId, id: account.id, key: account.key, secret }
    },
    async post(account, id, body) {
      const payload = JSON.stringify(body)
      const stamp = Math.floor(Date.now() / 1000)
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(stamp),
        'webhook-signature': sign(id, stamp, payload, account.secret),
      }
      const reply = await app.inject({ method: 'POST', url: `/hooks/v1/channels/${account.key}`, headers, payload })
      return { status: reply.statusCode, body: reply.json() }
    },
    async say(account, text, id = randomUUID(), from = 'device-17') {
      const body = { type: 'customer.message', customer: { id: from }, content: { type: 'text', text } }
      const { body: answer } = await world.post(account, id, body)
      return answer.results[0]!
    },
    async reply(account, conversationId, text, parts = []) {
      const message = { conversationId, sender: 'bot' as const, text, parts }
      return (await world.read(account, (tx) => conversations.appendMessage(tx, message))).id
    },
    read: (account, run) => db.tenant(account.workspaceId, run),
    async close() {
      await jobs?.stop()
      await app.close()
      await closeReceiver()
      http.close()
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return world
}

async function openReceiver(
  secretsOf: ReadonlyMap<string, string>,
): Promise<{ receiver: Receiver; close(): Promise<void> }> {
  const receiver = { accepted: [] as Receiver['accepted'], seen: [] as string[], moods: [] as Mood[] }
  const known = new Set<string>()
  let server: Server | undefined
  let port = 0

  const listen = () =>
    new Promise<void>((resolve) => {
      server = createServer((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const body = Buffer.concat(chunks)
          const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signature } = request.headers
          const secret = secretsOf.get(request.url!.slice(1)) ?? ''
          if (sign(String(id), Number(stamp), body, secret) !== signature) return response.writeHead(401).end()
          receiver.seen.push(String(id))
          const mood = receiver.moods.shift() ?? 200
          if (mood === 'drops the line') return request.socket.destroy()
          if (typeof mood === 'number' && mood !== 200) return response.writeHead(mood).end()
          if (!known.has(String(id))) receiver.accepted.push({ id: String(id), body: JSON.parse(body.toString()) })
          known.add(String(id))
          if (mood === 200) return response.end(JSON.stringify({ id: `theirs-${id}` }))
          return request.socket.destroy()
        })
      }).listen(port, '127.0.0.1', () => {
        port = (server!.address() as AddressInfo).port
        resolve()
      })
    })
  const close = () =>
    new Promise<void>((resolve) => {
      server!.close(() => resolve())
      server!.closeAllConnections()
    })
  await listen()
  return {
    receiver: Object.assign(receiver, { url: `http://127.0.0.1:${port}`, goDown: close, comeUp: listen }),
    close: () => (server!.listening ? close() : Promise.resolve()),
  }
}
