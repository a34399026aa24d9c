import type { Role } from '@loopdesk/contracts/api/identity.ts'
import type { FastifyInstance } from 'fastify'
import { makeBus } from '../src/infra/bus.ts'
import { makeHttp, serveApps } from '../src/infra/http/index.ts'
import { silentLog } from '../src/infra/log.ts'
import { makeMetrics } from '../src/infra/metrics.ts'
import { type ChangedPassage, type GraphModule, makeGraphModule } from '../src/modules/graph/index.ts'
import { makeIdentity } from '../src/modules/identity/index.ts'
import { openTestDatabase, type TestDatabase } from './world.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
// biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
type Reply = any

/** The graph on a database of its own, over passages a test writes by hand. */
export interface GraphWorld {
  database: TestDatabase
  app: FastifyInstance
  graph: GraphModule
  /** A second process over the same database that is told of nothing. */
  elsewhere: GraphModule
  workspaceId: string
  hire(role: Role): Promise<string>
  call(cookie: string, method: Method, url: string, body?: object): Promise<{ status: number; body: Reply }>
  /** Writes a passage of an entry or document (`entry:returns`); `null` takes it away. Then everything is looked through. */
  write(source: string, title: string, text: string | null, more?: Record<string, unknown>): Promise<void>
  close(): Promise<void>
}

/** With `consoleDir`, a built console is served as well. */
export async function openGraphWorld({
  now = () => new Date(),
  consoleDir,
}: {
  now?: () => Date
  consoleDir?: string
} = {}): Promise<GraphWorld> {
  const database = await openTestDatabase()
  const { db } = database
  const bus = makeBus({ log: silentLog })
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: now, log: silentLog, loadOf, sessionHours: 12, refusalMs: 0 })
  const written: ChangedPassage[] = []
  const passages = {
    async changedSince(_: string, revision: number, limit: number, afterId = '') {
      return written
        .filter((each) => each.revision > revision || (each.revision === revision && each.id > afterId))
        .sort((a, b) => a.revision - b.revision)
        .slice(0, limit)
    },
  }
  const deps = { db, log: silentLog, now, passages, workspaces: () => db.system((tx) => identity.listWorkspaces(tx)) }
  const graph = makeGraphModule({ ...deps, bus })
  const elsewhere = makeGraphModule({ ...deps, bus: makeBus({ log: silentLog }) })
  const app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  graph.registerRoutes(app, identity.authenticate)
  if (consoleDir !== undefined) serveApps(app, { consoleDir, widgetDir: consoleDir })
  await app.ready()
  const { id: workspaceId } = await identity.createWorkspace({ slug: 'acme', name: 'Acme' })
  let revision = 0

  return {
    database,
    app,
    graph,
    elsewhere,
    workspaceId,
    async hire(role) {
      const email = `${role}@acme.example`
      const password = `correct horse of ${role}`
      await identity.createStaff(workspaceId, { email, name: role, role }, password)
      const login = await app.inject({ method: 'POST', url: '/v1/session', payload: { email, password } })
      return login.cookies.find((each) => each.name === 'loopdesk_session')!.value
    },
    async call(cookie, method, url, body) {
      const reply = await app.inject({
        method,
        url,
        cookies: { loopdesk_session: cookie },
        ...(body ? { payload: body } : {}),
      })
      return { status: reply.statusCode, body: reply.json() }
    },
    async write(source, title, text, more = {}) {
      const base = {
        id: `${source}:1`,
        source,
        revision: ++revision,
        updatedAt: new Date(Date.parse('2026-03-01') + revision * 1000),
      }
      const at = written.findIndex(({ id }) => id === base.id)
      if (at >= 0) written.splice(at, 1)
      written.push(
        text === null
          ? { ...base, deleted: true }
          : {
              ...base,
              deleted: false,
              kind: 'entry',
              title,
              headings: [],
              text,
              content: {},
              page: null,
              audiences: [],
              channels: [],
              validFrom: null,
              validUntil: null,
              ...more,
            },
      )
      await graph.jobs.graph_look({ workspaceId })
    },
    async close() {
      graph.stop()
      elsewhere.stop()
      await app.close()
      await bus.close()
      await database.close()
    },
  }
}
