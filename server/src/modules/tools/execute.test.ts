import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/open-world.ts'
import type { Db } from '../../infra/db.ts'
import type { Tools } from './index.ts'

let world: World
let tools: Tools
beforeAll(async () => {
  world = await openWorld({ env: { ROLES: 'edge' } })
  tools = world.server.app.setup.tools
})
afterEach(() => world.shop.control.reset())
afterAll(() => world.close())

const tomorrow = new Date(Date.now() + 32 * 3600_000).toISOString().slice(0, 10)
const order = () => world.shop.stores.orders.get('orders', 'O20260007')!
const goods = { sku: 'WP-R600-WH', quantity: 1, orderId: 'O20260007' }
/** The four writes of a return, as its flow makes them. */
const writes: [string, () => Record<string, unknown>][] = [
  [
    'orders.createReturn',
    () => ({
      orderId: 'O20260007',
      items: [{ sku: 'WP-R600-WH', quantity: 1 }],
      reason: 'defect',
      photos: ['f1'],
    }),
  ],
  ['inventory.expectReturn', () => goods],
  [
    'logistics.createPickup',
    () => ({ orderId: 'O20260007', address: order().address, date: tomorrow, slot: '13:00-18:00' }),
  ],
  ['payments.createRefund', () => ({ orderId: 'O20260007', amount: 1299, reason: 'defect' })],
]

interface Call {
  runId?: string
  step?: string
  by?: Tools
  db?: Db
}
function write(tool: string, args: Record<string, unknown>, call: Call = {}) {
  const { runId = randomUUID(), step = 'call#1', by = tools, db = world.db } = call
  const intent = { workspaceId: world.workspaceId, conversationId: null, runId, step, args }
  return by.execute.write(tool, intent, (store) => db.tenant(world.workspaceId, store))
}
function undo(runId: string, step = 'call#1') {
  const intent = { workspaceId: world.workspaceId, conversationId: null, runId, step }
  return tools.execute.undo(intent, (store) => world.db.tenant(world.workspaceId, store))
}
const read = (tool: string, args: Record<string, unknown>) => tools.execute.read(world.workspaceId, tool, args)
const journalled = (runId: string, step = 'call#1') => tools.effects.find(world.workspaceId, `${runId}:${step}`)
const fault = (tool: string, mode: 'error' | 'lost-reply' | 'timeout', times = 1) => {
  const [service, operation] = tool.split('.') as ['orders', string]
  world.shop.control.setFault({ service, operation, mode, times, ms: 50 })
}
const effects = () => world.shop.control.effects()
const calls = (tool: string) => world.shop.control.journal({ operation: tool.split('.')[1]! })

describe('reading', () => {
  test('a passing failure is got over', async () => {
    fault('orders.getOrder', 'error', 2)
    expect(await read('orders.getOrder', { orderId: 'O20260007' })).toMatchObject({
      result: { status: 'ok', value: { id: 'O20260007' } },
      attempts: 3,
    })
  })
  test('a lasting one is told as such', async () => {
    fault('orders.getOrder', 'error', 3)
    expect((await read('orders.getOrder', { orderId: 'O20260007' })).result).toMatchObject({ status: 'failed' })
  })
  test('what the system refuses is not asked again', async () => {
    expect(await read('orders.getOrder', { orderId: 'O20269999' })).toMatchObject({
      result: { status: 'refused', code: 'not_found' },
      attempts: 1,
    })
  })
  test('a tool that is not there is a failure, not a crash', async () => {
    expect((await read('orders.nothing', {})).result).toMatchObject({ status: 'failed', code: 'no_such_tool' })
  })
})

