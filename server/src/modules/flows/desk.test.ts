import type { RehearsalBody, RehearsalReply } from '@loopdesk/contracts/api/flows.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHttp } from '../../infra/http/index.ts'
import { silentLog } from '../../infra/log.ts'
import { makeMetrics } from '../../infra/metrics.ts'
import { makeIdentity } from '../identity/index.ts'
import { makeFlowDesk } from './index.ts'
import { define, type FlowsWorld, openFlowsWorld } from './test-flows.ts'

const both = (text: string) => ({ zh: text, en: text })
let world: FlowsWorld
let app: FastifyInstance
let jobs: ReturnType<typeof makeFlowDesk>['jobs']
let takeIn: ReturnType<typeof makeFlowDesk>['takeIn']
const cookies = {} as Record<'owner' | 'supervisor' | 'agent', string>
let rehearsed: RehearsalReply['says'] = []

beforeAll(async () => {
  world = await openFlowsWorld()
  const { db, flows, tools, workspaceId } = world
  const loadOf = async () => new Map<string, number>()
  const identity = makeIdentity({ db, clock: () => new Date(), log: silentLog, loadOf, sessionHours: 12, refusalMs: 0 })
  const work = world.work()
  const desk = makeFlowDesk({
    db,
    now: () => new Date(),
    flows,
    tools,
    identity,
    rehearse,
    timeZone: async () => 'Asia/Shanghai',
    hasModel: false,
    liveChanged: async () => {},
    wakeConversation: async () => {},
    wake: work.wake,
    toldTo: async () => [],
    tellCustomer: async () => {},
  })
  jobs = desk.jobs
  takeIn = desk.takeIn
  app = await makeHttp({
    log: silentLog,
    metrics: makeMetrics({ processFigures: false }),
    version: '0',
    requestsPerMinute: 0,
  })
  identity.registerRoutes(app)
  desk.registerRoutes(app, identity.authenticate)
  await app.ready()
  for (const role of ['owner', 'supervisor', 'agent'] as const) {
    const email = `${role}@acme.example`
    const password = `correct horse of ${role}`
    const skills: Record<string, number> = role === 'agent' ? { money: 3 } : {}
    await identity.createStaff(workspaceId, { email, name: role, role, skills }, password)
    const login = await app.inject({ method: 'POST', url: '/v1/session', payload: { email, password } })
    cookies[role] = login.cookies.find((each) => each.name === 'loopdesk_session')!.value
  }
})
afterAll(async () => {
  await app.close()
  await world.close()
})

/** Stands in for the turn, which plays rehearsals: says what the test wants. */
async function rehearse(_workspaceId: string, { definition }: RehearsalBody): Promise<RehearsalReply> {
  const path = [{ step: 'hello#1', node: String(definition.start), kind: 'say', error: null, ms: 0 }]
  const ended = { outcome: 'solved' as const, output: null }
  return {
    state: {},
    says: rehearsed,
    parts: [],
    path,
    variables: { total: 3 },
    waiting: [],
    ended,
    writes: [],
    findings: [],
  }
}

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  as: keyof typeof cookies = 'owner',
) {
  const payload = body === undefined ? {} : { payload: body }
  const reply = await app.inject({ method, url, cookies: { loopdesk_session: cookies[as] }, ...payload })
  const json = String(reply.headers['content-type']).includes('json')
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies freely.
  return { status: reply.statusCode, body: (json ? reply.json() : reply.body) as any }
}

const sound = (id: string, more: object = {}) => ({
  ...define({ hello: { type: 'set', values: { total: '1 + 2' }, next: 'end' } }, { id, trigger: { type: 'call' } }),
  ...more,
})

async function published(id: string, definition: object = sound(id)): Promise<number> {
  const made = await call('POST', '/v1/flows', { id, name: both(id), definition })
  const { revision } = made.body
  const reply = await call('POST', `/v1/flows/${id}/publish`, { revision })
  if (!reply.body.published) throw new Error(JSON.stringify(reply.body))
  return reply.body.version
}

