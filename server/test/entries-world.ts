import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@loopdesk/contracts/api/identity.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { makeBus } from '../src/infra/bus.ts'
import { makeFileStore } from '../src/infra/files.ts'
import { makeHttp } from '../src/infra/http/index.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import type { EntryDeps, KnownCustomer } from '../src/modules/knowledge/entries/deps.ts'
import { makeEntries } from '../src/modules/knowledge/make-entries.ts'
import { makePassages, type Passage } from '../src/modules/knowledge/passages.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
// biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
export type EntriesReply = { status: number; body: any; headers: Record<string, unknown>; raw: Buffer }

/** Somebody at a console. */
export interface Editor {
  staffId: string
  call(method: Method, url: string, body?: object): Promise<EntriesReply>
  upload(content: Buffer, name: string): Promise<EntriesReply>
}

export interface EntriesCompany {
  id: string
  hire(name: string, role?: Role): Promise<Editor>
  /** What is searched, of an entry or of all. */
  passages(entry?: string): Promise<Passage[]>
  facts(type: string): Promise<Record<string, unknown>[]>
}

/** Entries, categories and audiences on a database of their own, with a clock that tests set. */
export interface EntriesWorld {
  database: TestDatabase
  entries: ReturnType<typeof makeEntries>
  /** The instant it is. */
  clock: { now: Date }
  /** Customers by id. */
  customers: Map<string, KnownCustomer>
  /** Workspaces whose recogniser was told of a change. */
  told: string[]
  company(slug: string): Promise<EntriesCompany>
  /** As somebody without a log-in. */
  visit(url: string): Promise<EntriesReply>
  close(): Promise<void>
}

export async function openEntriesWorld(more: Partial<EntryDeps> = {}): Promise<EntriesWorld> {
  const database = await openTestDatabase()
  const { db } = database
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-entries-'))
  const bus = makeBus({ log: silentLog })
  const clock = { now: new Date('2026-11-01T02:00:00Z') }
  const customers = new Map<string, KnownCustomer>()
  const told: string[] = []
  let hired = 0
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: () => new Date(), log: silentLog, loadOf, sessionHours: 12, refusalMs: 0 })
  const passages = makePassages({ db, bus })
  const entries = makeEntries({
    db,
    log: silentLog,
    now: () => clock.now,
    passages,
    files: makeFileStore({ dir, maxBytes: 100_000 }),
    linkKey: randomBytes(32),
    packsFolder: dir,
    ports: {},
    liveChanged: async (_tx, workspaceId) => void told.push(workspaceId),
    customer: async (_workspaceId, customerId) => customers.get(customerId) ?? null,
    workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
    ...more,
  })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  entries.registerRoutes(app, identity.authenticate)
  await app.ready()

  return {
    database,
    entries,
    clock,
    customers,
    told,
    visit: (url) => send(app, null, 'GET', url),
    async company(slug) {
      const { id } = await identity.createWorkspace({ slug, name: slug })
      return {
        id,
        async hire(name, role = 'owner') {
          hired += 1
          const email = `editor-${hired}@${slug}.example`
          const password = `correct horse of ${hired}`
          const { staff } = await identity.createStaff(id, { email, name, role }, password)
          const login = await app.inject({ method: 'POST', url: '/v1/session', payload: { email, password } })
          const cookie = login.cookies.find((each) => each.name === 'loopdesk_session')!.value
          return {
            staffId: staff.id,
            call: (method, url, body) => send(app, cookie, method, url, body),
            upload: (content, fileName) => upload(app, cookie, content, fileName),
          }
        },
        async passages(entry) {
          const changes = await passages.changedSince(id, 0, 10_000)
          const living = changes.filter((each): each is Extract<typeof each, { deleted: false }> => !each.deleted)
          return living
            .filter(({ source }) => entry === undefined || source === `entry:${entry}`)
            .sort((one, other) => one.number - other.number)
        },
        async facts(type) {
          const { rows } = await db.system((tx) =>
            sql<{ data: Record<string, unknown> }>`
              select data from facts where workspace_id = ${id} and type = ${type} order by id`.execute(tx.query),
          )
          return rows.map(({ data }) => data)
        },
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

async function send(
  app: FastifyInstance,
  cookie: string | null,
  method: Method,
  url: string,
  body?: object,
): Promise<EntriesReply> {
  const payload = body === undefined ? {} : { payload: body }
  const log = cookie === null ? {} : { cookies: { loopdesk_session: cookie } }
  const reply = await app.inject({ method, url: encodeURI(url), ...log, ...payload })
  const isJson = String(reply.headers['content-type']).includes('json')
  return {
    status: reply.statusCode,
    body: isJson ? reply.json() : reply.body,
    headers: reply.headers,
    raw: reply.rawPayload,
  }
}

async function upload(app: FastifyInstance, cookie: string, content: Buffer, name: string): Promise<EntriesReply> {
  const boundary = 'x-boundary-x'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  const reply = await app.inject({
    method: 'POST',
    url: '/v1/knowledge/files',
    cookies: { loopdesk_session: cookie },
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  })
  return { status: reply.statusCode, body: reply.json(), headers: reply.headers, raw: reply.rawPayload }
}
