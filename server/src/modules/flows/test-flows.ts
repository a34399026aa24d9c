import { randomBytes, randomUUID } from 'node:crypto'
import type { Connection, Tool } from '@loopdesk/contracts/workspace.ts'
import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { sql } from 'kysely'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import { makeBus } from '../../infra/bus.ts'
import type { Db, Tx } from '../../infra/db.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import { silentLog } from '../../infra/log.ts'
import { makeSecrets } from '../../infra/secrets.ts'
import { makeTools } from '../tools/index.ts'
import { makeFlows } from './index.ts'
import { makeSandbox } from './sandbox.ts'
import { type FlowWork, type FlowWorkDeps, startFlowWork } from './work.ts'

const both = (text: string) => ({ zh: text, en: text })

/** A flow of these nodes; `end` is there already. */
export function define(nodes: Record<string, unknown>, more: Record<string, unknown> = {}): FlowDefinition {
  return flowDefinition.parse({
    id: 'test',
    name: both('Test'),
    description: both('Test'),
    trigger: { type: 'call' },
    start: Object.keys(nodes)[0],
    nodes: { ...nodes, end: { type: 'end', outcome: 'solved' } },
    ...more,
  })
}

/** A bank that books, cancels and looks up; how it behaves is the test's to say. */
export interface Bank {
  /** Bookings that stand, by idempotency key. */
  booked: Map<string, { id: string; amount: number }>
  calls: { operation: string; key: string | undefined; body: Record<string, unknown> }[]
  /** Asked before each call is answered: what happens instead, or before. */
  before(operation: string, key: string | undefined): Promise<'lose' | 'refuse' | 'down' | undefined>
}

export interface FlowsWorld {
  database: TestDatabase
  db: Db
  workspaceId: string
  flows: ReturnType<typeof makeFlows>
  tools: ReturnType<typeof makeTools>
  bank: Bank
  bus: ReturnType<typeof makeBus>
  woken: string[]
  /** Starts another worker. */
  work(more?: Partial<FlowWorkDeps>): FlowWork
  publish(definition: FlowDefinition): Promise<number>
  /** Waits until a run is in one of these states. */
  until(runId: string, ...statuses: string[]): Promise<RunState>
  run(runId: string): Promise<RunState>
  /** What a system reports. */
  report(type: string, data: object, eventId?: string): Promise<{ told: number; begun: number }>
  query<T>(query: ReturnType<typeof sql<T>>): Promise<T[]>
  close(): Promise<void>
}

export interface RunState {
  id: string
  status: string
  outcome: string | null
  scope: Record<string, unknown>
  nodes: string[]
  path: string[]
  output: unknown
  failure: { code: string; kind: string; node: string } | null
  version: number
}

const connection: Connection = {
  id: 'bank',
  name: both('Bank'),
  baseUrl: 'http://bank.test',
  openapi: '/openapi.json',
  auth: { type: 'none' },
  timeoutMs: 1000,
  errorCode: 'error.code',
  errorMessage: 'error.message',
}
const write = { kind: 'write' as const, idempotency: { header: 'idempotency-key' }, irreversible: false, attempts: 2 }
const toolList: Tool[] = [
  {
    id: 'bank.book',
    name: both('Book'),
    ...write,
    lookup: { tool: 'bank.find', args: '{"key": key}', found: 'result.items[0]' },
    compensation: { tool: 'bank.cancel', args: '{"id": result.id}' },
  },
  { id: 'bank.cancel', name: both('Cancel'), ...write, irreversible: true },
  { id: 'bank.find', name: both('Find'), kind: 'read', irreversible: false, attempts: 1 },
]

const openApi = {
  openapi: '3.0.0',
  paths: {
    '/bookings': {
      post: { operationId: 'book', requestBody: { content: { 'application/json': {} } } },
      get: { operationId: 'find', parameters: [{ name: 'key', in: 'query' }] },
    },
    '/cancellations': { post: { operationId: 'cancel', requestBody: { content: { 'application/json': {} } } } },
  },
}

