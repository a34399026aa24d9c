import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestShop, type TestShop } from '../shop-client.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await startTestShop()
})
afterAll(() => shop.close())

const home = {
  name: '王建明',
  phone: '13800001111',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路 1 号',
}
const returnOf = (orderId: string, more: object = {}) =>
  shop.post('orders', '/returns', { orderId, reason: 'quality', ...more })
const code = (answer: { body: { error?: { code: string } } }) => answer.body.error?.code

describe('orders', () => {
  test('are listed newest first, by customer and status', async () => {
    const { body } = await shop.get('orders', '/orders?customerId=C1007')
    expect(body.items.map((o: { id: string }) => o.id)).toEqual(['O20260007', 'O20260036', 'O20260037'])
    const done = await shop.get('orders', '/orders?customerId=C1007&status=completed&limit=1')
    expect(done.body).toMatchObject({ total: 2, items: [{ id: 'O20260036' }] })
  })

  test('change address until they are dispatched, and not after', async () => {
    const before = await shop.post('orders', '/orders/O20260002/address', { address: home })
    expect(before.body.address).toEqual(home)
    const after = await shop.post('orders', '/orders/O20260006/address', { address: home })
    expect([after.status, code(after)]).toEqual([409, 'already_dispatched'])
  })

  test('are cancelled before dispatch only; a second time changes nothing', async () => {
    expect((await shop.post('orders', '/orders/O20260034/cancel')).body.status).toBe('cancelled')
    expect((await shop.post('orders', '/orders/O20260034/cancel')).body.status).toBe('cancelled')
    expect(shop.control.effects()['orders.cancel']).toBe(1)
    expect(code(await shop.post('orders', '/orders/O20260006/cancel'))).toBe('already_dispatched')
    expect((await shop.post('orders', '/orders/O9999/cancel')).status).toBe(404)
  })

  test('are placed again with the price of today and wait for payment, unless the balance pays', async () => {
    const items = [{ productId: 'P032', sku: 'EM-C20-RD', quantity: 1 }]
    const waiting = await shop.post('orders', '/orders', { customerId: 'C1010', items })
    expect(waiting.body).toMatchObject({ status: 'pending_payment', amount: 1899, paidAt: null })
    const paid = await shop.post('orders', '/orders', { customerId: 'C1010', items, paymentMethod: 'balance' })
    expect(paid.body.status).toBe('paid')
    const strange = await shop.post('orders', '/orders', {
      customerId: 'C1010',
      items: [{ productId: 'P032', sku: 'WP-R600-WH', quantity: 1 }],
    })
    expect([strange.status, code(strange)]).toEqual([422, 'unknown_product'])
  })
})

describe('returns', () => {
  test('are checked without changing anything', async () => {
    const before = JSON.stringify(shop.control.state('orders'))
    const { body } = await shop.get('orders', '/orders/O20260007/return-check')
    expect(body).toMatchObject({ eligible: true, refundAmount: 1299, code: null })
    expect(body.reasons.map((r: { code: string }) => r.code)).toContain('defect')
    expect(JSON.stringify(shop.control.state('orders'))).toBe(before)
  })

  test.each([
    ['O20260004', 'return_window_closed'],
    ['O20260017', 'return_window_closed'],
    ['O20260011', 'not_returnable'],
    ['O20260018', 'already_returned'],
    ['O20260006', 'not_delivered'],
    ['O20260043', 'order_cancelled'],
  ])('of %s are refused with %s, by the check and by the request', async (orderId, rule) => {
    const check = await shop.get('orders', `/orders/${orderId}/return-check`)
    expect(check.body).toMatchObject({ eligible: false, code: rule })
    const asked = await returnOf(orderId)
    expect([asked.status, code(asked)]).toEqual([409, rule])
  })

  test('of a mixed order take back what may come back, and refuse the rest by name', async () => {
    const check = await shop.get('orders', '/orders/O20260013/return-check')
    expect(check.body).toMatchObject({
      eligible: true,
      refundAmount: 259 + 249 + 2 * 59,
      excluded: [{ sku: 'FC-R600-RO', code: 'not_returnable' }],
    })
    expect(code(await returnOf('O20260013', { items: [{ sku: 'FC-R600-RO' }] }))).toBe('not_returnable')
    const part = await returnOf('O20260013', { items: [{ sku: 'KS-S5-WH', quantity: 1 }] })
    expect(part.body).toMatchObject({ status: 'requested', refundAmount: 59 })
  })

  test('are withdrawn without a trace on the order', async () => {
    const before = (await shop.get('orders', '/orders/O20260003')).body
    const made = await returnOf('O20260003', { clientRef: 'withdraw-1' })
    expect((await shop.get('orders', '/orders/O20260003')).body).toMatchObject({
      status: 'return_requested',
      return: { id: made.body.id },
    })
    await shop.post('orders', `/returns/${made.body.id}/cancel`)
    expect((await shop.get('orders', '/orders/O20260003')).body).toEqual(before)
    const found = await shop.get('orders', '/returns?clientRef=withdraw-1')
    expect(found.body).toMatchObject({ total: 1, items: [{ status: 'cancelled' }] })
  })
})

