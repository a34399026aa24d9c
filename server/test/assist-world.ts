import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { z } from 'zod'
import { makeBus } from '../src/infra/bus.ts'
import { makeFileStore } from '../src/infra/files.ts'
import { makeHttp } from '../src/infra/http/index.ts'
import { makeHttpClient } from '../src/infra/http-client.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { makeSecrets } from '../src/infra/secrets.ts'
import { type AssistDeps, makeAssist, type NotedGap } from '../src/modules/assist/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { type KnownCustomer, makeKnowledge } from '../src/modules/knowledge/index.ts'
import { readEncoder } from '../src/modules/understanding/index.ts'
import { makeDocumentReader } from '../src/read-documents/index.ts'
import { type Company, type DeskWorld, openDeskWorld, type Person } from './desk-world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Entry = z.input<typeof knowledgeEntry>

/** The agents' workspace with what the company knows beside it, on a database of its own. */
export interface AssistWorld {
  desk: DeskWorld
  /** What is known of customers, by id, as far as audiences go. */
  known: Map<string, Partial<KnownCustomer>>
  gaps: NotedGap[]
  company(slug: string, entries: Entry[]): Promise<Company & { owner: Person }>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
  call(as: Person | { key: string }, method: Method, url: string, body?: object): Promise<{ status: number; body: any }>
  close(): Promise<void>
}

export async function openAssistWorld(askModel?: AssistDeps['askModel']): Promise<AssistWorld> {
  const desk = await openDeskWorld()
  const { db } = desk.deps
  const clock = () => new Date()
  const identity = makeIdentity({ db, clock, log: silentLog, loadOf: async () => new Map(), sessionHours: 12 })
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-assist-'))
  const bus = makeBus({ log: silentLog, databaseUrl: desk.database.url })
  const http = makeHttpClient()
  const reader = makeDocumentReader({ log: silentLog })
  const known = new Map<string, Partial<KnownCustomer>>()
  const gaps: NotedGap[] = []
  const customer = async (_workspaceId: string, id: string): Promise<KnownCustomer> => ({
    ...{ verified: false, language: null, tags: [], attributes: {} },
    ...known.get(id),
  })
  const knowledge = makeKnowledge({
    ...{ db, bus, log: silentLog, now: clock, http, reader, customer },
    files: makeFileStore({ dir, maxBytes: 1_000_000 }),
    linkKey: randomBytes(32),
    packsFolder: dir,
    ports: {},
    secrets: makeSecrets(randomBytes(32)),
    readFile: ({ bytes, name }, { progress: _progress, ...rest }) => reader.read({ bytes, name, ...rest }),
    readFaq: reader.faqRows,
    privateSites: true,
    maxFile: 1_000_000,
    meaning: (text) => encode(readEncoder(), text),
    threadAbove: 20_000,
    indexMemory: 100_000_000,
    liveChanged: async () => {},
    workspaces: () => db.system((tx) => identity.listWorkspaces(tx)),
  })
  const assist = makeAssist({
    ...{ db, bus, log: silentLog, now: clock, knowledge, customer, askModel, conversations: desk.deps.conversations },
    noteGap: async (_tx, gap) => void gaps.push(gap),
  })
  const metrics = makeMetrics({ processFigures: false })
  const app = await makeHttp({ log: silentLog, metrics, version: '0', requestsPerMinute: 0 })
  identity.registerRoutes(app)
  knowledge.registerRoutes(app, identity.authenticate)
  assist.registerRoutes(app, identity.authenticate)
  await app.ready()
  const work = assist.startWork()

  const call: AssistWorld['call'] = async (as, method, url, body) => {
    const who =
      'key' in as ? { headers: { authorization: `Bearer ${as.key}` } } : { cookies: { loopdesk_session: as.cookie } }
    const reply = await app.inject({ method, url, ...who, ...(body && { payload: body }) })
    return { status: reply.statusCode, body: reply.json() }
  }
  return {
    desk,
    known,
    gaps,
    call,
    async company(slug, entries) {
      const company = await desk.company(slug)
      const owner = await company.hire('owner', 'owner')
      const dealers = { id: 'dealers', name: { zh: '经销商' } }
      const conditions = [{ field: 'tag', is: 'one_of', values: ['dealer'] }]
      await call(owner, 'POST', '/v1/knowledge/audiences', { ...dealers, conditions })
      await db.tenant(company.id, (tx) =>
        knowledge.configure(
          tx,
          company.id,
          entries.map((each) => knowledgeEntry.parse(each)),
        ),
      )
      return { ...company, owner }
    },
    async close() {
      await work.stop()
      await app.close()
      await knowledge.close()
      await bus.close()
      http.close()
      await reader.close()
      await rm(dir, { recursive: true, force: true })
      await desk.close()
    },
  }
}