describe('a flow that comes with a pack', () => {
  const who = { actor: 'system', name: 'Pack' }
  const states = async (id: string) => {
    const { items } = (await call('GET', '/v1/flows')).body
    return items.find((each: { id: string }) => each.id === id)
  }

  test('is live when it is proven, and a draft when something is missing', async () => {
    const { workspaceId } = world
    await takeIn.put(workspaceId, who, sound('packed'))
    await takeIn.put(workspaceId, who, { ...sound('unfinished'), nodes: { hello: { type: 'set' } } })
    expect(await states('packed')).toMatchObject({ live: 1, draft: null })
    expect(await states('unfinished')).toMatchObject({ live: null, draft: { revision: 1 } })
    const stands = await takeIn.read(workspaceId, ['packed', 'unfinished', 'nothing'])
    expect([...stands.keys()].sort()).toEqual(['packed', 'unfinished'])
    await takeIn.put(workspaceId, who, sound('unfinished'))
    expect(await states('unfinished')).toMatchObject({ live: 1, draft: null })
  })

  test('goes with it: nothing is live or drafted any more, and it can come back', async () => {
    const { workspaceId } = world
    await takeIn.put(workspaceId, who, sound('leaving'))
    await takeIn.remove(workspaceId, who, 'leaving')
    expect([...(await takeIn.read(workspaceId, ['leaving'])).keys()]).toEqual([])
    await takeIn.put(workspaceId, who, sound('leaving'))
    expect((await states('leaving')).live).not.toBeNull()
  })
})

