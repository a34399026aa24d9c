import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestShop, type TestShop } from '../../examples/shop/src/shop-client.ts'
import { gradeSystems } from './grade.ts'
import { type Scenario, scenario } from './scenario.ts'
import { fits, type Snapshot, snapshotOf } from './system-changes.ts'

let shop: TestShop
let before: Snapshot
beforeAll(async () => {
  shop = await startTestShop()
})
afterAll(() => shop.close())
beforeEach(() => {
  if (shop.control.journal().length > 0) shop.control.reset()
  before = snapshotOf(shop)
})

const grade = (expected: object) => gradeSystems(storyOf(expected), shop, before)
const storyOf = (expected: object): Scenario => ({
  ...scenario.parse({ id: 'x', lang: 'zh', customer: { shopCustomerId: null }, opening: ['x'], expect: expected }),
  folder: '.',
})
const entry = (service: string, find: object, has?: object, count?: number) => ({ service, find, has, count })

it('takes an order that shows its return, and a stock counter, as part of the return', async () => {
  await shop.post('orders', '/returns', { orderId: 'O20260007', reason: 'quality', photos: ['1'] })
  await shop.post('inventory', '/expected-returns', { orderId: 'O20260007', sku: 'WP-R600-WH', quantity: 1 })
  const systems = [
    entry('orders', { orderId: 'O20260007' }, undefined, 1),
    entry('inventory', { orderId: 'O20260007' }, undefined, 1),
  ]
  expect(grade({ systems })).toEqual([])
  expect(grade({ systems: systems.slice(0, 1) })).toHaveLength(2)
  shop.control.patch({ service: 'orders', id: 'O20260007', set: { 'address.detail': 'elsewhere' } })
  expect(grade({ systems })).toEqual([expect.stringContaining('unexpected change: orders orders O20260007')])
})

it('takes a reservation as part of the counter that was asked for', async () => {
  await shop.post('inventory', '/reservations', { sku: 'EM-C20-RD', quantity: 1 })
  expect(grade({ systems: [entry('inventory', { sku: 'EM-C20-RD' }, { reserved: 1 }, 1)] })).toEqual([])
  await shop.post('inventory', '/reservations', { sku: 'EM-C20-RD', quantity: 1 })
  expect(grade({ systems: [entry('inventory', { sku: 'EM-C20-RD' }, { reserved: 1 }, 1)] })).not.toEqual([])
})

it('counts a second refund, and does not count one that was taken back', async () => {
  const refund = () => shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 100 })
  const first = await refund()
  const systems = [entry('payments', { orderId: 'O20260007' }, { amount: 100 }, 1)]
  expect(grade({ systems })).toEqual([])
  const second = await refund()
  expect(grade({ systems })).toEqual([expect.stringContaining('2 found, 1 wanted')])
  await shop.post('payments', `/refunds/${second.body.id}/cancel`)
  expect(grade({ systems })).toEqual([])
  await shop.post('payments', `/refunds/${first.body.id}/cancel`)
  expect(grade({})).toEqual([])
  expect(grade({ unchanged: ['payments'] })).toHaveLength(2)
  expect(grade({ unchanged: ['payments'], outcome: 'compensated' })).toEqual([])
})

it('finds an untouched record only by its own id, and only to check something about it', () => {
  expect(grade({ systems: [entry('orders', { id: 'O20260007' }, { status: 'delivered' }, 1)] })).toEqual([])
  expect(grade({ systems: [entry('orders', { id: 'O20260007' }, undefined, 1)] })).toHaveLength(1)
  expect(grade({ systems: [entry('payments', { orderId: 'O20260007' }, { amount: 1299 }, 1)] })).toHaveLength(1)
})

it('does not mind a text message', async () => {
  await shop.post('sms', '/send', { phone: '13900000000', text: '123456' })
  expect(grade({ unchanged: ['*'] })).toEqual([])
})

it('compares as the format says', () => {
  expect(fits({ a: { b: '文三路 18 号' } }, { 'a.b': '文三路18号' })).toBe(true)
  expect(fits({ a: { b: '文三路 18 号' } }, { a: { b: '/文三路\\s*1[89]/' } })).toBe(true)
  expect(fits({ items: [{ sku: 'A', quantity: 1 }] }, { items: [{ sku: 'A' }] })).toBe(true)
  expect(fits({ items: [{ sku: 'A' }, { sku: 'B' }] }, { items: [{ sku: 'A' }] })).toBe(false)
  expect(fits({ n: 1299 }, { n: 1299.001 })).toBe(true)
  expect(fits({ n: '1299' }, { n: 1299 })).toBe(false)
  expect(fits({}, { gone: null })).toBe(true)
})