describe('invoices', () => {
  const invoice = (orderId: string, more: object = {}) =>
    shop.post('orders', '/invoices', { orderId, type: 'personal', title: '陈思琪', email: 'c@example.com', ...more })

  test('are issued once per order, voided and issued again', async () => {
    const first = await invoice('O20260008')
    expect(first.body).toMatchObject({ status: 'issued', amount: 2799, orderId: 'O20260008' })
    expect(code(await invoice('O20260008'))).toBe('invoice_exists')
    await shop.post('orders', `/invoices/${first.body.id}/void`)
    expect((await invoice('O20260008')).status).toBe(201)
  })

  test('need a tax number for companies and a paid order', async () => {
    expect(code(await invoice('O20260001', { type: 'company' }))).toBe('tax_no_required')
    expect(code(await invoice('O20260015'))).toBe('not_invoiceable')
    expect(code(await invoice('O20260009'))).toBe('invoice_exists')
  })
})

describe('money and stock', () => {
  test('a refund never exceeds what was paid, however it is split', async () => {
    const refund = (amount: number) => shop.post('payments', '/refunds', { orderId: 'O20260021', amount })
    expect(code(await refund(300))).toBe('refund_exceeds_paid')
    expect((await refund(200)).body).toMatchObject({ status: 'accepted', accountTail: '7718' })
    expect(code(await refund(100))).toBe('refund_exceeds_paid')
    expect((await shop.get('payments', '/refund-quotes?orderId=O20260021')).body).toMatchObject({
      refundableAmount: 99,
      expectedDays: 3,
    })
    expect(code(await shop.post('payments', '/refunds', { orderId: 'O20260015', amount: 1 }))).toBe('not_paid')
  })

  test('sold-out goods cannot be reserved, and reserved goods are not available', async () => {
    expect(code(await shop.post('inventory', '/reservations', { sku: 'PJ-H3-WH', quantity: 1 }))).toBe('out_of_stock')
    const before = (await shop.get('inventory', '/stock/EM-C20-RD')).body.available
    const made = await shop.post('inventory', '/reservations', { sku: 'EM-C20-RD', quantity: 2 })
    expect((await shop.get('inventory', '/stock/EM-C20-RD')).body.available).toBe(before - 2)
    await shop.post('inventory', `/reservations/${made.body.id}/release`)
    expect((await shop.get('inventory', '/stock/EM-C20-RD')).body.available).toBe(before)
  })

  test('pickups are booked from tomorrow for a week', async () => {
    const { body } = await shop.get('logistics', '/pickup-slots')
    const pickup = { orderId: 'O20260007', address: home, ...body.items[0] }
    expect((await shop.post('logistics', '/pickups', pickup)).body).toMatchObject({
      status: 'booked',
      date: body.items[0].date,
    })
    expect(code(await shop.post('logistics', '/pickups', { ...pickup, date: '2020-01-01' }))).toBe('slot_unavailable')
  })
})
