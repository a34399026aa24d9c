import { z } from 'zod'
import { conflict } from '../errors.ts'
import { findBy, type Named } from '../record-operations.ts'
import { addressSchema, clientRef, orderId } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'
import { findOrder } from './find-order.ts'
import { orderSchema } from './order-schemas.ts'

const RESEND: Named = { collection: 'orders', en: 'resend order', zh: '补发订单' }

/** Sending goods again free of charge: an order of its own that costs nothing; `cancel` takes it back. */
export const resendOperations = [
  operation({
    id: 'createResend',
    method: 'POST',
    path: '/orders/:orderId/resends',
    summary: 'Send goods of a delivered order again, free of charge; stock is reserved in inventory, not here',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancel', 'x-found-by': 'findResends' },
    params: z.object({ orderId }),
    body: z.object({
      items: z
        .array(z.object({ sku: z.string().min(1), quantity: z.number().int().min(1).max(99) }))
        .min(1)
        .max(20),
      reason: z.enum(['damaged_in_transit', 'wrong_item', 'missing_item', 'defect', 'recall']),
      address: addressSchema.nullish().describe("the order's own address when left out"),
      clientRef,
    }),
    result: orderSchema,
    run({ store, params, body, now, clientRef: ref }) {
      const order = findOrder(store, params.orderId)
      if (!order.deliveredAt)
        throw conflict('not_delivered', 'The order has not been delivered.', '订单尚未签收。', { status: order.status })
      if (['returned', 'refunded', 'return_requested'].includes(order.status))
        throw conflict('already_returned', 'The goods are being or were returned.', '该订单已退货，不能补发。')
      const sent = store
        .where('orders', 'resendOf', order.id)
        .find(
          (other) =>
            other.status !== 'cancelled' &&
            other.items.some((line: Doc) => body.items.some((want) => want.sku === line.sku)),
        )
      if (sent)
        throw conflict('resend_exists', 'These goods are being sent again already.', '该商品已安排补发。', {
          resendId: sent.id,
        })
      const id = `O2026${String(store.next('orders')).padStart(4, '0')}`
      return store.put('orders', id, {
        id,
        customerId: order.customerId,
        status: 'paid',
        items: body.items.map((want) => resentLine(order, want)),
        amount: 0,
        currency: 'CNY',
        createdAt: now.toISOString(),
        paidAt: now.toISOString(),
        shippedAt: null,
        deliveredAt: null,
        address: body.address ?? order.address,
        trackingNo: null,
        paymentId: null,
        invoice: null,
        return: null,
        resendOf: order.id,
        clientRef: ref,
      })
    },
  }),
  findBy({ id: 'findResends', path: '/resends', by: ['resendOf', 'customerId'], kind: RESEND, result: orderSchema }),
]

function resentLine(order: Doc, want: { sku: string; quantity: number }): Doc {
  const line = order.items.find((item: Doc) => item.sku === want.sku)
  if (!line)
    throw conflict('item_not_in_order', 'That item is not in this order.', '订单中没有该商品。', { sku: want.sku })
  if (want.quantity > line.quantity)
    throw conflict('quantity_exceeds_order', 'More than was ordered.', '补发数量超过购买数量。', {
      sku: want.sku,
      ordered: line.quantity,
    })
  return { ...line, quantity: want.quantity, price: 0 }
}
