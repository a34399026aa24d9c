import { randomUUID } from 'node:crypto'
import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { type Frame, newFrame } from '@loopdesk/engines/flow/frame.ts'
import { type Around, step } from '@loopdesk/engines/flow/step.ts'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { endWaits, lookAgain } from './pump.ts'
import { define, type FlowsWorld, openFlowsWorld } from './test-flows.ts'

let world: FlowsWorld
let conversationId: string
let customerId: string
beforeEach(async () => {
  world = await openFlowsWorld()
  const { workspaceId } = world
  ;[{ id: customerId }] = (await world.query(
    sql<{ id: string }>`insert into customers (workspace_id, name) values (${workspaceId}, 'Li') returning id`,
  )) as [{ id: string }]
  const [channel] = await world.query(sql<{ id: string }>`
    insert into channel_accounts (workspace_id, kind, name, public_key, secret) values (${workspaceId}, 'web', 'Web', 'k', 'x') returning id`)
  ;[{ id: conversationId }] = (await world.query(sql<{ id: string }>`
    insert into conversations (workspace_id, channel_account_id, customer_id) values (${workspaceId}, ${channel!.id}, ${customerId}) returning id`)) as [
    { id: string },
  ]
})
afterEach(() => world.close())

const around: Around = {
  context: {},
  lang: 'zh',
  now: '2026-03-02T00:00:00.000Z',
  names: { title: async () => '', status: (_type, status) => status },
}
const waits = define({
  hear: { type: 'event', connection: 'bank', types: ['paid'], key: 'no', save: 'news', next: 'end' },
})

/** A run of this conversation that has walked to where it waits. */
async function parked(definition = waits, scope: Record<string, unknown> = { no: 'R1' }): Promise<Frame> {
  await world.publish(definition)
  const frame = { ...newFrame(randomUUID(), definition, 1), scope }
  const { state } = await step(definition, frame, { type: 'go' }, around)
  await put(state)
  return state
}

const put = (frame: Frame) =>
  world.db.tenant(world.workspaceId, (tx) =>
    world.flows.park(tx, { workspaceId: world.workspaceId, conversationId, customerId, frame, language: 'zh' }),
  )
const ready = () => world.flows.readyRuns(world.workspaceId, conversationId)

describe('a run that its conversation put aside', () => {
  test('wakes the conversation when its event comes, and is handed out until it is told', async () => {
    const frame = await parked()
    expect(await ready()).toEqual([])
    await world.report('paid', { refund: 'R1', amount: 5 })
    expect(world.woken).toEqual([conversationId])
    const [run] = await ready()
    expect(run!.frame).toEqual(JSON.parse(JSON.stringify(frame)))
    const { state } = await step(waits, run!.frame, run!.events[0]!.event, around)
    expect(state).toMatchObject({ ended: 'solved', scope: { news: { refund: 'R1', amount: 5 } } })
    expect(await ready()).toHaveLength(1)
    await world.db.tenant(world.workspaceId, async (tx) => {
      await world.flows.recordRun(tx, { workspaceId: world.workspaceId, conversationId, customerId, frame: state })
      await world.flows.forgetEvents(
        tx,
        run!.events.map(({ id }) => id),
      )
    })
    expect(await ready()).toEqual([])
    expect(await world.query(sql`select 1 from flow_waits`)).toEqual([])
  })

  test('is left alone by workers', async () => {
    const frame = await parked()
    await world.report('paid', { refund: 'R1' })
    const worker = world.work()
    await world.publish(
      define(
        { a: { type: 'set', values: { x: '1' }, next: 'end' } },
        { id: 'other', trigger: { type: 'event', connection: 'bank', event: 'tick' } },
      ),
    )
    await world.report('tick', {})
    await expect
      .poll(() => world.query(sql`select status from flow_runs where flow = 'other'`))
      .toEqual([{ status: 'ended' }])
    await worker.stop()
    expect((await world.run(frame.runId)).status).toBe('ready')
  })

  test('is told of time and of a person, too', async () => {
    const definition = define({
      both: { type: 'parallel', branches: { one: 'wait', two: 'ask' }, join: 'all', next: 'end', failed: 'end' },
      wait: { type: 'wait', minutes: '5', next: 'back' },
      ask: { type: 'approval', title: { zh: '批吗', en: 'OK?' }, approved: 'back', rejected: 'back', expired: 'back' },
      back: { type: 'return' },
    })
    await parked(definition, {})
    await world.query(sql`update flow_waits set due_at = now()`)
    await endWaits({ db: world.db, wakeConversation: async () => {} })
    const [run] = await ready()
    const results = run!.events.map(({ event }) => (event as Extract<FlowEvent, { type: 'done' }>).result)
    expect(results).toContainEqual({ status: 'ok', value: null })
    expect(results).toContainEqual(expect.objectContaining({ status: 'failed', kind: 'expired' }))
    expect(await world.query(sql`select state from flow_approvals`)).toEqual([{ state: 'expired' }])
  })

  test('hears of an event stored while it was being put aside, by an overlapping transaction', async () => {
    const { workspaceId, db } = world
    const eventId = randomUUID()
    let commit: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      commit = resolve
    })
    let stored: () => void = () => {}
    const isStored = new Promise<void>((resolve) => {
      stored = resolve
    })
    const event = {
      workspaceId,
      connection: 'bank',
      eventId,
      type: 'paid',
      body: { type: 'paid', data: { refund: 'R1' } },
    }
    const slow = db.tenant(workspaceId, async (tx) => {
      await world.flows.storeEvent(tx, event)
      await world.flows.hearEvent(tx, event)
      stored()
      await held
    })
    await isStored
    await parked()
    commit()
    await slow
    expect(await ready()).toEqual([])
    await world.query(sql`update flow_waits set created_at = created_at - interval '6 seconds'`)
    await lookAgain({ db, wakeConversation: async (_tx, id) => void world.woken.push(id) })
    expect(world.woken).toEqual([conversationId])
    expect(await ready()).toHaveLength(1)
  })

  test('is found for its customer, with where it has been and what it heard', async () => {
    const frame = await parked()
    await world.report('paid', { refund: 'R1' })
    const { workspaceId } = world
    expect(await world.flows.parkedRun(workspaceId, frame.runId)).toMatchObject({ node: 'hear' })
    expect(await world.flows.latestRun(workspaceId, customerId, 'test')).toMatchObject({
      runId: frame.runId,
      passed: ['hear'],
      standing: ['hear'],
      heard: [{ connection: 'bank', type: 'paid', data: { refund: 'R1' } }],
      scope: { no: 'R1' },
    })
    expect(await world.flows.latestRun(workspaceId, customerId, 'other')).toBeUndefined()
  })

  test('comes over to the version it was migrated to', async () => {
    const frame = await parked()
    await world.publish(define({ listen: { type: 'event', connection: 'bank', key: 'no', next: 'end' } }))
    const [migration] = await world.query(sql<{ id: string }>`
      insert into flow_migrations (workspace_id, flow, from_version, to_version, nodes, reason, created_by)
      values (${world.workspaceId}, 'test', 1, 2, '{"hear": "listen"}', 'r', 'me') returning id`)
    await world.query(sql`update flow_runs set migration = ${migration!.id}`)
    expect(await world.flows.parkedRun(world.workspaceId, frame.runId)).toMatchObject({ node: 'listen', version: 2 })
  })
})
