import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@loopdesk/contracts/api/identity.ts'
import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { makeHttp, serveApps } from '../src/infra/http/index.ts'
import { startJobs } from '../src/infra/jobs.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { makeConversations, readWordsSince } from '../src/modules/conversations/index.ts'
import { makeCustomers } from '../src/modules/customers/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { makeUnderstanding } from '../src/modules/understanding/index.ts'
import { makeTeaching, makeWorkbench } from '../src/modules/workbench/index.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The workbench with its jobs on a database of its own, over a company with three small flows and one answer. */
export interface WorkbenchWorld {
  database: TestDatabase
  understanding: ReturnType<typeof makeUnderstanding>
  takeIn: ReturnType<typeof makeWorkbench>['takeIn']
  /** Not listening yet; a test with a browser lets it. */
  http: FastifyInstance
  company(slug: string): Promise<WorkbenchCompany>
  call(cookie: string, method: Method, url: string, body?: object): Promise<{ status: number; body: WorkbenchReply }>
  upload(
    cookie: string,
    content: string | Buffer,
    name: string,
    fields?: Record<string, string>,
  ): Promise<{ status: number; body: WorkbenchReply }>
  close(): Promise<void>
}
// biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
export type WorkbenchReply = any

export interface WorkbenchCompany {
  id: string
  /** Logs a new colleague in; answers the cookie. */
  hire(role: Role): Promise<string>
  /** The definition of a flow changes: these are its examples now. */
  define(flow: string, zh: string[]): Promise<void>
  /** A customer says something, and the bot has had its turn. `commands`: what the bot made of it. */
  say(text: string, commands?: string[]): Promise<string>
}

const flows = {
  refund: [
    '我要退款',
    '把钱退给我',
    '申请退款',
    '退款怎么办理',
    '能不能退钱',
    '钱什么时候退',
    '我想退掉拿回钱',
    '退款多久到账',
  ],
  parcel: [
    '快递到哪了',
    '我的包裹呢',
    '查物流',
    '怎么还没送到',
    '发货了吗',
    '包裹到哪里了',
    '物流信息查一下',
    '送货到哪了',
  ],
  invoice: [
    '开发票',
    '我要发票',
    '发票怎么开',
    '能开专票吗',
    '电子发票发我',
    '补开一张发票',
    '发票抬头改一下',
    '需要报销凭证',
  ],
}
const core = {
  intents: [
    { id: 'affirm', examples: { zh: ['对', '好的', '可以', '没错'], en: ['yes', 'ok', 'sure', 'right'] } },
    { id: 'deny', examples: { zh: ['不', '不是', '不要', '算错了'], en: ['no', 'nope', 'not that', 'wrong'] } },
    { id: 'greet', examples: { zh: ['你好', '在吗', '您好', '早上好'], en: ['hi', 'hello', 'good morning'] } },
    { id: 'out_of_scope', examples: { zh: ['今天天气怎么样', '讲个笑话', '股票会涨吗'], en: ['tell me a joke'] } },
  ],
  replies: new Map(),
}

