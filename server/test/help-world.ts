import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type HelpSettings, helpSettings } from '@loopdesk/contracts/api/help.ts'
import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { z } from 'zod'
import { makeBus } from '../src/infra/bus.ts'
import { makeFileStore } from '../src/infra/files.ts'
import { makeHttp } from '../src/infra/http/index.ts'
import { makeHttpClient } from '../src/infra/http-client.ts'
import { startJobs } from '../src/infra/jobs.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { type Help, makeHelp, type NotedSearch } from '../src/modules/help/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { makeViewDocuments } from '../src/modules/knowledge/documents/view.ts'
import { renderMarkdown } from '../src/modules/knowledge/entries/render-markdown.ts'
import { type Knowledge, makeKnowledge } from '../src/modules/knowledge/index.ts'
import { makeSnippet } from '../src/modules/knowledge/search/snippet.ts'
import { readEncoder } from '../src/modules/understanding/index.ts'
import { makeDocumentReader } from '../src/read-documents/index.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

/** What came over the wire. */
export interface HelpReply {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** Bytes as they travelled. */
  bytes: number
}

interface Asking {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Another host than the server's own. */
  host?: string
  headers?: Record<string, string>
  form?: Record<string, string>
  json?: object
}

export interface HelpCompany {
  id: string
  /** At the console. */
  cookie: string
  publish(...entries: z.input<typeof knowledgeEntry>[]): Promise<void>
  /** Reads a document in; answers its id once it can be found. */
  upload(name: string, content: string | Buffer, settings?: object): Promise<string>
  site(change?: Partial<HelpSettings>, more?: { slug?: string; domain?: string; enabled?: boolean }): Promise<string>
}

/** A server with help centres, knowledge and consoles, on a database of its own, reached over real HTTP. */
export interface HelpWorld {
  url: string
  database: TestDatabase
  knowledge: Knowledge
  help: Help
  /** Searches that were told to whoever looks after gaps. */
  noted: NotedSearch[]
  /** Names of searches of which something was opened. */
  opened: string[]
  clock: { now: () => Date }
  company(slug: string): Promise<HelpCompany>
  visit(path: string, asking?: Asking): Promise<HelpReply>
  close(): Promise<void>
}

/** How outsiders name the server. */
export const outside = 'https://service.example'

export const plainSettings: HelpSettings = helpSettings.parse({
  title: { zh: '帮助中心', en: 'Help centre' },
  languages: ['zh', 'en'],
  defaultLanguage: 'zh',
  theme: { accent: '#2563eb', look: 'auto' },
  links: [],
  featured: { categories: [], entries: [] },
  indexable: true,
  documents: true,
  downloads: true,
  contact: {},
  origins: [],
})

