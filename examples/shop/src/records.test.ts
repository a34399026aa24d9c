import { expect, test } from 'vitest'
import type { z } from 'zod'
import { serviceOrderSchema } from './aftersales/service-order-operations.ts'
import { slotReservationSchema, technicianSchema } from './aftersales/slot-operations.ts'
import { registeredUnitSchema } from './aftersales/warranty-operations.ts'
import { addressRecordSchema } from './crm/address-operations.ts'
import { complaintRecordSchema } from './crm/complaint-operations.ts'
import { couponRecordSchema } from './crm/coupon-operations.ts'
import { goodwillSchema } from './crm/goodwill-operations.ts'
import { birthdayGiftSchema, memberRecordSchema, pointsEntrySchema } from './crm/member-operations.ts'
import { acknowledgementSchema, recallSchema, registrationSchema } from './crm/recall-operations.ts'
import { redemptionSchema, rewardSchema } from './crm/reward-operations.ts'
import { expectedReturnSchema, reservationSchema } from './inventory/inventory-operations.ts'
import { campaignSchema } from './inventory/price-operations.ts'
import { carrierClaimSchema } from './logistics/carrier-claim-operations.ts'
import { hazardousPickupSchema } from './logistics/hazardous-pickup-operations.ts'
import { pickupSchema, shipmentSchema } from './logistics/logistics-operations.ts'
import { customerSchema, invoiceRecordSchema, orderSchema, returnRecordSchema } from './orders/order-schemas.ts'
import { protectionClaimSchema } from './orders/price-protection-operations.ts'
import { quoteSchema } from './orders/quote-operations.ts'
import { deductionSchema, redLetterSchema } from './orders/red-letter-operations.ts'
import { linkSchema } from './payments/collection-operations.ts'
import { creditSchema } from './payments/credit-operations.ts'
import { paymentSchema, refundSchema } from './payments/payment-operations.ts'
import { type Answer, startTestShop, type TestShop } from './shop-client.ts'
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
  redLetters: redLetterSchema,
  deductions: deductionSchema,
  priceProtectionClaims: protectionClaimSchema,
  quotes: quoteSchema,
  campaigns: campaignSchema,
  credits: creditSchema,
  carrierClaims: carrierClaimSchema,
  hazardousPickups: hazardousPickupSchema,
  members: memberRecordSchema,
  pointsEntries: pointsEntrySchema,
  rewards: rewardSchema,
  redemptions: redemptionSchema,
  birthdayGifts: birthdayGiftSchema,
  coupons: couponRecordSchema,
  addresses: addressRecordSchema,
  recalls: recallSchema,
  acknowledgements: acknowledgementSchema,
  recallRegistrations: registrationSchema,
  complaints: complaintRecordSchema,
  goodwills: goodwillSchema,
  registeredUnits: registeredUnitSchema,
  technicians: technicianSchema,
  slotReservations: slotReservationSchema,
  serviceOrders: serviceOrderSchema,
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
    await shop.post('orders', '/orders/O20260020/resends', {
      items: [{ sku: 'FB-Z4-WD', quantity: 1 }],
      reason: 'defect',
    }),
    await shop.post('orders', '/quotes/QT20260001/convert', {}),
    await shop.post('orders', '/price-protection-claims', { orderId: 'O20260012' }),
    await shop.post('crm', '/goodwills', { complaintId: 'CS1019', kind: 'balance', amount: 10 }),
    await shop.post('payments', '/balance-credits', { payerId: 'PY-50019', goodwillId: 'GW1000001' }),
    await shop.post('crm', '/complaints/CS1019/escalate', { reason: 'still nothing' }).then(created),
    await shop.post('crm', '/addresses/AD1007-2/default').then(created),
    await shop.post('crm', '/coupons/CPN1022-1/reopen').then(created),
    await shop.post('logistics', '/hazardous-pickups', {
      registrationId: 'RG1226',
      orderId: 'O20260519',
      address,
      ...(await shop.get('logistics', '/hazardous-pickup-slots')).body.items[0],
    }),
    await shop.post('payments', '/refunds', {
      orderId: 'O20260012',
      amount: 200,
      kind: 'price_protection',
      claimId: 'PP5000001',
    }),
  ]
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 201))
  shop.control.advance({ service: 'logistics', id: 'O20260007', status: 'collected' })
  for (const [service, id] of [
    ['payments', 'RF8000002'],
    ['aftersales', 'SO1017'],
    ['crm', 'CS1019'],
    ['orders', 'RL20260305'],
    ['logistics', 'CC20260011'],
    ['logistics', 'HP1000001'],
  ] as const)
    shop.control.advance({ service, id })
  shop.control.advance({ service: 'orders', id: 'O20260002', status: 'shipped' })
  shop.control.patch({ service: 'orders', id: 'O20260008', set: { status: 'shipped' } })
}

/** A change answers 200 where a new record answers 201: both are fine here. */
const created = (answer: Answer) => ({ ...answer, status: answer.status === 200 ? 201 : answer.status })
