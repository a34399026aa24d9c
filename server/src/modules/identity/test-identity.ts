import type { Role, Staff } from '@loopdesk/contracts/api/identity.ts'
import type { FastifyInstance } from 'fastify'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { makeHttp } from '../../infra/http/index.ts'
import { silentLog } from '../../infra/log.ts'
import { makeMetrics } from '../../infra/metrics.ts'
import { type Identity, makeIdentity, type Workspace } from './index.ts'

/** For tests: the module behind a real HTTP edge on a database of its own, with a clock that the test moves. */
export interface TestIdentity {
  app: FastifyInstance
  identity: Identity
  database: TestDatabase
  workspace: Workspace
  /** Moves the clock, in milliseconds. */
  pass(ms: number): void
  /** Adds a colleague with the password `passwordOf(name)`. */
  add(role: Role, name?: string, workspaceId?: string): Promise<Staff>
  /** Logs in and answers the session cookie's value. */
  logIn(staff: Staff): Promise<string>
  /** A JSON request as somebody (cookie value, `ld_` key or nobody). */
  call(as: string | null, method: Method, url: string, body?: object): Promise<TestReply>
  close(): Promise<void>
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export interface TestReply {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
  body: any
  headers: Record<string, unknown>
  cookie: string | undefined
}

export const passwordOf = (name: string) => `correct horse of ${name}`

export async function openTestIdentity({ refusalMs = 0 } = {}): Promise<TestIdentity> {
  const database = await openTestDatabase()
  let now = Date.parse('2026-03-02T08:00:00Z')
  const clock = () => new Date(now)
  const { db } = database
  const identity = makeIdentity({
    db,
    clock,
    log: silentLog,
    loadOf: async () => new Map(),
    sessionHours: 12,
    refusalMs,
  })
  const metrics = makeMetrics({ processFigures: false })
  const app = await makeHttp({ log: silentLog, metrics, version: '0', requestsPerMinute: 0 })
  const workspace = await identity.createWorkspace({ slug: 'acme', name: 'Acme' })
  const call: TestIdentity['call'] = async (as, method, url, body) => {
    const auth = as?.startsWith('ld_') ? { headers: { authorization: `Bearer ${as}` } } : {}
    const cookies = as === null || as.startsWith('ld_') ? {} : { cookies: { loopdesk_session: as } }
    const reply = await app.inject({
      method,
      url,
      ...auth,
      ...cookies,
      ...(body === undefined ? {} : { payload: body }),
    })
    const cookie = reply.cookies.find((one) => one.name === 'loopdesk_session')?.value
    return { status: reply.statusCode, body: reply.json(), headers: reply.headers, cookie }
  }
  return {
    app,
    identity,
    database,
    workspace,
    call,
    pass: (ms) => {
      now += ms
    },
    async add(role, name = role, workspaceId = workspace.id) {
      const input = { email: `${name}@example.com`, name, role }
      return (await identity.createStaff(workspaceId, input, passwordOf(name))).staff
    },
    async logIn({ email, name }) {
      const reply = await call(null, 'POST', '/v1/session', { email, password: passwordOf(name) })
      if (reply.cookie === undefined) throw new Error(`log-in failed: ${JSON.stringify(reply.body)}`)
      return reply.cookie
    },
    async close() {
      await app.close()
      await database.close()
    },
  }
}
