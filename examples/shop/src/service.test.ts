import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestShop, type TestShop } from './shop-client.ts'

let shop: TestShop
beforeAll(async () => {
  shop = await startTestShop()
})
beforeEach(() => shop.control.reset())
afterAll(() => shop.close())

const refund = (more: object = {}) => shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 100, ...more })
const announce = (clientRef: string) =>
  shop.post('inventory', '/expected-returns', { sku: 'WP-R600-WH', quantity: 1, orderId: 'O20260007', clientRef })
const fault = (mode: 'error' | 'timeout' | 'slow' | 'lost-reply', more: object = {}) =>
  shop.control.setFault({ service: 'payments', operation: 'createRefund', mode, ...more })

describe('a repeated write', () => {
  test('gets the first result back from payments and orders', async () => {
    const first = await refund({ clientRef: 'run-1/refund' })
    const again = await refund({ clientRef: 'run-1/refund' })
    expect(again).toEqual(first)
    expect(shop.control.effects()).toEqual({ 'payments.createRefund': 1 })
  })

  test('may name its reference in the Idempotency-Key header', async () => {
    const send = () =>
      fetch(`${shop.urls.payments}/refunds`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${shop.credentials.payments.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'header-1',
        },
        body: JSON.stringify({ orderId: 'O20260007', amount: 5 }),
      }).then((r) => r.json())
    expect(await send()).toEqual(await send())
    expect((await shop.get('payments', '/refunds?clientRef=header-1')).body.total).toBe(1)
  })

  test('is refused when the reference belongs to another request', async () => {
    await refund({ clientRef: 'run-2' })
    const other = await refund({ clientRef: 'run-2', amount: 7 })
    expect([other.status, other.body.error.code]).toEqual([422, 'client_ref_reused'])
  })

  test('has a second effect in inventory and logistics, which a look-up tells', async () => {
    await announce('run-3')
    await announce('run-3')
    expect((await shop.get('inventory', '/expected-returns?clientRef=run-3')).body.total).toBe(2)
    expect(shop.control.effects()).toEqual({ 'inventory.expectReturn': 2 })
  })
})

describe('a fault', () => {
  test('"error" answers 503, has no effect, and is used up after its times', async () => {
    fault('error', { times: 2 })
    expect([(await refund()).status, (await refund()).status, (await refund()).status]).toEqual([503, 503, 201])
    expect(shop.control.effects()).toEqual({ 'payments.createRefund': 1 })
  })

  test('"lost-reply" takes effect once and cuts the line; the repeat with the same reference finds it done', async () => {
    fault('lost-reply')
    await expect(refund({ clientRef: 'lost' })).rejects.toThrow()
    expect((await shop.get('payments', '/refunds?clientRef=lost')).body.total).toBe(1)
    expect((await refund({ clientRef: 'lost' })).status).toBe(201)
    expect(shop.control.effects()).toEqual({ 'payments.createRefund': 1 })
  })

  test('"timeout" says nothing, cuts the line and has no effect', async () => {
    fault('timeout', { ms: 20 })
    await expect(refund()).rejects.toThrow()
    expect(shop.control.effects()).toEqual({})
  })

  test('"slow" answers late but right', async () => {
    fault('slow', { ms: 60 })
    const start = performance.now()
    expect((await refund()).status).toBe(201)
    expect(performance.now() - start).toBeGreaterThanOrEqual(55)
  })
})

describe('the journal', () => {
  test('has every call in order with arguments, status, reference and whether it took effect', async () => {
    await shop.get('orders', '/orders/O20260007')
    await refund({ clientRef: 'j-1' })
    await refund({ amount: 99_999 })
    fault('error')
    await refund()
    expect(shop.control.journal()).toMatchObject([
      { service: 'orders', operation: 'getOrder', args: { orderId: 'O20260007' }, status: 200, effect: false },
      { operation: 'createRefund', args: { amount: 100 }, status: 201, effect: true, clientRef: 'j-1' },
      { operation: 'createRefund', status: 409, effect: false, error: 'refund_exceeds_paid' },
      { operation: 'createRefund', status: 503, effect: false, fault: 'error' },
    ])
  })

  test('and the data survive a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'shop-'))
    const first = await startTestShop({ dataDir })
    await first.post('payments', '/refunds', { orderId: 'O20260007', amount: 100, clientRef: 'keep' })
    await first.close()
    const second = await startTestShop({ dataDir })
    expect(second.control.effects()).toEqual({ 'payments.createRefund': 1 })
    expect((await second.get('payments', '/refunds?clientRef=keep')).body.total).toBe(1)
    await second.close()
    rmSync(dataDir, { recursive: true })
  })
})

test('a shop of an earlier version gets the systems it did not have and keeps everything else', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'shop-'))
  const first = await startTestShop({ dataDir })
  const members = first.control.list('members')
  await first.post('payments', '/refunds', { orderId: 'O20260007', amount: 100, clientRef: 'keep' })
  await first.close()
  for (const name of readdirSync(dataDir).filter((file) => file.startsWith('crm.db'))) rmSync(join(dataDir, name))
  const second = await startTestShop({ dataDir, now: new Date('2030-01-01T00:00:00Z') })
  expect(second.control.list('members')).toEqual(members)
  expect((await second.get('payments', '/refunds?clientRef=keep')).body.total).toBe(1)
  await second.close()
  rmSync(dataDir, { recursive: true })
})

describe('the edge', () => {
  test.each([
    'orders',
    'inventory',
    'payments',
    'logistics',
    'sms',
    'crm',
    'aftersales',
  ] as const)('%s refuses callers without its own credentials and shows its OpenAPI document', async (name) => {
    const probe = {
      orders: '/orders',
      inventory: '/products',
      payments: '/payments?orderId=O20260007',
      logistics: '/pickup-slots',
      sms: '/send',
      crm: '/rewards',
      aftersales: '/technician-slots?city=x',
    }[name]
    const strange = await fetch(shop.urls[name] + probe, {
      method: name === 'sms' ? 'POST' : 'GET',
      headers: { 'x-api-key': 'wrong', 'x-crm-key': 'wrong', authorization: 'Bearer wrong' },
    })
    expect([strange.status, ((await strange.json()) as { error: { code: string } }).error.code]).toEqual([
      401,
      'unauthorized',
    ])
    const document = (await (await fetch(`${shop.urls[name]}/openapi.json`)).json()) as {
      openapi: string
      paths: object
    }
    expect(document.openapi).toMatch(/^3\./)
    expect(Object.keys(document.paths).length).toBeGreaterThan(0)
  })

  test('bad input is told apart and changes nothing', async () => {
    const key = { 'x-api-key': shop.credentials.orders.key }
    const post = (body: string, type = 'application/json') =>
      fetch(`${shop.urls.orders}/returns`, { method: 'POST', headers: { ...key, 'content-type': type }, body })
    const before = JSON.stringify(shop.control.state('orders'))
    expect((await post('{"orderId":')).status).toBe(400)
    expect((await post('{"orderId":5}')).status).toBe(422)
    expect((await post('<a/>', 'text/xml')).status).toBe(415)
    expect((await post(JSON.stringify({ orderId: 'x'.repeat(1_100_000) }))).status).toBe(413)
    expect((await shop.get('orders', '/orders/O1')).status).toBe(404)
    expect((await shop.get('orders', '/nothing')).status).toBe(404)
    expect((await shop.get('orders', '/orders?limit=abc')).status).toBe(422)
    expect(JSON.stringify(shop.control.state('orders'))).toBe(before)
  })
})