describe('making a flow', () => {
  test('a draft is kept whatever it lacks, and told what is missing', async () => {
    const made = await call('POST', '/v1/flows', { id: 'first', name: both('First') })
    expect(made.status).toBe(201)
    const { definition, revision } = made.body
    definition.nodes.hello = { type: 'call' }
    const saved = await call('PUT', '/v1/flows/first/draft', { definition, baseRevision: revision })
    expect(saved.body.findings[0]).toMatchObject({ code: 'shape', node: 'hello', severity: 'error' })
    expect((await call('GET', '/v1/flows/first/draft')).body.definition.nodes.hello).toEqual({ type: 'call' })
    expect((await call('POST', '/v1/flows/first/publish', { revision: saved.body.revision })).body).toMatchObject({
      published: false,
    })
  })

  test('two people do not save over each other', async () => {
    const { body } = await call('POST', '/v1/flows', { id: 'shared', name: both('Shared') })
    const { definition, revision: baseRevision } = body
    expect((await call('PUT', '/v1/flows/shared/draft', { definition, baseRevision })).status).toBe(200)
    expect((await call('PUT', '/v1/flows/shared/draft', { definition, baseRevision })).body.code).toBe('conflict')
  })

  test('publishes, changes, compares, rolls back and withdraws', async () => {
    expect(await published('cycle')).toBe(1)
    const opened = await call('GET', '/v1/flows/cycle/draft')
    expect(opened.body).toMatchObject({ revision: 0, basedOn: 1, changed: false })
    const { definition } = opened.body
    definition.nodes.hello.values.total = '1 + 3'
    const saved = await call('PUT', '/v1/flows/cycle/draft', { definition, baseRevision: 0 })
    expect(saved.body).toMatchObject({ revision: 1, changed: true })
    const { changes } = (await call('GET', '/v1/flows/cycle/diff?from=1&to=draft')).body
    expect(changes).toEqual([
      expect.objectContaining({ name: 'hello', field: 'values.total', before: '1 + 2', after: '1 + 3' }),
    ])
    expect((await call('POST', '/v1/flows/cycle/publish', { revision: 1, note: 'more' })).body).toEqual({
      published: true,
      version: 2,
      unchanged: false,
    })
    expect((await call('POST', '/v1/flows/cycle/roll-back', { version: 1, reason: 'wrong sum' })).body).toMatchObject({
      live: 1,
      newest: 2,
    })
    expect((await world.flows.published(world.workspaceId)).get('cycle')!.version).toBe(1)
    expect((await call('POST', '/v1/flows/cycle/withdraw', { reason: 'gone' })).body.live).toBe(null)
    const { items } = (await call('GET', '/v1/flows/cycle/versions')).body
    expect(items.map(({ version, live }: { version: number; live: boolean }) => [version, live])).toEqual([
      [2, false],
      [1, false],
    ])
  })

  test('a scenario that must pass keeps a flow from being published while it fails', async () => {
    const { body } = await call('POST', '/v1/flows', {
      id: 'tested',
      name: both('Tested'),
      definition: sound('tested'),
    })
    const scenario = {
      name: 'tells the total',
      inputs: [{ input: { type: 'start' }, expect: { says: ['3'] } }],
      end: { outcome: 'solved', holds: ['total = 3'] },
    }
    expect((await call('POST', '/v1/flows/tested/scenarios', scenario)).status).toBe(201)
    rehearsed = []
    const refused = await call('POST', '/v1/flows/tested/publish', { revision: body.revision })
    expect(refused.body).toMatchObject({ published: false, scenarios: [{ name: 'tells the total' }] })
    rehearsed = [{ text: 'it is 3', parts: [] }]
    expect((await call('POST', '/v1/flows/tested/publish', { revision: body.revision })).body.published).toBe(true)
    expect((await call('GET', '/v1/flows/tested/scenarios')).body.items[0].last).toMatchObject({ passed: true })
  })

  test('travels as a file and back', async () => {
    await published('travels')
    const { body: yaml } = await call('GET', '/v1/flows/travels/export')
    expect(yaml).toContain('id: travels')
    const imported = await call('POST', '/v1/flows/import', { text: String(yaml).replaceAll('travels', 'arrived') })
    expect(imported.body).toMatchObject({ revision: 1, definition: { id: 'arrived' } })
    expect((await call('POST', '/v1/flows/import', { text: 'nodes: [' })).body.code).toBe('unprocessable')
  })

  test('the designer is told what flows can be made of', async () => {
    const { body } = await call('GET', '/v1/flows/world', undefined, 'supervisor')
    expect(body.kinds.map(({ type }: { type: string }) => type)).toContain('approval')
    expect(body.tools).toContainEqual(
      expect.objectContaining({ id: 'bank.book', kind: 'write', compensation: 'bank.cancel', lookup: true }),
    )
    expect((await call('GET', '/v1/flows/schema')).body.properties.nodes).toBeDefined()
    expect((await call('GET', '/v1/flows')).body.items.length).toBeGreaterThan(2)
  })
})

const book = { type: 'call', tool: 'bank.book', args: '{"amount": amount}', save: 'booking' }
const inputs = { amount: { type: 'number' } }
let made = 0

/** A flow that is live without having been proven: what goes wrong in it is the point. */
async function live(nodes: Record<string, unknown>): Promise<string> {
  made += 1
  const id = `run${made}`
  await world.publish(define(nodes, { id, inputs }))
  return id
}
const start = async (flow: string, amount = 5, more: object = {}) =>
  (await call('POST', `/v1/flows/${flow}/start`, { inputs: { amount }, ...more })).body

