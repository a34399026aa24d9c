import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startRuns } from './start-runs.ts'
import { define, type FlowsWorld, openFlowsWorld } from './test-flows.ts'

let world: FlowsWorld
beforeEach(async () => {
  world = await openFlowsWorld()
})
afterEach(() => world.close())

async function begin(scope: Record<string, unknown> = {}, flow = 'test', version = 1): Promise<string> {
  const { workspaceId } = world
  const ids = await world.db.tenant(workspaceId, (tx) =>
    startRuns(tx, [{ workspaceId, flow, version, trigger: 'call', scope }]),
  )
  return ids[0]!
}

const book = {
  type: 'call',
  tool: 'bank.book',
  args: '{"amount": amount}',
  save: 'booking',
  next: 'end',
  failed: 'end',
}

describe('a run without a conversation', () => {
  test('walks to its end and leaves its variables, its way and its output', async () => {
    await world.publish(
      define({
        a: { type: 'set', values: { total: 'price * 2' }, next: 'last' },
        last: { type: 'end', outcome: 'solved', output: '{"total": total}' },
      }),
    )
    world.work()
    const run = await world.until(await begin({ price: 21 }), 'ended')
    expect(run).toMatchObject({
      outcome: 'solved',
      scope: { price: 21, total: 42 },
      path: ['a', 'last'],
      output: { total: 42 },
    })
  })

  test('calls systems once, with run and step as the key, and journals what it did', async () => {
    await world.publish(define({ book }))
    world.work()
    const id = await begin({ amount: 10 })
    await world.until(id, 'ended')
    expect(world.bank.calls).toEqual([{ operation: 'book', key: `${id}:book#1`, body: { amount: 10 } }])
    const steps = await world.query(sql`select step, kind, status, input from flow_steps where run_id = ${id}`)
    expect(steps).toEqual([
      { step: 'book#1', kind: 'call', status: 'ok', input: { tool: 'bank.book', args: { amount: 10 } } },
    ])
  })

  test('works on parallel branches at the same time', async () => {
    await world.publish(
      define({
        both: { type: 'parallel', branches: { one: 'one', two: 'two' }, join: 'all', next: 'end' },
        one: { ...book, save: 'first', next: 'back', failed: 'back' },
        two: { ...book, save: 'second', next: 'back', failed: 'back' },
        back: { type: 'return' },
      }),
    )
    let together: () => void = () => {}
    const met = new Promise<void>((resolve) => {
      together = resolve
    })
    world.bank.before = async () => {
      if (world.bank.calls.length === 2) together()
      await met
      return undefined
    }
    world.work()
    const run = await world.until(await begin({ amount: 1 }), 'ended')
    expect(Object.keys(run.scope).sort()).toEqual(['amount', 'first', 'second'])
    expect(world.bank.booked.size).toBe(2)
  })

  test('waits for an instant at the price of a row, over restarts', async () => {
    await world.publish(define({ wait: { type: 'wait', minutes: '60', next: 'end' } }))
    const first = world.work()
    const id = await begin()
    expect(await world.until(id, 'waiting')).toMatchObject({ nodes: ['wait'] })
    await first.stop()
    await world.query(sql`update flow_waits set due_at = now() where run_id = ${id}`)
    world.work()
    await world.until(id, 'ended')
    expect(await world.query(sql`select 1 from flow_waits`)).toEqual([])
  })

  test('waits for an event with its key, and takes it as a variable', async () => {
    await world.publish(
      define({ hear: { type: 'event', connection: 'bank', types: ['paid'], key: 'no', save: 'news', next: 'end' } }),
    )
    world.work()
    const [mine, other] = await Promise.all([begin({ no: 'R1' }), begin({ no: 'R2' })])
    await Promise.all([world.until(mine, 'waiting'), world.until(other, 'waiting')])
    expect(await world.report('refused', { refund: 'R1' })).toMatchObject({ told: 0 })
    expect(await world.report('paid', { refund: 'R1', amount: 5 }, 'e1')).toMatchObject({ told: 1 })
    expect(await world.report('paid', { refund: 'R1', amount: 5 }, 'e1')).toMatchObject({ told: 0 })
    const run = await world.until(mine, 'ended')
    expect(run.scope.news).toMatchObject({ type: 'paid', refund: 'R1', amount: 5 })
    expect((await world.run(other)).status).toBe('waiting')
  })

  test('finds an event that was stored just before it began to wait', async () => {
    await world.publish(define({ hear: { type: 'event', connection: 'bank', key: 'no', save: 'news', next: 'end' } }))
    const id = await begin({ no: 77 })
    await world.report('paid', { refund: 77 })
    world.work()
    expect((await world.until(id, 'ended')).scope.news).toMatchObject({ refund: 77 })
  })

  test('does not take one event for two, when it waits twice', async () => {
    await world.publish(
      define({
        hear: { type: 'event', connection: 'bank', key: 'no', next: 'again' },
        again: { type: 'event', connection: 'bank', key: 'no', next: 'end' },
      }),
    )
    world.work()
    const id = await begin({ no: 'R9' })
    await world.until(id, 'waiting')
    await world.report('paid', { no: 'R9' })
    await expect.poll(async () => (await world.run(id)).nodes).toEqual(['again'])
    await world.until(id, 'waiting')
    await world.report('paid', { no: 'R9' })
    await world.until(id, 'ended')
  })

  test('goes the other way when the event does not come in time', async () => {
    await world.publish(
      define({
        hear: { type: 'event', connection: 'bank', key: 'no', within: '5', next: 'end', expired: 'late' },
        late: { type: 'end', outcome: 'declined' },
      }),
    )
    world.work()
    const id = await begin({ no: 'R1' })
    await world.until(id, 'waiting')
    await world.query(sql`update flow_waits set due_at = now()`)
    expect((await world.until(id, 'ended')).outcome).toBe('declined')
  })

  test('that fails where nothing sees to it is kept for people, with an incident', async () => {
    const { failed: _, ...unsafe } = book
    await world.publish(
      define({
        book: { ...unsafe, failed: 'broken' },
        broken: { type: 'set', values: { a: '$error("no")' }, next: 'end' },
      }),
    )
    world.bank.before = async () => 'refuse'
    world.work()
    const id = await begin({ amount: 1 })
    expect(await world.until(id, 'halted')).toMatchObject({ failure: { kind: 'expression', node: 'broken' } })
    expect(await world.query(sql`select kind, run_id, node from incidents`)).toEqual([
      { kind: 'halted', run_id: id, node: 'broken' },
    ])
  })

  test('of a flow that is gone is kept for people, too', async () => {
    world.work()
    expect(await world.until(await begin({}, 'nowhere'), 'halted')).toMatchObject({ failure: { code: 'no_such_flow' } })
  })
})

