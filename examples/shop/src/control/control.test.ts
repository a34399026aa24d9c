import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestShop, type TestShop } from '../shop-client.ts'
import type { Doc } from '../store.ts'
import { moveDue } from './auto-progress.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await startTestShop()
})
beforeEach(() => shop.control.reset())
afterAll(() => shop.close())

const control = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${shop.urls.control}${path}`, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body ? JSON.stringify(body) : undefined,
  })
  return { status: response.status, body: (await response.json()) as Doc }
}

describe('a patch', () => {
  test('sets fields of any record, inside ones too, and times relative to now', async () => {
    await control('POST', '/patch', {
      service: 'orders',
      id: 'C1007',
      set: { phone: '13900000000', 'address.city': '宁波市' },
    })
    expect((await shop.get('orders', '/customers?phone=13900000000')).body.items[0]).toMatchObject({
      id: 'C1007',
      address: { city: '宁波市' },
    })
    await control('POST', '/patch', { service: 'orders', id: 'O20260007', set: { deliveredAt: 'now-20d' } })
    expect((await shop.get('orders', '/orders/O20260007/return-check')).body.code).toBe('return_window_closed')
  })

  test('of an order to shipped leaves a parcel on its way, as a shipped order has', async () => {
    await control('POST', '/patch', { service: 'orders', id: 'O20260007', set: { status: 'shipped' } })
    expect((await shop.get('orders', '/orders/O20260007')).body).toMatchObject({ status: 'shipped', deliveredAt: null })
    expect((await shop.get('logistics', '/shipments?orderId=O20260007')).body).toMatchObject({
      status: 'in_transit',
      deliveredAt: null,
    })
    await control('POST', '/patch', { service: 'orders', id: 'O20260007', set: { status: 'paid' } })
    expect((await shop.get('logistics', '/shipments?orderId=O20260007')).status).toBe(404)
  })

  test('of a product stock reaches every variant', async () => {
    await control('POST', '/patch', { service: 'inventory', id: 'P001', set: { stock: 0 } })
    expect((await shop.get('inventory', '/products/P001')).body).toMatchObject({
      stock: 0,
      variants: [{ available: 0 }, { available: 0 }],
    })
  })

  test('of an unknown record or with a wrong shape is refused', async () => {
    expect((await control('POST', '/patch', { service: 'orders', id: 'O1', set: {} })).status).toBe(404)
    expect((await control('POST', '/patch', { service: 'nowhere', id: 'O1', set: {} })).status).toBe(422)
    expect(
      (await control('POST', '/patch', { service: 'orders', id: 'C1007', set: { '__proto__.x': 1 } })).status,
    ).toBe(422)
  })
})

describe('state', () => {
  test('is the same text before and after a reset, and lists are parts of it', async () => {
    await shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 1299 })
    const changed = await control('GET', '/state/payments')
    expect(changed.body.collections.refunds.at(-1)).toMatchObject({
      orderId: 'O20260007',
      amount: 1299,
      status: 'accepted',
    })
    await control('POST', '/reset')
    expect((await control('GET', '/list/refunds')).body).toHaveLength(changed.body.collections.refunds.length - 1)
    expect((await control('GET', '/effects')).body).toEqual({})
    expect((await control('GET', '/list/nothing')).status).toBe(404)
  })

  test('newest code of a customer is read from the messages sent', async () => {
    await shop.post('sms', '/send', { customerId: 'C1007', text: '验证码 111222' })
    await shop.post('sms', '/send', { phone: '13800009999', text: 'Your code is 9999' })
    const sent = await shop.post('sms', '/send', { customerId: 'C1007', text: 'Your code is 333444.' })
    expect(sent.status).toBe(201)
    expect((await control('GET', '/sms?customerId=C1007')).body).toMatchObject({ code: '333444', messages: [{}, {}] })
  })
})

describe('life', () => {
  test('a refund succeeds, goods come back, and all systems know', async () => {
    const made = await shop.post('orders', '/returns', { orderId: 'O20260007', reason: 'defect' })
    await shop.post('inventory', '/expected-returns', { sku: 'WP-R600-WH', quantity: 1, orderId: 'O20260007' })
    const stock = (await shop.get('inventory', '/stock/WP-R600-WH')).body
    const address = (await shop.get('orders', '/customers/C1007')).body.address
    const slot = (await shop.get('logistics', '/pickup-slots')).body.items[0]
    await shop.post('logistics', '/pickups', { orderId: 'O20260007', address, ...slot })
    await shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 1299 })
    shop.control.advance({ service: 'logistics', id: 'O20260007', status: 'collected' })
    expect((await shop.get('orders', `/returns/${made.body.id}`)).body.status).toBe('in_transit')
    shop.control.advance({ service: 'logistics', id: 'O20260007', status: 'received' })
    expect((await shop.get('orders', '/orders/O20260007')).body.status).toBe('returned')
    expect((await shop.get('inventory', '/stock/WP-R600-WH')).body).toMatchObject({
      stock: stock.stock + 1,
      expectedBack: stock.expectedBack - 1,
    })
    shop.control.advance({ service: 'payments', id: 'O20260007' })
    expect((await shop.get('orders', '/orders/O20260007')).body).toMatchObject({
      status: 'refunded',
      return: { status: 'refunded' },
    })
    const again = await control('POST', '/advance', { service: 'payments', id: 'O20260007' })
    expect([again.status, again.body.error.code]).toEqual([409, 'cannot_advance'])
  })

  test('goes on by itself for what is new and leaves the seeded records alone', async () => {
    const seeded = shop.control.list('refunds').filter((r) => r.status === 'accepted').length
    const made = await shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 10 })
    moveDue(shop.stores, shop.control.life, 60, new Date(Date.now() + 61_000))
    expect((await shop.get('payments', `/refunds/${made.body.id}`)).body.status).toBe('succeeded')
    expect(shop.control.list('refunds').filter((r) => r.status === 'accepted')).toHaveLength(seeded)
  })
})

describe('events', () => {
  test('are pushed signed, in order, with the same id until they are accepted', async () => {
    const received: { event: Doc; signature: string; body: string }[] = []
    let refuse = 2
    let done = () => {}
    const both = new Promise<void>((resolve) => {
      done = resolve
    })
    const listener = createServer(async (request: IncomingMessage, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      received.push({ event: JSON.parse(body), signature: String(request.headers['x-signature']), body })
      response.writeHead(refuse-- > 0 ? 500 : 204).end()
      if (received.length === 4) done()
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/events`
    const subscription = await control('POST', '/subscribe', { url, secret: 'shared-secret' })
    const refund = await shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 10 })
    shop.control.advance({ service: 'payments', id: refund.body.id })
    shop.control.advance({ service: 'logistics', id: 'O20260001', status: 'delivered' })
    await both
    expect(received.map((r) => r.event.type)).toEqual([
      'refund.succeeded',
      'refund.succeeded',
      'refund.succeeded',
      'shipment.delivered',
    ])
    expect(new Set(received.slice(0, 3).map((r) => r.event.id)).size).toBe(1)
    expect(received[0]!.event).toMatchObject({
      service: 'payments',
      orderId: 'O20260007',
      customerId: 'C1007',
      data: { amount: 10 },
    })
    for (const { body, signature } of received)
      expect(signature).toBe(`sha256=${createHmac('sha256', 'shared-secret').update(body).digest('hex')}`)
    expect((await shop.get('orders', '/orders/O20260001')).body.status).toBe('delivered')
    await control('DELETE', `/subscriptions/${subscription.body.id}`)
    listener.closeAllConnections()
    await new Promise((resolve) => listener.close(resolve))
  })
})