describe('running', () => {
  test('a run is begun once under its key, and refused what its flow does not take', async () => {
    const flow = await live({ book: { ...book, next: 'end', failed: 'end' } })
    const one = await start(flow, 5, { idempotencyKey: 'k' })
    expect((await start(flow, 5, { idempotencyKey: 'k' })).id).toBe(one.id)
    const wrong = await call('POST', `/v1/flows/${flow}/start`, { inputs: { amount: 'much', other: 1 } })
    expect(wrong.body.errors).toHaveLength(2)
    await world.until(one.id, 'ended')
    const { body } = await call('GET', `/v1/flow-runs/${one.id}`)
    expect(body).toMatchObject({
      status: 'ended',
      outcome: 'solved',
      path: ['book', 'end'],
      writes: [{ tool: 'bank.book', status: 'done' }],
    })
    const stats = await call('GET', `/v1/flows/${flow}/stats`)
    expect(stats.body.items).toContainEqual(expect.objectContaining({ node: 'book', visits: 1, failures: 0 }))
    expect((await call('GET', `/v1/flow-runs?flow=${flow}&search=5`)).body.items).toHaveLength(1)
  })

  test('personal data is masked unless revealed, and that is on the record', async () => {
    const flow = await live({ a: { type: 'set', values: { phone: '"13812345678"' }, next: 'end' } })
    const { id } = await start(flow)
    await world.until(id, 'ended')
    expect((await call('GET', `/v1/flow-runs/${id}`)).body.variables.phone).not.toContain('12345678')
    const shown = await call('GET', `/v1/flow-runs/${id}?reveal=true`, undefined, 'supervisor')
    expect(shown.body.variables.phone).toBe('13812345678')
    expect((await call('GET', `/v1/flow-runs/${id}`)).body.acts).toMatchObject([{ action: 'reveal', by: 'supervisor' }])
  })

  test('a halted run is retried, given other input, overridden or skipped, each with a reason', async () => {
    const broken = { type: 'set', values: { x: '$error("no")' }, next: 'end' }
    const flow = await live({ book: { ...book, next: 'broken', failed: 'broken' }, broken })
    const halt = async () => {
      const { id } = await start(flow)
      await world.until(id, 'halted')
      return id
    }
    const id = await halt()
    expect((await call('POST', `/v1/flow-runs/${id}/retry`, {})).status).toBe(400)
    await call('POST', `/v1/flow-runs/${id}/retry`, { reason: 'once more' })
    await expect
      .poll(() => world.query(sql`select 1 from incidents where run_id = ${id} and state = 'resolved'`))
      .toHaveLength(1)
    await world.until(id, 'halted')
    await call('POST', `/v1/flow-runs/${id}/skip`, { reason: 'not needed' })
    expect((await world.until(id, 'ended')).outcome).toBe('solved')
    const { body } = await call('GET', `/v1/flow-runs/${id}`)
    expect(body.acts.map(({ action, reason }: { action: string; reason: string }) => [action, reason])).toEqual([
      ['retry', 'once more'],
      ['skip', 'not needed'],
    ])
    expect((await call('POST', `/v1/flow-runs/${id}/retry`, { reason: 'x' })).body.code).toBe('wrong_state')
  })

  test('a call that was refused is done again with other arguments', async () => {
    const flow = await live({ book: { ...book, next: 'end', failed: 'stop' }, stop: { type: 'return' } })
    await world.publish(
      define(
        {
          book: { ...book, args: '{"amount": amount}', next: 'end', failed: 'never' },
          never: { type: 'set', values: { x: '$error("refused")' }, next: 'end' },
        },
        { id: flow, inputs },
      ),
    )
    world.bank.before = async () => 'refuse'
    const { id } = await start(flow)
    await world.until(id, 'halted')
    world.bank.before = async () => undefined
    await call('POST', `/v1/flow-runs/${id}/skip`, { reason: 'book again', to: 'book' })
    await world.until(id, 'ended')
    expect([...world.bank.booked.keys()]).toContain(`${id}:book#2`)
  })

  test('what is waited for can be answered by a person', async () => {
    const flow = await live({ hear: { type: 'event', connection: 'bank', key: '"never"', save: 'news', next: 'end' } })
    const { id } = await start(flow)
    await world.until(id, 'waiting')
    await call('POST', `/v1/flow-runs/${id}/override`, {
      reason: 'they phoned',
      result: { status: 'ok', value: { paid: true } },
    })
    expect((await world.until(id, 'ended')).scope.news).toEqual({ paid: true })
    expect((await call('GET', `/v1/flow-runs/${id}`)).body.steps).toContainEqual(
      expect.objectContaining({ step: 'hear#1', status: 'overridden' }),
    )
  })

  test('cancelling undoes what was written, newest first', async () => {
    const flow = await live({
      one: { ...book, next: 'two', failed: 'end' },
      two: { ...book, next: 'wait', failed: 'end' },
      wait: { type: 'wait', minutes: '600', next: 'end' },
    })
    const { id } = await start(flow)
    await world.until(id, 'waiting')
    const booked = [...world.bank.booked].filter(([key]) => key.startsWith(id)).map(([, each]) => each.id)
    world.bank.calls.length = 0
    const reply = await call('POST', `/v1/flow-runs/${id}/cancel`, { reason: 'changed their mind', compensate: true })
    expect(reply.body).toMatchObject({ status: 'ended', outcome: 'compensated' })
    const [incident] = await world.query(sql<{ id: string }>`select id from incidents where run_id = ${id}`)
    await jobs.flow_incident_retry!(
      { workspaceId: world.workspaceId, incidentId: incident!.id },
      { id: '1', attempt: 1, maxAttempts: 25 },
    )
    expect(world.bank.calls.map(({ operation, body }) => [operation, body.id])).toEqual([
      ['cancel', booked[1]],
      ['cancel', booked[0]],
    ])
    expect((await call('GET', `/v1/incidents/${incident!.id}`)).body).toMatchObject({
      state: 'resolved',
      resolvedBy: 'system',
    })
  })

  test('runs come over to another version by a mapping, and those that cannot are named first', async () => {
    const flow = await live({ wait: { type: 'wait', minutes: '600', next: 'end' } })
    const { id } = await start(flow)
    await world.until(id, 'waiting')
    await world.publish(
      define(
        {
          pause: { type: 'wait', minutes: '600', next: 'more' },
          more: { type: 'set', values: { x: '7' }, next: 'end' },
        },
        { id: flow, inputs },
      ),
    )
    const body = { from: 1, to: 2, reason: 'better' }
    expect((await call('POST', `/v1/flows/${flow}/migrate`, { ...body, dryRun: true })).body).toMatchObject({
      migrated: 0,
      missing: [{ node: 'wait', runs: 1 }],
    })
    expect(
      (await call('POST', `/v1/flows/${flow}/migrate`, { ...body, nodes: { wait: 'pause' }, dryRun: false })).body
        .migrated,
    ).toBe(1)
    await world.query(sql`update flow_waits set due_at = now() where run_id = ${id}`)
    expect(await world.until(id, 'ended')).toMatchObject({ version: 2, scope: { x: 7 } })
  })

  test('a colleague with the skill approves, once, and the run goes on', async () => {
    const ask = {
      type: 'approval',
      title: both('Pay {{ amount }}?'),
      skill: 'money',
      save: 'decision',
      approved: 'end',
      rejected: 'no',
      expired: 'no',
    }
    const flow = await live({ ask, no: { type: 'end', outcome: 'declined' } })
    const { id } = await start(flow)
    await world.until(id, 'waiting')
    const { items } = (await call('GET', '/v1/flow-approvals', undefined, 'agent')).body
    expect(items).toMatchObject([{ runId: id, title: 'Pay 5?', state: 'open' }])
    const url = `/v1/flow-approvals/${items[0].id}/decide`
    expect((await call('POST', url, { approved: true, comment: 'fine' }, 'agent')).body.state).toBe('approved')
    expect((await call('POST', url, { approved: false }, 'agent')).body.code).toBe('wrong_state')
    const run = await world.until(id, 'ended')
    expect(run).toMatchObject({
      outcome: 'solved',
      scope: { decision: { approved: true, by: 'agent', comment: 'fine' } },
    })
  })
})

