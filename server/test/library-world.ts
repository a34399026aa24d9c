import { randomBytes } from 'node:crypto'
import type { Role } from '@loopdesk/contracts/api/identity.ts'
import { audience } from '@loopdesk/contracts/knowledge.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { type Bus, makeBus } from '../src/infra/bus.ts'
import { makeHttp } from '../src/infra/http/index.ts'
import { makeHttpClient } from '../src/infra/http-client.ts'
import { startJobs } from '../src/infra/jobs.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { audiencesOf } from '../src/modules/knowledge/audiences/audiences-of.ts'
import { makeApplyChanges } from '../src/modules/knowledge/entries/apply-changes.ts'
import { makeDeliver } from '../src/modules/knowledge/entries/deliver.ts'
import { type Library, type LibraryDeps, makeLibrary } from '../src/modules/knowledge/library.ts'
import { makePassages, type Passages } from '../src/modules/knowledge/passages.ts'
import { readEncoder } from '../src/modules/understanding/index.ts'
import { makeDocumentReader } from '../src/read-documents/index.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
// biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
export type LibraryReply = any

/** Documents, search and answers on a database of their own; `other` is a second node on it. */
export interface LibraryWorld {
  database: TestDatabase
  passages: Passages
  node: Library
  other: Library
  company(slug: string): Promise<LibraryCompany>
  call(cookie: string, method: Method, url: string, body?: object): Promise<{ status: number; body: LibraryReply }>
  upload(
    cookie: string,
    url: string,
    files: { name: string; content: string | Buffer }[],
    fields?: Record<string, string>,
    method?: 'POST' | 'PUT',
  ): Promise<{ status: number; body: LibraryReply }>
  close(): Promise<void>
}

export interface LibraryCompany {
  id: string
  /** Logs a new colleague in; answers the cookie. */
  hire(role: Role): Promise<string>
}

const dealers: z.infer<typeof audience> = audience.parse({
  id: 'dealers',
  name: { zh: '经销商' },
  conditions: [{ field: 'tag', is: 'one_of', values: ['dealer'] }],
})

export async function openLibraryWorld(given: Partial<LibraryDeps> = {}): Promise<LibraryWorld> {
  const database = await openTestDatabase({ max: 12 })
  const { db } = database
  const buses: Bus[] = []
  const reader = makeDocumentReader({ log: silentLog })
  const http = makeHttpClient()
  const identity = makeIdentity({
    db,
    clock: () => new Date(),
    log: silentLog,
    loadOf: async () => new Map(),
    sessionHours: 12,
  })
  const node = openNode()
  const other = openNode()
  const jobs = await startJobs({ db, log: silentLog, handlers: node.library.jobs, concurrency: 2 })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  node.library.registerRoutes(app, identity.authenticate)
  await app.ready()

  function openNode() {
    const bus = makeBus({ log: silentLog, databaseUrl: database.url })
    buses.push(bus)
    const passages = makePassages({ db, bus })
    const apply = makeApplyChanges({ passages, liveChanged: async () => {} })
    const library = makeLibrary({
      db,
      bus,
      log: silentLog,
      passages,
      readFile: ({ bytes, name }, { progress, ...rest }) =>
        reader.read({
          bytes,
          name,
          ...rest,
          ...(progress && { onProgress: ({ done, total }) => progress(done, total) }),
        }),
      readFaq: reader.faqRows,
      reader,
      http,
      secrets: makeSecrets(randomBytes(32)),
      privateSites: true,
      now: () => new Date(),
      apply,
      deliver: makeDeliver({ now: () => new Date(), apply }).deliver,
      timeZone: async () => 'Asia/Shanghai',
      categoriesBelow: async (_tx, category) => [category],
      maxFile: 50_000_000,
      audiencesOf: async (_workspaceId, asker) => audiencesOf([dealers], asker),
      meaning: (text) => encode(readEncoder(), text),
      threadAbove: 20_000,
      indexMemory: 500_000_000,
      customer: async () => null,
      workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
      ...given,
    })
    return { library, passages }
  }

  return {
    database,
    passages: node.passages,
    node: node.library,
    other: other.library,
    call: (cookie, method, url, body) => call(app, cookie, method, url, body),
    upload: (cookie, url, files, fields = {}, method = 'POST') => upload(app, cookie, { url, files, fields, method }),
    async company(slug) {
      const { id } = await identity.createWorkspace({ slug, name: slug })
      return {
        id,
        async hire(role) {
          const email = `${role}@${slug}.example`
          await identity.createStaff(id, { email, name: role, role }, `correct horse of ${role}`)
          const payload = { email, password: `correct horse of ${role}` }
          const login = await app.inject({ method: 'POST', url: '/v1/session', payload })
          return login.cookies.find((each) => each.name === 'loopdesk_session')!.value
        },
      }
    },
    async close() {
      await jobs.stop()
      await app.close()
      await Promise.all([node.library.close(), other.library.close(), ...buses.map((bus) => bus.close())])
      http.close()
      await reader.close()
      await database.close()
    },
  }
}

async function call(app: FastifyInstance, cookie: string, method: Method, url: string, body?: object) {
  const payload = body === undefined ? {} : { payload: body }
  const reply = await app.inject({ method, url: encodeURI(url), cookies: { loopdesk_session: cookie }, ...payload })
  const isJson = String(reply.headers['content-type']).includes('json')
  return { status: reply.statusCode, body: isJson ? reply.json() : reply.body }
}

interface Upload {
  url: string
  files: { name: string; content: string | Buffer }[]
  fields: Record<string, string>
  method: 'POST' | 'PUT'
}

async function upload(app: FastifyInstance, cookie: string, { url, files, fields, method }: Upload) {
  const boundary = 'x-boundary-x'
  const parts: Buffer[] = Object.entries(fields).map(([key, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`),
  )
  for (const { name, content } of files) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
    parts.push(Buffer.from(head), Buffer.from(content), Buffer.from('\r\n'))
  }
  const reply = await app.inject({
    method,
    url,
    cookies: { loopdesk_session: cookie },
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  })
  return { status: reply.statusCode, body: reply.json() }
}