describe('when a worker dies', () => {
  test('its half-done run is taken up by another within seconds, and what was done is not done again', async () => {
    await world.publish(
      define({ one: { ...book, save: 'first', next: 'two' }, two: { ...book, save: 'second', next: 'end' } }),
    )
    // The bank does it, the answer is lost, and the worker is never heard of again.
    let gone: () => void = () => {}
    const silence = new Promise<void>((resolve) => {
      gone = resolve
    })
    let books = 0
    world.bank.before = async (operation) => {
      if (operation === 'book' && ++books === 2) return 'lose'
      if (operation === 'find' && books === 2) await silence
      return undefined
    }
    world.work()
    const id = await begin({ amount: 3 })
    await expect.poll(() => world.bank.calls.length).toBe(3)
    await world.query(sql`
      update flow_runs set due_at = now(), lease_holder = null, lease_epoch = lease_epoch + 1 where id = ${id}`)
    world.bank.before = async () => undefined
    world.work()
    const run = await world.until(id, 'ended')
    gone()
    expect([...world.bank.booked.keys()]).toEqual([`${id}:one#1`, `${id}:two#1`])
    expect(run.scope.second).toEqual(world.bank.booked.get(`${id}:two#1`))
    expect(world.bank.calls.filter(({ operation }) => operation === 'book')).toHaveLength(2)
  })

  test('what it does later is without effect', async () => {
    await world.publish(define({ one: { ...book, next: 'two' }, two: { ...book, save: 'second', next: 'end' } }))
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let hung = true
    world.bank.before = async (operation) => {
      if (operation === 'book' && hung) {
        hung = false
        await held
      }
      return undefined
    }
    const slow = world.work()
    const id = await begin({ amount: 3 })
    await expect.poll(() => world.bank.calls.length).toBe(1)
    // Another worker takes the run over while the first still hangs in its call.
    await world.query(
      sql`update flow_runs set due_at = now() - interval '1 second', lease_holder = null, lease_epoch = lease_epoch + 1 where id = ${id}`,
    )
    const next = world.work()
    await world.until(id, 'ended')
    letGo()
    await slow.stop()
    await next.stop()
    expect(world.bank.booked.size).toBe(2)
    expect(new Set(world.bank.calls.map(({ key }) => key).filter(Boolean)).size).toBe(2)
    expect(await world.run(id)).toMatchObject({ status: 'ended', outcome: 'solved' })
  })
})

describe('flows begun by themselves', () => {
  test('begin once for an event, whatever number of times it is reported', async () => {
    await world.publish(
      define(
        { a: { type: 'set', values: { amount: 'event.amount' }, next: 'end' } },
        { trigger: { type: 'event', connection: 'bank', event: 'recalled' } },
      ),
    )
    world.work()
    expect(await world.report('recalled', { amount: 4 }, 'r1')).toMatchObject({ begun: 1 })
    expect(await world.report('recalled', { amount: 4 }, 'r1')).toMatchObject({ begun: 0 })
    await expect
      .poll(() => world.query(sql`select trigger, status, scope->'amount' as amount from flow_runs`))
      .toEqual([{ trigger: 'event', status: 'ended', amount: 4 }])
  })

  test('begin by the clock once a slot, though several processes look', async () => {
    await world.publish(
      define(
        { a: { type: 'set', values: { x: '1' }, next: 'end' } },
        { trigger: { type: 'schedule', cron: '0 9 * * *' } },
      ),
    )
    const [head] = await world.query(sql<{ next_at: Date }>`select next_at from flow_heads`)
    // Nine in Shanghai.
    expect(head!.next_at.toISOString()).toMatch(/T01:00:00/)
    await world.query(sql`update flow_heads set next_at = now() - interval '3 days'`)
    world.work()
    world.work()
    await expect.poll(() => world.query(sql`select status from flow_runs`)).toEqual([{ status: 'ended' }])
    const [after] = await world.query(sql<{ later: boolean }>`select next_at > now() as later from flow_heads`)
    expect(after!.later).toBe(true)
  })
})