export async function openHelpWorld(): Promise<HelpWorld> {
  const database = await openTestDatabase({ max: 12 })
  const { db } = database
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-help-'))
  const bus = makeBus({ log: silentLog, databaseUrl: database.url })
  const reader = makeDocumentReader({ log: silentLog })
  const http = makeHttpClient()
  const files = makeFileStore({ dir, maxBytes: 2_000_000 })
  const clock = { now: () => new Date() }
  const noted: NotedSearch[] = []
  const opened: string[] = []
  const identity = makeIdentity({
    db,
    clock: () => new Date(),
    log: silentLog,
    loadOf: async () => new Map(),
    sessionHours: 12,
  })
  const now = () => clock.now()
  const knowledge = makeKnowledge({
    ...{ db, bus, now, files, http, reader },
    log: silentLog,
    linkKey: randomBytes(32),
    packsFolder: dir,
    ports: {},
    readFile: ({ bytes, name }, { progress, ...rest }) =>
      reader.read({
        ...{ bytes, name },
        ...rest,
        ...(progress && { onProgress: ({ done, total }) => progress(done, total) }),
      }),
    readFaq: reader.faqRows,
    secrets: makeSecrets(randomBytes(32)),
    privateSites: true,
    maxFile: 20_000_000,
    meaning: (text) => encode(readEncoder(), text),
    threadAbove: 20_000,
    indexMemory: 500_000_000,
    liveChanged: async () => {},
    customer: async () => null,
    workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
  })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
    maxFile: 20_000_000,
  })
  const help = makeHelp({
    ...{ db, now, files },
    log: silentLog,
    linkKey: randomBytes(32),
    baseUrl: outside,
    knowledge: { ...knowledge, view: makeViewDocuments({ db }), renderMarkdown, makeSnippet },
    noteSearch: async (_workspaceId, search) => {
      noted.push(search)
      return search.decision === 'answer' ? undefined : randomUUID()
    },
    noteOpened: async (_workspaceId, searchId) => void opened.push(searchId),
  })
  identity.registerRoutes(app)
  knowledge.registerRoutes(app, identity.authenticate)
  help.registerRoutes(app, identity.authenticate)
  const jobs = await startJobs({ db, log: silentLog, handlers: knowledge.jobs, concurrency: 1 })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  const visit: HelpWorld['visit'] = (path, asking = {}) => ask(port, path, asking)

  return {
    ...{ database, knowledge, help, noted, opened, clock, visit, url },
    async company(slug) {
      const { id } = await identity.createWorkspace({ slug, name: slug })
      const email = `owner@${slug}.example`
      const password = `correct horse of ${slug}`
      await identity.createStaff(id, { email, name: 'Owner', role: 'owner' }, password)
      const login = await visit('/v1/session', { method: 'POST', json: { email, password } })
      const cookie = String(login.headers['set-cookie']).split(';')[0]!
      const call = async (method: Asking['method'], path: string, json: object) => {
        const reply = await visit(path, { method: method!, json, headers: { cookie } })
        if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.text}`)
        return JSON.parse(reply.text)
      }
      return {
        id,
        cookie,
        async publish(...entries) {
          const given: KnowledgeEntry[] = entries.map((each) => knowledgeEntry.parse(each))
          await db.tenant(id, async (tx) => {
            for (const entry of given) await knowledge.save(tx, id, entry)
          })
        },
        async upload(name, content, settings = {}) {
          const boundary = 'x-boundary-x'
          const field = `--${boundary}\r\ncontent-disposition: form-data; name="settings"\r\n\r\n${JSON.stringify(settings)}\r\n`
          const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
          const reply = await fetch(`${url}/v1/knowledge/documents`, {
            method: 'POST',
            headers: { cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
            body: Buffer.concat([
              Buffer.from(field + head),
              Buffer.from(content),
              Buffer.from(`\r\n--${boundary}--\r\n`),
            ]),
          })
          const { items } = (await reply.json()) as { items: { document: { id: string } }[] }
          const documentId = items[0]!.document.id
          await untilRead(() => call('GET', `/v1/knowledge/documents/${documentId}`, {}))
          return documentId
        },
        async site(change = {}, more = {}) {
          const body = { slug, enabled: true, settings: { ...plainSettings, ...change }, ...more }
          return (await call('POST', '/v1/help/sites', body)).id
        },
      }
    },
    async close() {
      await jobs.stop()
      await app.close()
      await help.close()
      await knowledge.close()
      http.close()
      await reader.close()
      await bus.close()
      await database.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Reading goes on in the background: asked for until it is over. */
async function untilRead(state: () => Promise<{ state: string }>): Promise<void> {
  for (;;) {
    const { state: now } = await state()
    if (now === 'ready') return
    if (now === 'failed') throw new Error('the document could not be read')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** As a browser would, following nothing by itself. */
function ask(
  port: number,
  path: string,
  { method = 'GET', host, headers = {}, form, json }: Asking,
): Promise<HelpReply> {
  const body = form ? new URLSearchParams(form).toString() : json && method !== 'GET' ? JSON.stringify(json) : undefined
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json'
  return new Promise((resolve, reject) => {
    const request = send(
      {
        ...{ port, path, method },
        host: '127.0.0.1',
        headers: {
          'user-agent': 'Mozilla/5.0',
          ...headers,
          ...(host && { host }),
          ...(body !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
        },
      },
      (reply) => {
        const chunks: Buffer[] = []
        reply.on('data', (chunk: Buffer) => chunks.push(chunk))
        reply.on('end', () => {
          const sent = Buffer.concat(chunks)
          const packed = reply.headers['content-encoding'] === 'gzip'
          resolve({
            status: reply.statusCode!,
            headers: reply.headers,
            text: (packed ? gunzipSync(sent) : sent).toString('utf8'),
            bytes: sent.length,
          })
        })
        reply.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
