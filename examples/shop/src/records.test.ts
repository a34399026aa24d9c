import { expect, test } from 'vitest'
import type { z } from 'zod'
import { expectedReturnSchema, reservationSchema } from './inventory/inventory-operations.ts'
import { pickupSchema, shipmentSchema } from './logistics/logistics-operations.ts'
import { customerSchema, invoiceRecordSchema, orderSchema, returnRecordSchema } from './orders/order-schemas.ts'
import { linkSchema } from './payments/collection-operations.ts'
import { paymentSchema, refundSchema } from './payments/payment-operations.ts'
import { startTestShop, type TestShop } from './shop-client.ts'
import { smsSchema } from './sms/sms-operations.ts'

const SHAPES: Record<string, z.ZodObject> = {
  customers: customerSchema,
  orders: orderSchema,
  returns: returnRecordSchema,
  invoices: invoiceRecordSchema,
  expectedReturns: expectedReturnSchema,
  reservations: reservationSchema,
  payments: paymentSchema.omit({ refundedAmount: true }),
  refunds: refundSchema,
  paymentLinks: linkSchema,
  shipments: shipmentSchema,
  pickups: pickupSchema,
  messages: smsSchema,
}

test('every record, seeded or made by an operation, is exactly what the OpenAPI documents say', async () => {
  const shop = await startTestShop()
  await makeOneOfEach(shop)
  for (const [entity, shape] of Object.entries(SHAPES)) {
    const records = shop.control.list(entity)
    expect(records.length, entity).toBeGreaterThan(0)
    for (const record of records) {
      const problems = shape.strict().safeParse(record).error?.issues ?? []
      expect(problems, `${entity} ${record.id}`).toEqual([])
    }
  }
  await shop.close()
})

async function makeOneOfEach(shop: TestShop) {
  const address = shop.control.list('customers')[6]!.address
  const slot = (await shop.get('logistics', '/pickup-slots')).body.items[0]
  const answers = [
    await shop.post('orders', '/returns', { orderId: 'O20260007', reason: 'defect', photos: ['leak.jpg'] }),
    await shop.post('orders', '/orders', { customerId: 'C1010', items: [{ productId: 'P032', quantity: 1 }] }),
    await shop.post('orders', '/invoices', {
      orderId: 'O20260001',
      type: 'personal',
      title: '林晓彤',
      email: 'a@example.com',
    }),
    await shop.post('inventory', '/expected-returns', { sku: 'WP-R600-WH', quantity: 1, orderId: 'O20260007' }),
    await shop.post('inventory', '/reservations', { sku: 'WP-R600-WH', quantity: 1 }),
    await shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 1299 }),
    await shop.post('payments', '/payment-links', { orderId: 'O20261161', amount: 1899 }),
    await shop.post('payments', '/charges', { orderId: 'O20261161', payerId: 'PY-50010', amount: 1899 }),
    await shop.post('logistics', '/pickups', { orderId: 'O20260007', address, ...slot }),
    await shop.post('sms', '/send', { customerId: 'C1007', text: 'Your code is 482913' }),
  ]
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201))
  shop.control.advance({ service: 'logistics', id: 'O20260007', status: 'collected' })
  shop.control.advance({ service: 'orders', id: 'O20260002', status: 'shipped' })
  shop.control.patch({ service: 'orders', id: 'O20260008', set: { status: 'shipped' } })
}
