import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role, Staff } from '@loopdesk/contracts/api/identity.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { parse } from 'yaml'
import { makeBus } from '../src/infra/bus.ts'
import { factSignal } from '../src/infra/facts.ts'
import { makeFileStore } from '../src/infra/files.ts'
import { makeHttp } from '../src/infra/http/index.ts'
import { makeHttpClient } from '../src/infra/http-client.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { makeConversations } from '../src/modules/conversations/index.ts'
import { makeCustomers } from '../src/modules/customers/index.ts'
import { type DeskDeps, registerDesk } from '../src/modules/desk/index.ts'
import { makeFlows } from '../src/modules/flows/index.ts'
import { makeHandoff } from '../src/modules/handoff/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { makeTools } from '../src/modules/tools/index.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
interface TestReply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
  body: any
}

/** Somebody at a console: their cookie and who they are. */
export interface Person {
  staff: Staff
  cookie: string
}

/** A company of its own: an online channel, people and customers. */
export interface Company {
  id: string
  channelId: string
  /** Adds a colleague who is logged in and online. */
  hire(name: string, role?: Role): Promise<Person>
  /** A customer says something; opens a conversation where there is none. */
  say(customerId: string, text: string, language?: 'zh' | 'en'): Promise<{ conversationId: string; seq: number }>
  customer(name: string, externalId?: string): Promise<string>
}

type Modules = DeskDeps & {
  conversations: ReturnType<typeof makeConversations>
  customers: ReturnType<typeof makeCustomers>
  flows: ReturnType<typeof makeFlows>
}

/** The agents' workspace on a database of its own, without the bot. */
export interface DeskWorld {
  app: FastifyInstance
  database: TestDatabase
  /** The whole modules, also what the desk itself does not use. */
  deps: Modules
  company(slug: string): Promise<Company>
  call(as: Person | string | null, method: Method, url: string, body?: object): Promise<TestReply>
  close(): Promise<void>
}

const passwordOf = (name: string) => `correct horse of ${name}`
const replies = (
  parse(readFileSync(new URL('../../packs/core/replies.yaml', import.meta.url), 'utf8')) as {
    replies: Record<string, Record<'zh' | 'en', string[]>>
  }
).replies

function sentence(key: string, language: 'zh' | 'en', params: Record<string, string> = {}): string {
  const text = replies[key]?.[language][0]
  if (text === undefined) throw new Error(`no sentence ${key}`)
  return text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
}

export async function openDeskWorld(): Promise<DeskWorld> {
  const bus = makeBus({ log: silentLog })
  const database = await openTestDatabase({ onFacts: factSignal(bus) })
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-desk-'))
  const { db } = database
  const clock = () => new Date()
  const secrets = makeSecrets(randomBytes(32))
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock, log: silentLog, loadOf, sessionHours: 12, refusalMs: 0 })
  const conversations = makeConversations({ db, worker: randomUUID() })
  const customers = makeCustomers({ db, secrets, hashKey: randomBytes(32) })
  const http = makeHttpClient()
  const pause = async () => {}
  const tools = makeTools({ db, http, secrets, now: clock, pause, timeZone: async () => 'Asia/Shanghai' })
  const handoff = makeHandoff({ db, identity, conversations, sentence })
  const files = makeFileStore({ dir, maxBytes: 1_000_000 })
  const flows = makeFlows({ db })
  const deps = { db, bus, log: silentLog, identity, conversations, customers, flows, tools, handoff, files, sentence }
  const metrics = makeMetrics({ processFigures: false })
  const app = await makeHttp({ log: silentLog, metrics, version: '0', requestsPerMinute: 0 })
  identity.registerRoutes(app)
  registerDesk(app, deps)
  await app.ready()

  const call: DeskWorld['call'] = async (as, method, url, body) => {
    const cookies = as === null ? {} : { cookies: { loopdesk_session: typeof as === 'string' ? as : as.cookie } }
    const reply = await app.inject({ method, url, ...cookies, ...(body === undefined ? {} : { payload: body }) })
    return { status: reply.statusCode, body: reply.json() }
  }

  async function hire(workspaceId: string, slug: string, name: string, role: Role = 'agent'): Promise<Person> {
    const email = `${name}@${slug}.example`
    const { staff } = await identity.createStaff(workspaceId, { email, name, role }, passwordOf(name))
    const login = await app.inject({
      method: 'POST',
      url: '/v1/session',
      payload: { email, password: passwordOf(name) },
    })
    const cookie = login.cookies.find((each) => each.name === 'loopdesk_session')!.value
    const person = { staff, cookie }
    await call(person, 'PUT', '/v1/me/presence', { presence: 'online' })
    return person
  }

  return {
    app,
    database,
    deps,
    call,
    async company(slug) {
      const { id } = await identity.createWorkspace({ slug, name: slug })
      const channelId = await db.tenant(id, async (tx) => {
        const { rows } = await sql<{
          id: string
        }>`insert into channel_accounts (workspace_id, kind, name, public_key, secret)
          values (${id}, 'web', 'Web', ${`key-${slug}`}, 'x') returning id`.execute(tx.query)
        return rows[0]!.id
      })
      return {
        id,
        channelId,
        hire: (name, role) => hire(id, slug, name, role),
        async customer(name, externalId) {
          const kind = externalId ? 'external' : 'visitor'
          return (await customers.recognise(id, { kind, value: externalId ?? randomUUID() }, { name })).id
        },
        say: (customerId, text, language = 'zh') =>
          conversations.receiveMessage({
            workspaceId: id,
            channelAccountId: channelId,
            customerId,
            externalId: randomUUID(),
            clientId: null,
            text,
            parts: [],
            pii: detectPii(text, { language }),
            choice: null,
            language,
            page: null,
            worker: null,
          }),
      }
    },
    async close() {
      await app.close()
      await bus.close()
      await database.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