/** Flows over a database of their own and a bank, with as many workers as a test starts. */
export async function openFlowsWorld(): Promise<FlowsWorld> {
  const database = await openTestDatabase({ max: 12 })
  const { db } = database
  const bus = makeBus({ log: silentLog })
  const woken: string[] = []
  const wakeConversation = async (tx: Tx, conversationId: string) =>
    tx.afterCommit(() => void woken.push(conversationId))
  const workspaceId = await db.system(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      insert into workspaces (slug, name, time_zone) values ('acme', 'Acme', 'Asia/Shanghai') returning id`.execute(
      tx.query,
    )
    return rows[0]!.id
  })
  const bank: Bank = { booked: new Map(), calls: [], before: async () => undefined }
  const tools = makeTools({
    db,
    http: httpOf(bank),
    secrets: makeSecrets(randomBytes(32)),
    now: () => new Date(),
    pause: async () => {},
    timeZone: async () => 'Asia/Shanghai',
  })
  await tools.registry.save(workspaceId, { connections: [connection], tools: toolList, records: [], catalogues: [] })
  const flows = makeFlows({ db, wakeConversation })
  const sandbox = makeSandbox()
  const works: FlowWork[] = []
  const ok = async () => ({ result: { status: 'ok' as const, value: null } })
  const work = (more: Partial<FlowWorkDeps> = {}) => {
    const started = startFlowWork({
      db,
      log: silentLog,
      bus,
      now: () => new Date(),
      flows,
      tools,
      timeZone: async () => 'Asia/Shanghai',
      customer: async () => ({ externalId: 'C1', name: 'Li' }),
      wakeConversation,
      everyMs: 100,
      ...more,
      perform: {
        ticket: ok,
        notify: ok,
        knowledge: ok,
        prompt: ok,
        code: async ({ code, input }) => ({ result: await sandbox.run(code, input) }),
        ...more.perform,
      },
    })
    works.push(started)
    return started
  }
  const query = <T>(text: ReturnType<typeof sql<T>>) =>
    db.system(async (tx) => (await text.execute(tx.query)).rows as T[])
  const run = async (runId: string) =>
    (
      await query(sql<RunState>`select *, coalesce(state->'scope', scope) as scope from flow_runs where id = ${runId}`)
    )[0]!
  return {
    database,
    db,
    workspaceId,
    flows,
    tools,
    bank,
    bus,
    woken,
    work,
    query,
    run,
    publish: async (definition) =>
      (await db.tenant(workspaceId, (tx) => flows.publish(tx, workspaceId, definition))).version,
    async until(runId, ...statuses) {
      for (let count = 0; count < 1_000; count++) {
        const found = await run(runId)
        if (statuses.includes(found.status)) return found
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      throw new Error(`run ${runId} came to ${JSON.stringify(await run(runId))}`)
    },
    report: (type, data, eventId = randomUUID()) =>
      db.tenant(workspaceId, async (tx) => {
        const event = {
          workspaceId,
          connection: 'bank',
          eventId,
          type,
          body: { id: eventId, type, service: 'bank', data },
        }
        if (!(await flows.storeEvent(tx, event))) return { told: 0, begun: 0 }
        tx.afterCommit(() => works[0]?.wake())
        return flows.hearEvent(tx, event)
      }),
    async close() {
      for (const each of works) await each.stop()
      await sandbox.close()
      await bus.close()
      await database.close()
    },
  }
}

function httpOf(bank: Bank): HttpClient {
  return async ({ url, method, body, headers = {} }) => {
    const answer = (status: number, value: unknown) => ({
      kind: 'answered' as const,
      status,
      headers: {},
      body: Buffer.from(JSON.stringify(value)),
      durationMs: 1,
    })
    if (url.endsWith('/openapi.json')) return answer(200, openApi)
    const { pathname, searchParams } = new URL(url)
    const operation = pathname === '/cancellations' ? 'cancel' : method === 'GET' ? 'find' : 'book'
    const key = headers['idempotency-key']
    const sent = body === undefined ? Object.fromEntries(searchParams) : JSON.parse(String(body))
    bank.calls.push({ operation, key, body: sent })
    const instead = await bank.before(operation, key)
    if (instead === 'refuse') return answer(409, { error: { code: 'closed', message: 'closed' } })
    if (instead === 'down') return { kind: 'not_sent', code: 'connection_refused', durationMs: 1 }
    const value = bankAnswer(bank, operation, key, sent)
    return instead === 'lose' ? { kind: 'unknown', code: 'timeout', durationMs: 1 } : answer(200, value)
  }
}

function bankAnswer(bank: Bank, operation: string, key: string | undefined, sent: Record<string, unknown>): unknown {
  if (operation === 'find') return { items: [...bank.booked].filter(([at]) => at === sent.key).map(([, each]) => each) }
  if (operation === 'cancel') {
    for (const [at, { id }] of bank.booked) if (id === sent.id) bank.booked.delete(at)
    return { cancelled: sent.id }
  }
  const known = bank.booked.get(key!)
  const made = known ?? { id: randomUUID(), amount: Number(sent.amount) }
  bank.booked.set(key!, made)
  return made
}
