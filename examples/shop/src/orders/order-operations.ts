import { z } from 'zod'
import { ORDER_STATUSES } from '../../seed/order-bundle.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { addressSchema, clientRef, limit, listOf, orderId } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'
import { BEFORE_DISPATCH, findOrder } from './find-order.ts'
import { orderSchema } from './order-schemas.ts'

const byOrder = z.object({ orderId })

/** What one variant is and costs at that moment, as the catalogue says. */
export type FindVariant = (
  productId: string,
  sku: string | undefined,
  now: Date,
) => { productId: string; sku: string; name: string; nameEn: string; price: number } | undefined

export function makeOrderOperations(findVariant: FindVariant) {
  return [listOrders, getOrder, makeCreate(findVariant), cancel, changeAddress]
}

const listOrders = operation({
  id: 'listOrders',
  method: 'GET',
  path: '/orders',
  summary: 'Orders of a customer, newest first',
  query: z.object({
    customerId: z.string().min(1).optional(),
    status: z
      .string()
      .optional()
      .describe(`one or several, separated by commas: ${ORDER_STATUSES.join(', ')}`),
    clientRef: z.string().optional(),
    limit,
  }),
  result: listOf(orderSchema),
  run({ store, query }) {
    const wanted = query.status?.split(',').map((s) => s.trim())
    const strange = wanted?.find((status) => !(ORDER_STATUSES as readonly string[]).includes(status))
    if (strange) throw invalid('unknown_status', `There is no order status ${strange}.`, `没有订单状态 ${strange}。`)
    const all = query.customerId
      ? store.where('orders', 'customerId', query.customerId)
      : query.clientRef
        ? store.where('orders', 'clientRef', query.clientRef)
        : store.where('orders')
    const found = all
      .filter((order) => !wanted || wanted.includes(order.status))
      .filter((order) => !query.clientRef || order.clientRef === query.clientRef)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id))
    return { items: found.slice(0, query.limit), total: found.length }
  },
})

const getOrder = operation({
  id: 'getOrder',
  method: 'GET',
  path: '/orders/:orderId',
  summary: 'One order',
  params: byOrder,
  result: orderSchema,
  run: ({ store, params }) => findOrder(store, params.orderId),
})

function makeCreate(findVariant: FindVariant) {
  return operation({
    id: 'create',
    method: 'POST',
    path: '/orders',
    summary: 'Place an order; waits for payment, or is paid when the caller charges the stored balance in payments',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancel', 'x-found-by': 'listOrders' },
    body: z.object({
      customerId: z.string().min(1),
      items: z
        .array(
          z.object({
            productId: z.string().min(1),
            sku: z.string().optional(),
            quantity: z.number().int().min(1).max(99),
          }),
        )
        .min(1)
        .max(50),
      address: addressSchema.optional().describe("the customer's default address when left out"),
      paymentMethod: z.enum(['link', 'balance']).default('link'),
      clientRef,
    }),
    result: orderSchema,
    run({ store, body, now, clientRef: ref }) {
      const customer = store.get('customers', body.customerId)
      if (!customer) throw notFound('customer', '客户', body.customerId)
      const items = body.items.map(({ productId, sku, quantity }) => {
        const variant = findVariant(productId, sku, now)
        if (!variant)
          throw invalid(
            'unknown_product',
            `There is no product ${productId} ${sku ?? ''}.`,
            `没有商品 ${productId} ${sku ?? ''}。`,
          )
        return { ...variant, quantity }
      })
      const id = `O2026${String(store.next('orders')).padStart(4, '0')}`
      const paid = body.paymentMethod === 'balance'
      return store.put('orders', id, {
        id,
        customerId: customer.id,
        status: paid ? 'paid' : 'pending_payment',
        items: items.map(({ productId, sku, name, nameEn, quantity, price }) => ({
          productId,
          sku,
          name,
          nameEn,
          quantity,
          price,
        })),
        amount: items.reduce((sum, item) => sum + item.price * item.quantity, 0),
        currency: 'CNY',
        createdAt: now.toISOString(),
        paidAt: paid ? now.toISOString() : null,
        shippedAt: null,
        deliveredAt: null,
        address: body.address ?? customer.address,
        trackingNo: null,
        paymentId: null,
        invoice: null,
        return: null,
        clientRef: ref,
      })
    },
  })
}

const cancel = operation({
  id: 'cancel',
  method: 'POST',
  path: '/orders/:orderId/cancel',
  summary: 'Cancel an order that has not been dispatched; money is given back by the payment system, not here',
  write: true,
  params: byOrder,
  body: z.object({ reason: z.string().max(200).nullish(), clientRef }).nullish(),
  result: orderSchema,
  run({ store, params, nothingChanged }) {
    const order = findOrder(store, params.orderId)
    if (order.status === 'cancelled') {
      nothingChanged()
      return order
    }
    requireBeforeDispatch(order)
    return store.put('orders', order.id, { ...order, status: 'cancelled' })
  },
})

const changeAddress = operation({
  id: 'changeAddress',
  method: 'POST',
  path: '/orders/:orderId/address',
  summary: 'Deliver somewhere else, as long as the order has not been dispatched',
  write: true,
  params: byOrder,
  hints: { 'x-compensated-by': 'changeAddress' },
  body: z.object({ address: addressSchema, clientRef }),
  result: orderSchema,
  run({ store, params, body }) {
    const order = findOrder(store, params.orderId)
    requireBeforeDispatch(order)
    return store.put('orders', order.id, { ...order, address: body.address })
  },
})

function requireBeforeDispatch(order: Doc) {
  if (BEFORE_DISPATCH.includes(order.status)) return
  if (order.status === 'cancelled') throw conflict('order_cancelled', 'This order was cancelled.', '该订单已取消。')
  throw conflict('already_dispatched', 'This order has already been dispatched.', '该订单已发货。', {
    status: order.status,
    trackingNo: order.trackingNo,
  })
}
