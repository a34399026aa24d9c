import { describe, expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'
import { ORDER_STATUSES } from './order-bundle.ts'
import { shopSeed } from './shop-seed.ts'

const opening = new Date('2026-11-21T06:00:00Z')
const seed = shopSeed(opening)
const order = (id: string) => seed.orders.orders.find((o) => o.id === id)!

describe('the seed', () => {
  test('is the same shop every time it is made for the same moment', () => {
    expect(JSON.stringify(shopSeed(opening))).toBe(JSON.stringify(seed))
  })

  test('moves with the day: another opening day changes dates and nothing else', () => {
    const withoutDates = (text: string) => text.replace(/\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?/g, '')
    const later = shopSeed(new Date('2027-03-05T06:00:00Z'))
    expect(withoutDates(JSON.stringify(later))).toBe(withoutDates(JSON.stringify(seed)))
    expect(later.orders.orders[6]!.deliveredAt).toBe('2027-03-02T09:15:00.000Z')
  })

  test('is dated before it opens, whatever the hour', () => {
    for (const hour of ['00:05', '08:00', '15:59', '23:30']) {
      const now = new Date(`2026-11-21T${hour}:00Z`)
      const text = JSON.stringify({ ...shopSeed(now).orders, ...shopSeed(now).payments })
      const latest = [...text.matchAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g)]
        .map((m) => m[0])
        .sort()
        .at(-1)!
      expect(new Date(latest).getTime()).toBeLessThan(now.getTime())
    }
  })

  test('has the promised size: 200 customers (30 English), 1,000 orders in all states, 80 products', () => {
    expect(seed.orders.customers.length).toBeGreaterThanOrEqual(200)
    expect(seed.orders.customers.filter((c) => c.locale === 'en').length).toBeGreaterThanOrEqual(30)
    expect(seed.orders.orders.length).toBeGreaterThanOrEqual(1000)
    expect(new Set(seed.orders.orders.map((o) => o.status))).toEqual(new Set(ORDER_STATUSES))
    expect(seed.inventory.products.map((p) => p.id)).toEqual(
      Array.from({ length: 80 }, (_, i) => `P${String(i + 1).padStart(3, '0')}`),
    )
    expect(catalogue.every((p) => p.aliases.length >= 2 && p.skus.length >= 1)).toBe(true)
  })

  test('has customers with no order, with exactly one and with many', () => {
    const counts = new Map(seed.orders.customers.map((c) => [c.id, 0]))
    for (const o of seed.orders.orders) counts.set(o.customerId, counts.get(o.customerId)! + 1)
    expect(counts.get('C1016')).toBe(0)
    expect(counts.get('C1021')).toBe(1)
    expect(Math.max(...counts.values())).toBeGreaterThan(5)
  })

  test('gives C1007 as newest order a delivered water purifier for 1299 paid with a card ending 7476', () => {
    const newest = seed.orders.orders
      .filter((o) => o.customerId === 'C1007')
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]!
    expect(newest).toMatchObject({ id: 'O20260007', status: 'delivered', amount: 1299 })
    expect(newest.items[0]!.name).toContain('净水器')
    expect(seed.payments.payments.find((p) => p.orderId === 'O20260007')).toMatchObject({
      method: 'card',
      accountTail: '7476',
    })
  })

  test('keeps ids unique and the services consistent with each other', () => {
    for (const service of Object.values(seed))
      for (const records of Object.values(service) as { id: string }[][])
        expect(new Set(records.map((r) => r.id)).size).toBe(records.length)
    for (const shipment of seed.logistics.shipments) {
      expect(order(shipment.orderId).trackingNo).toBe(shipment.trackingNo)
      const times = shipment.events.map((e) => e.time)
      expect(times).toEqual([...times].sort())
      expect(shipment.status === 'delivered').toBe(Boolean(order(shipment.orderId).deliveredAt))
    }
    for (const payment of seed.payments.payments) expect(order(payment.orderId).amount).toBe(payment.amount)
    const skus = new Map(seed.inventory.skus.map((s) => [s.sku, s.productId]))
    for (const o of seed.orders.orders) for (const item of o.items) expect(skus.get(item.sku)).toBe(item.productId)
  })
})