/** With `consoleDir`, a built console is served as well. */
export async function openWorkbenchWorld({ consoleDir }: { consoleDir?: string } = {}): Promise<WorkbenchWorld> {
  const database = await openTestDatabase()
  const { db } = database
  const modelDir = await mkdtemp(join(tmpdir(), 'loopdesk-workbench-'))
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: () => new Date(), log: silentLog, loadOf, sessionHours: 12, refusalMs: 0 })
  const conversations = makeConversations({ db, worker: randomUUID() })
  const customers = makeCustomers({ db, secrets: makeSecrets(randomBytes(32)), hashKey: randomBytes(32) })
  const defined = new Map<string, Map<string, string[]>>()
  const understanding = makeUnderstanding({
    db,
    log: silentLog,
    modelDir,
    core,
    teaching: makeTeaching({ db }),
    readCatalogues: async () => [],
    sources: async (workspaceId) => ({
      timeZone: 'Asia/Shanghai',
      records: new Map(),
      flows: new Map(
        [...(defined.get(workspaceId) ?? [])].map(([id, zh]) => [id, { definition: flow(id, zh), version: 1 }]),
      ),
      entries: [knowledgeEntry.parse(warranty)],
    }),
  })
  const workbench = makeWorkbench({
    db,
    log: silentLog,
    understanding,
    customerWords: readWordsSince,
    workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
  })
  const jobs = await startJobs({ db, log: silentLog, handlers: workbench.jobs, concurrency: 2 })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  workbench.registerRoutes(app, identity.authenticate)
  if (consoleDir !== undefined) serveApps(app, { consoleDir, widgetDir: consoleDir })
  await app.ready()

  return {
    database,
    understanding,
    takeIn: workbench.takeIn,
    http: app,
    call: (cookie, method, url, body) => call(app, cookie, method, url, body),
    upload: (cookie, content, name, fields = {}) => upload(app, cookie, { content, name, fields }),
    async company(slug) {
      const { id } = await identity.createWorkspace({ slug, name: slug })
      defined.set(id, new Map(Object.entries(flows)))
      const channelId = await openChannel(slug, id)
      return {
        id,
        async hire(role) {
          const email = `${role}@${slug}.example`
          await identity.createStaff(id, { email, name: role, role }, `correct horse of ${role}`)
          const payload = { email, password: `correct horse of ${role}` }
          const login = await app.inject({ method: 'POST', url: '/v1/session', payload })
          return login.cookies.find((each) => each.name === 'loopdesk_session')!.value
        },
        async define(name, zh) {
          defined.get(id)!.set(name, zh)
          await db.tenant(id, (tx) => understanding.touch(tx, id))
        },
        say: (text, commands = []) => say(id, channelId, text, commands),
      }
    },
    async close() {
      await jobs.stop()
      await app.close()
      await database.close()
      await rm(modelDir, { recursive: true, force: true })
    },
  }

  async function openChannel(slug: string, workspaceId: string): Promise<string> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string }>`
        insert into channel_accounts (workspace_id, kind, name, public_key, secret)
        values (${workspaceId}, 'web', 'Web', ${`key-${slug}`}, 'x') returning id`.execute(tx.query)
      return rows[0]!.id
    })
  }

  async function say(workspaceId: string, channelAccountId: string, text: string, commands: string[]): Promise<string> {
    const customer = await customers.recognise(workspaceId, { kind: 'visitor', value: randomUUID() }, { name: 'Li' })
    const { conversationId, seq } = await conversations.receiveMessage({
      workspaceId,
      channelAccountId,
      customerId: customer.id,
      externalId: randomUUID(),
      clientId: null,
      text,
      parts: [],
      pii: detectPii(text),
      choice: null,
      language: 'zh',
      page: null,
      worker: null,
    })
    await db.tenant(workspaceId, async (tx) => {
      const steps = JSON.stringify([{ kind: 'understood', commands }])
      await sql`
        insert into turns (id, workspace_id, conversation_id, from_seq, to_seq, steps, ms, started_at)
        values (${randomUUID()}, ${workspaceId}, ${conversationId}, ${seq}, ${seq}, ${steps}::jsonb, 1, now())`.execute(
        tx.query,
      )
      await sql`
        update messages set created_at = created_at - interval '1 minute' where conversation_id = ${conversationId}`.execute(
        tx.query,
      )
    })
    return conversationId
  }
}

const warranty = {
  id: 'warranty',
  category: 'service',
  title: { zh: '保修期', en: 'Warranty' },
  questions: {
    zh: ['保修多久', '质保几年', '过保怎么修'],
    en: ['how long is the warranty', 'is it still under warranty'],
  },
  answer: { zh: '一年。', en: 'One year.' },
}

function flow(id: string, zh: string[]): FlowDefinition {
  const ended = { type: 'end' as const, outcome: 'solved', text: { zh: '好了', en: 'Done' } }
  const name = { zh: id, en: id }
  return {
    id,
    name,
    description: name,
    slots: {},
    start: 'end',
    nodes: { end: ended },
    examples: { zh, en: [] },
  } as unknown as FlowDefinition
}

async function call(app: FastifyInstance, cookie: string, method: Method, url: string, body?: object) {
  const payload = body === undefined ? {} : { payload: body }
  const reply = await app.inject({ method, url: encodeURI(url), cookies: { loopdesk_session: cookie }, ...payload })
  const isJson = String(reply.headers['content-type']).includes('json;') || reply.body.startsWith('{"type"')
  return { status: reply.statusCode, body: isJson && !url.includes('.jsonl') ? reply.json() : reply.body }
}

interface Upload {
  content: string | Buffer
  name: string
  fields: Record<string, string>
}

async function upload(app: FastifyInstance, cookie: string, { content, name, fields }: Upload) {
  const boundary = 'x-boundary-x'
  const parts = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  )
  const head = `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\n`
  const payload = Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)])
  const reply = await app.inject({
    method: 'POST',
    url: '/v1/workbench/imports',
    cookies: { loopdesk_session: cookie },
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload,
  })
  return { status: reply.statusCode, body: reply.json() }
}