describe('an incident', () => {
  test('holds what could not be undone, tries again by itself, and closes when it is done', async () => {
    const flow = await live({
      book: { ...book, next: 'undo', failed: 'end' },
      undo: { type: 'rollback', next: 'end', failed: 'sorry' },
      sorry: { type: 'end', outcome: 'failed' },
    })
    world.bank.before = async (operation) => (operation === 'cancel' ? 'refuse' : undefined)
    const { id } = await start(flow)
    expect((await world.until(id, 'ended')).outcome).toBe('failed')
    const { items } = (await call('GET', '/v1/incidents')).body
    const incident = items.find(({ runId }: { runId: string }) => runId === id)
    expect(incident).toMatchObject({ kind: 'compensation', openItems: 1 })
    const { body } = await call('GET', `/v1/incidents/${incident.id}`)
    expect(body.items[0]).toMatchObject({
      tool: 'bank.book',
      compensation: 'bank.cancel',
      state: 'open',
      error: { code: 'closed' },
      write: { args: { amount: 5 } },
    })
    const job = { workspaceId: world.workspaceId, incidentId: incident.id }
    const info = { id: '1', attempt: 1, maxAttempts: 25 }
    await jobs.flow_incident_retry!(job, info)
    expect((await call('GET', `/v1/incidents/${incident.id}`)).body).toMatchObject({
      state: 'open',
      tries: 1,
      items: [{ attempts: 1 }],
    })
    world.bank.before = async () => undefined
    await jobs.flow_incident_retry!(job, info)
    await jobs.flow_incident_retry!(job, info)
    expect((await call('GET', `/v1/incidents/${incident.id}`)).body).toMatchObject({ state: 'resolved', openItems: 0 })
    expect([...world.bank.booked.keys()].filter((key) => key.startsWith(id))).toEqual([])
  })

  test('is finished by hand, with a note of how', async () => {
    const flow = await live({
      book: { ...book, next: 'undo', failed: 'end' },
      undo: { type: 'rollback', next: 'end', failed: 'end' },
    })
    world.bank.before = async (operation) => (operation === 'cancel' ? 'down' : undefined)
    const { id } = await start(flow)
    await world.until(id, 'ended')
    world.bank.before = async () => undefined
    const [incident] = await world.query(sql<{ id: string }>`select id from incidents where run_id = ${id}`)
    const done = await call('POST', `/v1/incidents/${incident!.id}/resolve`, { note: 'phoned the bank' })
    expect(done.body).toMatchObject({
      state: 'resolved',
      resolvedBy: 'owner',
      note: 'phoned the bank',
      items: [{ state: 'by_hand' }],
    })
    expect((await call('POST', `/v1/incidents/${incident!.id}/resolve`, { note: 'again' })).body.code).toBe(
      'wrong_state',
    )
    expect((await call('POST', `/v1/incidents/${incident!.id}/retry`, {}, 'agent')).body.code).toBe('forbidden')
  })

  test('is raised for a write of which nobody knew, and that turns out to have taken effect after its run was over', async () => {
    const flow = await live({ book: { ...book, next: 'end', failed: 'end' } })
    world.bank.before = async (operation) => (operation === 'book' ? 'lose' : 'down')
    const { id } = await start(flow)
    await world.until(id, 'ended')
    world.bank.before = async () => undefined
    await world.query(sql`update effects set finished_at = now() - interval '2 minutes' where run_id = ${id}`)
    await jobs.flow_late_effects!({}, { id: '1', attempt: 1, maxAttempts: 25 })
    const { body } = await call('GET', `/v1/flow-runs/${id}`)
    expect(body.writes).toMatchObject([{ status: 'done' }])
    expect((await call('GET', `/v1/incidents/${body.incidentIds[0]}`)).body).toMatchObject({
      kind: 'unknown',
      items: [{ state: 'open', error: { code: 'took_effect' } }],
    })
  })
})