describe('writing', () => {
  test.each(writes)('%s takes effect once and its result is kept', async (tool, args) => {
    const runId = randomUUID()
    const done = await write(tool, args(), { runId })
    expect(done).toMatchObject({ result: { status: 'ok' }, how: 'ok', attempts: 1 })
    expect(effects()).toEqual({ [tool]: 1 })
    expect(await journalled(runId)).toMatchObject({ tool, status: 'done', result: { id: expect.any(String) } })
  })

  test.each(writes)('%s asked for again by the same step answers what happened then', async (tool, args) => {
    const runId = randomUUID()
    const first = await write(tool, args(), { runId })
    const again = await write(tool, args(), { runId })
    expect(again).toMatchObject({ result: first.result, how: 'replayed' })
    expect(effects()).toEqual({ [tool]: 1 })
    expect(calls(tool)).toHaveLength(1)
  })

  test.each(writes)('%s whose answer is lost is found out about, not repeated', async (tool, args) => {
    fault(tool, 'lost-reply')
    expect(await write(tool, args())).toMatchObject({ result: { status: 'ok' }, how: 'reconciled' })
    expect(effects()).toEqual({ [tool]: 1 })
    expect(calls(tool)).toHaveLength(1)
  })

  test.each(writes)('%s that fails is looked up before it is tried again', async (tool, args) => {
    fault(tool, 'error')
    expect(await write(tool, args())).toMatchObject({ result: { status: 'ok' }, how: 'ok', attempts: 2 })
    expect(effects()).toEqual({ [tool]: 1 })
    const lookup = tool.replace(/\.(create|expect)/, '.find')
    const seen = world.shop.control.journal().map((line) => `${line.service}.${line.operation}`)
    expect(seen[0]).toBe(tool)
    expect(seen[1]).toMatch(new RegExp(`^${lookup.replace('Return', '(Expected)?Return')}`))
    expect(seen[2]).toBe(tool)
  })

  test.each(writes)('%s is never repeated while nobody can tell whether it happened', async (tool, args) => {
    const lookup = tools.find(world.workspaceId, tool).then((ready) => ready!.tool.lookup!.tool)
    fault(tool, 'lost-reply')
    fault(await lookup, 'error', 4)
    expect(await write(tool, args())).toMatchObject({ result: { status: 'ok' }, how: 'reconciled' })
    expect(effects()).toEqual({ [tool]: 1 })
    expect(calls(tool)).toHaveLength(1)
  })

  test('a system that stays silent leaves a stuck write, and undoing finds out what became of it', async () => {
    const runId = randomUUID()
    fault('inventory.expectReturn', 'lost-reply')
    fault('inventory.findExpectedReturns', 'error', 12)
    expect((await write('inventory.expectReturn', goods, { runId })).result).toMatchObject({ status: 'failed' })
    expect(await journalled(runId)).toMatchObject({ status: 'stuck' })
    world.shop.control.clearFaults()
    await healed('inventory')
    expect(await undo(runId)).toMatchObject({ result: { status: 'ok' } })
    expect(world.shop.control.list('expectedReturns').at(-1)).toMatchObject({ status: 'cancelled' })
    expect(effects()).toEqual({ 'inventory.expectReturn': 1, 'inventory.cancelExpectedReturn': 1 })
  })

  test('undoing a write that never happened changes nothing', async () => {
    const runId = randomUUID()
    fault('inventory.expectReturn', 'timeout', 3)
    fault('inventory.findExpectedReturns', 'error', 12)
    await write('inventory.expectReturn', goods, { runId })
    world.shop.control.clearFaults()
    await healed('inventory')
    expect(await undo(runId)).toBe('nothing')
    expect(effects()).toEqual({})
  })

  test('a refusal is final and remembered', async () => {
    const runId = randomUUID()
    const late = { orderId: 'O20260006', reason: 'customer_request' }
    const refused = { result: { status: 'refused', code: 'already_dispatched' } }
    expect(await write('orders.cancel', late, { runId })).toMatchObject({ ...refused, attempts: 1 })
    expect(await write('orders.cancel', late, { runId })).toMatchObject({ ...refused, how: 'replayed' })
    expect(effects()).toEqual({})
  })

  test.each(writes)('%s that happened right before the process died is found by the next', async (tool, args) => {
    const runId = randomUUID()
    const dying = await world.startServer({ env: { ROLES: 'edge' }, dieWhen: () => effects()[tool] === 1 })
    await expect(write(tool, args(), { runId, by: dying.app.setup.tools })).rejects.toThrow('this process is dead')
    expect(await journalled(runId)).toMatchObject({ status: 'intended' })
    expect(await write(tool, args(), { runId })).toMatchObject({ result: { status: 'ok' }, how: 'reconciled' })
    expect(effects()).toEqual({ [tool]: 1 })
  })

  test('a one-time code never stands in the journal', async () => {
    const runId = randomUUID()
    const intent = { workspaceId: world.workspaceId, conversationId: null, runId, step: 'code' }
    const args = { phone: '13900001111', text: 'code 424242' }
    await tools.execute.write('sms.send', { ...intent, args, journalArgs: { phone: args.phone } }, (store) =>
      world.db.tenant(world.workspaceId, store),
    )
    expect(JSON.stringify((await journalled(runId, 'code'))?.args)).not.toContain('424242')
  })
})

describe('undoing', () => {
  test('each write is undone by its own compensation, once', async () => {
    const runId = randomUUID()
    for (const [index, [tool, args]] of writes.entries()) await write(tool, args(), { runId, step: `s${index}#1` })
    for (const index of [3, 2, 1, 0])
      expect(await undo(runId, `s${index}#1`)).toMatchObject({ result: { status: 'ok' } })
    for (const index of [3, 2, 1, 0]) expect(await undo(runId, `s${index}#1`)).toBe('nothing')
    expect(order().status).toBe('delivered')
    for (const kind of ['returns', 'expectedReturns', 'pickups', 'refunds'])
      expect(
        world.shop.control
          .list(kind)
          .filter((each) => each.orderId === 'O20260007')
          .at(-1),
        kind,
      ).toMatchObject({
        status: 'cancelled',
      })
    expect(Object.values(effects())).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
  })

  test('an undoing whose answer is lost happens once', async () => {
    const runId = randomUUID()
    await write('inventory.expectReturn', goods, { runId })
    fault('inventory.cancelExpectedReturn', 'lost-reply')
    expect(await undo(runId)).toMatchObject({ result: { status: 'ok' }, how: 'reconciled' })
    expect(effects()).toMatchObject({ 'inventory.cancelExpectedReturn': 1 })
  })

  test('what could not be undone stays known as such', async () => {
    const runId = randomUUID()
    await write('orders.createReturn', writes[0]![1](), { runId })
    fault('orders.cancelReturn', 'error', 9)
    const undone = await undo(runId)
    expect(undone).toMatchObject({ result: { status: 'failed' } })
    expect(await journalled(runId)).toMatchObject({ status: 'stuck' })
  })
})

/** Closes the breaker of a system, as its first good answer after a rest does. */
async function healed(connection: string): Promise<void> {
  ;(await tools.find(world.workspaceId, `${connection}.getStock`))!.breaker.succeeded()
}
