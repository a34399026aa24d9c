import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role, Staff } from '@loopdesk/contracts/api/identity.ts'
import { conceptsIn } from '@loopdesk/engines/concepts/concepts.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { makeBus } from '../src/infra/bus.ts'
import { factSignal, type Projector } from '../src/infra/facts.ts'
import { makeFileStore } from '../src/infra/files.ts'
import { makeHttp, serveApps } from '../src/infra/http/index.ts'
import { makeHttpClient } from '../src/infra/http-client.ts'
import { startJobs } from '../src/infra/jobs.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { makeConversations } from '../src/modules/conversations/index.ts'
import { makeCustomers } from '../src/modules/customers/index.ts'
import { contradictedSources } from '../src/modules/graph/index.ts'
import { type AskedQuestion, type GrowthDeps, makeGrowth, noteAsked } from '../src/modules/growth/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { type Knowledge, makeKnowledge } from '../src/modules/knowledge/index.ts'
import { makePassages } from '../src/modules/knowledge/passages.ts'
import { readEncoder } from '../src/modules/understanding/index.ts'
import { makeDocumentReader } from '../src/read-documents/index.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
// biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
type Reply = any

/** Knowledge and growth on a database of their own, with conversations in which the bot answers from what is known. */
export interface GrowthWorld {
  database: TestDatabase
  app: FastifyInstance
  knowledge: Knowledge
  growth: ReturnType<typeof makeGrowth>
  company(slug: string): Promise<GrowthCompany>
  /** Everything told so far has been followed, and jobs are done. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface GrowthCompany {
  id: string
  hire(name: string, role?: Role): Promise<Colleague>
  /** A conversation with the bot, which answers as it would a customer. */
  chat(): Promise<Chat>
  /** An entry that is live. */
  write(title: string, answer: string, language?: 'zh' | 'en'): Promise<string>
}

export interface Colleague {
  staff: Staff
  cookie: string
  call(method: Method, url: string, body?: object): Promise<{ status: number; body: Reply }>
}

export interface Chat {
  id: string
  /** Answers the decision, what the bot said and its seq. */
  ask(text: string, more?: Partial<AskedQuestion>): Promise<{ decision: string; text: string; seq: number }>
  feedback(seq: number, helpful: boolean): Promise<void>
  handOver(): Promise<void>
  agentSays(agent: Colleague, text: string): Promise<void>
  resolve(): Promise<void>
  rate(score: number): Promise<void>
}

const decisions = { answer: 'answered', clarify: 'clarified', decline: 'declined' } as const

/** With `consoleDir`, a built console is served as well. */
export async function openGrowthWorld({
  consoleDir,
  ...given
}: Partial<GrowthDeps> & { consoleDir?: string } = {}): Promise<GrowthWorld> {
  const bus = makeBus({ log: silentLog })
  const database = await openTestDatabase({ max: 12, onFacts: factSignal(bus) })
  const { db } = database
  const now = () => new Date()
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-growth-'))
  const http = makeHttpClient()
  const reader = makeDocumentReader({ log: silentLog })
  const secrets = makeSecrets(randomBytes(32))
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: now, log: silentLog, loadOf, sessionHours: 12, refusalMs: 0 })
  const workspaces = () => db.system((tx) => identity.listWorkspaces(tx))
  const conversations = makeConversations({ db, worker: randomUUID() })
  const customers = makeCustomers({ db, secrets, hashKey: randomBytes(32) })
  const knowledge = makeKnowledge({
    ...{ db, bus, log: silentLog, now, workspaces, http, reader, secrets },
    files: makeFileStore({ dir, maxBytes: 1_000_000 }),
    linkKey: randomBytes(32),
    packsFolder: dir,
    ports: {},
    readFile: ({ bytes, name }) => reader.read({ bytes, name }),
    readFaq: reader.faqRows,
    privateSites: true,
    maxFile: 1_000_000,
    meaning: (text: string) => encode(readEncoder(), text),
    threadAbove: 20_000,
    indexMemory: 100_000_000,
    liveChanged: async () => {},
    customer: async () => null,
  })
  const growth = makeGrowth({
    ...{ db, bus, log: silentLog, now, knowledge, workspaces },
    understood: {
      meaning: (text) => encode(readEncoder(), text),
      concepts: (text) => conceptsIn(readEncoder().concepts, text).map(({ concept }) => concept),
    },
    passages: makePassages({ db, bus }),
    contradicted: contradictedSources,
    ...given,
  })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  knowledge.registerRoutes(app, identity.authenticate)
  growth.registerRoutes(app, identity.authenticate)
  if (consoleDir !== undefined) serveApps(app, { consoleDir, widgetDir: consoleDir })
  await app.ready()
  const follower: Projector = growth.follow()
  const jobs = await startJobs({
    db,
    log: silentLog,
    handlers: { ...knowledge.jobs, ...growth.jobs },
    concurrency: 2,
  })

  async function openChat(workspaceId: string, channelId: string): Promise<Chat> {
    const customer = await customers.recognise(workspaceId, { kind: 'visitor', value: randomUUID() }, {})
    const say = (text: string) =>
      conversations.receiveMessage({
        workspaceId,
        channelAccountId: channelId,
        customerId: customer.id,
        externalId: randomUUID(),
        clientId: null,
        text,
        parts: [],
        pii: [],
        choice: null,
        language: /[a-z]{3}/i.test(text) ? 'en' : 'zh',
        page: null,
        worker: null,
      })
    const { conversationId: id } = await say('在吗')
    const tenant: typeof db.tenant = (_, fn) => db.tenant(workspaceId, fn)
    return {
      id,
      async ask(text, more = {}) {
        await say(text)
        const language = /[a-z]{3}/i.test(text) ? 'en' : 'zh'
        const asker = { kind: 'customer' as const, channel: 'web', verified: false, tags: [], attributes: {} }
        const { answer } = await knowledge.answer(workspaceId, { text, language, asker })
        const said = answer.decision === 'answer' ? answer.text : '抱歉，这个我还不清楚。'
        return tenant('', async (tx) => {
          const { seq } = await conversations.appendMessage(tx, { conversationId: id, sender: 'bot', text: said })
          await noteAsked(tx, {
            ...{ conversationId: id, turnId: randomUUID(), at: now(), replySeqs: [seq], language, text },
            decision: decisions[answer.decision],
            confidence: answer.confidence,
            ids: answer.sources.map((source) => source.passage ?? source.id),
            ...more,
          })
          return { decision: answer.decision, text: said, seq }
        })
      },
      feedback: async (seq, helpful) => {
        await conversations.giveFeedback(workspaceId, { conversationId: id, customerId: customer.id, seq, helpful })
      },
      handOver: async () => {
        await tenant('', (tx) =>
          conversations.changeOwner(tx, { conversationId: id, to: 'queue', reason: 'customer_asked' }),
        )
      },
      agentSays: async (agent, text) => {
        await tenant('', (tx) =>
          conversations.appendMessage(tx, { conversationId: id, sender: 'agent', staffId: agent.staff.id, text }),
        )
      },
      resolve: async () => {
        await tenant('', (tx) => conversations.resolve(tx, id, null, true))
      },
      rate: async (score) => {
        await conversations.rate(workspaceId, id, {
          ...{
            score,
            comment: '',
            clientId: randomUUID(),
            channelAccountId: channelId,
            externalId: randomUUID(),
            thanks: '谢谢',
          },
        })
      },
    }
  }

  return {
    database,
    app,
    knowledge,
    growth,
    async company(slug) {
      const { id } = await identity.createWorkspace({ slug, name: slug })
      const channelId = await db.tenant(id, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into channel_accounts (workspace_id, kind, name, public_key, secret)
          values (${id}, 'web', 'Web', ${`key-${slug}`}, 'x') returning id`.execute(tx.query)
        return rows[0]!.id
      })
      let hired = 0
      return {
        id,
        chat: () => openChat(id, channelId),
        async hire(name, role = 'owner') {
          const email = `p${++hired}@${slug}.example`
          const password = `correct horse of ${hired}`
          const { staff } = await identity.createStaff(id, { email, name, role }, password)
          const login = await app.inject({ method: 'POST', url: '/v1/session', payload: { email, password } })
          const cookie = login.cookies.find((each) => each.name === 'loopdesk_session')!.value
          return { staff, cookie, call: (method, url, body) => send(app, cookie, method, url, body) }
        },
        async write(title, answer, language = 'zh') {
          const entry = `kb-${randomBytes(4).toString('hex')}`
          await db.tenant(id, (tx) =>
            knowledge.deliver(
              tx,
              id,
              [
                {
                  ...{
                    id: entry,
                    category: 'general',
                    labels: [],
                    title: { [language]: title },
                    answer: { [language]: answer },
                  },
                  ...{
                    questions: { zh: [], en: [] },
                    variants: [],
                    audiences: [],
                    attachments: [],
                    related: [],
                    official: 1,
                  },
                },
              ],
              { origin: `import:${entry}`, by: 'test', teaches: false },
            ),
          )
          return entry
        },
      }
    },
    async settled() {
      const told = await db.system((tx) =>
        sql<{ id: number }>`select coalesce(max(id), 0)::bigint as id from facts`.execute(tx.query),
      )
      for (;;) {
        const { rows } = await db.system((tx) =>
          sql<{ done: boolean }>`
            select not exists (select from facts f left join fact_cursors c on c.name = 'growth'
              where f.id <= ${told.rows[0]!.id} and (c.xid is null or (f.xid, f.id) > (c.xid, c.fact_id))
                and f.type = any(array['question.asked', 'question.chosen', 'message.feedback', 'conversation.owner_changed',
                  'conversation.rated', 'conversation.resolved'])) as done`.execute(tx.query),
        )
        if (rows[0]!.done) return
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    async close() {
      await follower.stop()
      await jobs.stop()
      await app.close()
      await knowledge.close()
      await bus.close()
      http.close()
      await reader.close()
      await database.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function send(app: FastifyInstance, cookie: string, method: Method, url: string, body?: object) {
  const reply = await app.inject({
    method,
    url: encodeURI(url),
    cookies: { loopdesk_session: cookie },
    ...(body === undefined ? {} : { payload: body }),
  })
  const isJson = String(reply.headers['content-type']).includes('json')
  return { status: reply.statusCode, body: isJson ? reply.json() : reply.body }
}
