import { z } from 'zod'
import { makeShipment, type ShipmentStatus, shipmentEvent } from '../../seed/parcels.ts'
import { conflict, notFound } from '../errors.ts'
import { SERVICE_NAMES, type ServiceName } from '../service-names.ts'
import type { Doc } from '../store.ts'
import type { Stores } from '../stores.ts'
import { CASES, nextOf } from './advance-cases.ts'
import type { Events } from './events.ts'

export const advanceSchema = z.object({
  service: z.enum(SERVICE_NAMES),
  id: z
    .string()
    .min(1)
    .describe(
      'a refund, payment link, pickup, parcel, order, claim, red-letter invoice, complaint, registration or repair; an order id finds the newest of its kind',
    ),
  status: z.string().optional().describe('the next natural status when left out'),
})
export type Step = z.infer<typeof advanceSchema>
export type Life = ReturnType<typeof makeLife>

/** Which status real life can bring next. */
const NEXT: Record<string, Record<string, string[]>> = {
  refunds: { accepted: ['succeeded', 'failed'] },
  paymentLinks: { open: ['paid'] },
  pickups: { booked: ['collected', 'received'], collected: ['received'] },
  shipments: {
    created: ['picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'exception'],
    picked_up: ['in_transit', 'out_for_delivery', 'delivered', 'exception'],
    in_transit: ['out_for_delivery', 'delivered', 'exception'],
    exception: ['in_transit', 'out_for_delivery', 'delivered'],
    out_for_delivery: ['delivered', 'exception'],
  },
  orders: {
    pending_payment: ['paid', 'cancelled'],
    paid: ['packing', 'shipped'],
    packing: ['shipped'],
    shipped: ['delivered'],
    delivered: ['completed'],
  },
}
const KIND: Record<string, string> = {
  refunds: 'refund',
  paymentLinks: 'payment',
  pickups: 'pickup',
  shipments: 'shipment',
  orders: 'order',
  priceProtectionClaims: 'price_protection',
}

const possibleFor = (collection: string, record: Doc): string[] =>
  NEXT[collection]?.[record.status] ?? nextOf(collection, record)

/** Real life: banks settle, couriers drive, the warehouse packs. Each step changes the systems it touches and is told as an event. */
export function makeLife(stores: Stores, events: Events) {
  /** Moves one record on and answers it as it is afterwards. */
  function advance(step: Step, now: Date): Doc {
    const { collection, record } = find(stores, step)
    const possible = possibleFor(collection, record)
    const status = step.status ?? possible[0]
    if (!status || !possible.includes(status))
      throw conflict(
        'cannot_advance',
        `${record.id} is ${record.status} and cannot become ${status ?? 'anything else'}.`,
        '当前状态不能这样变更。',
        {
          from: record.status,
          possible,
        },
      )
    const changed = (STEPS[collection] ?? moveCase(collection))(record, status, now)
    events.push()
    return changed
  }

  /** Stores the changed record together with its event. */
  function tell(service: ServiceName, collection: string, before: Doc, after: Doc, now: Date): Doc {
    return stores[service].transaction(() => {
      stores[service].put(collection, after.id, after)
      events.record({
        service,
        type: `${KIND[collection] ?? CASES[collection]?.kind}.${after.status}`,
        occurredAt: now.toISOString(),
        orderId: collection === 'orders' ? after.id : (after.orderId ?? null),
        data: { ...after, previousStatus: before.status },
      })
      return after
    })
  }

  const moveCase = (collection: string) => (record: Doc, status: string, now: Date) => {
    const { service, change } = CASES[collection]!
    const changed = change(record, status, now.toISOString(), stores)
    return tell(service, collection, record, { ...record, ...changed, status }, now)
  }

  const STEPS: Record<string, (record: Doc, status: string, now: Date) => Doc> = {
    refunds(refund, status, now) {
      const done = status === 'succeeded'
      if (done) refundSettled(stores, refund)
      const claim = done && refund.claimId ? stores.orders.get('priceProtectionClaims', refund.claimId) : undefined
      if (claim?.status === 'open')
        tell('orders', 'priceProtectionClaims', claim, { ...claim, status: 'paid', refundId: refund.id }, now)
      return tell(
        'payments',
        'refunds',
        refund,
        { ...refund, status, succeededAt: done ? now.toISOString() : null },
        now,
      )
    },
    paymentLinks(link, status, now) {
      const payment = takePayment(stores, link, now)
      const order = stores.orders.get('orders', link.orderId)
      if (order?.status === 'pending_payment')
        stores.orders.put('orders', order.id, {
          ...order,
          status: 'paid',
          paidAt: now.toISOString(),
          paymentId: payment.id,
        })
      return tell('payments', 'paymentLinks', link, { ...link, status }, now)
    },
    pickups(pickup, status, now) {
      if (status === 'received') goodsReceived(stores, pickup.orderId)
      else setReturnStatus(stores, pickup.orderId, 'in_transit')
      const stamp = status === 'collected' ? { collectedAt: now.toISOString() } : { receivedAt: now.toISOString() }
      return tell('logistics', 'pickups', pickup, { ...pickup, status, ...stamp }, now)
    },
    shipments(shipment, status, now) {
      const order = stores.orders.get('orders', shipment.orderId)
      const delivered = status === 'delivered'
      if (delivered && order?.status === 'shipped')
        stores.orders.put('orders', order.id, { ...order, status: 'delivered', deliveredAt: now.toISOString() })
      const line = shipmentEvent(status as ShipmentStatus, now.toISOString(), shipment.address.city, shipment.courier)
      const deliveredAt = delivered ? now.toISOString() : null
      return tell(
        'logistics',
        'shipments',
        shipment,
        { ...shipment, status, deliveredAt, events: [...shipment.events, line] },
        now,
      )
    },
    orders(order, status, now) {
      if (status === 'delivered') {
        advance({ service: 'logistics', id: order.trackingNo ?? order.id, status }, now)
        return stores.orders.get('orders', order.id)!
      }
      const at = now.toISOString()
      if (status === 'paid') return tell('orders', 'orders', order, { ...order, status, paidAt: at }, now)
      if (status !== 'shipped') return tell('orders', 'orders', order, { ...order, status }, now)
      const parcel = makeShipment({
        orderId: order.id,
        address: order.address,
        shippedAt: at,
        deliveredAt: null,
        status: 'created',
        now,
      })
      stores.logistics.put('shipments', parcel.id, parcel)
      return tell('orders', 'orders', order, { ...order, status, shippedAt: at, trackingNo: parcel.trackingNo }, now)
    },
  }

  return { advance }
}

function find(stores: Stores, step: Step): { collection: string; record: Doc } {
  const store = stores[step.service]
  const movable = store.collections.filter((name) => name in NEXT || name in CASES)
  for (const collection of movable) {
    const record = store.get(collection, step.id)
    if (record) return { collection, record }
  }
  // By order id: what can take the step first (a booked pickup before a delivered parcel, parcels before claims), else the newest.
  const ofOrder = movable
    .filter((name) => name !== 'orders')
    .sort((a, b) => Number(b in CASES) - Number(a in CASES))
    .flatMap((collection) => store.where(collection, 'orderId', step.id).map((record) => ({ collection, record })))
    .reverse()
  const possible = ofOrder.map((each) => ({ each, next: possibleFor(each.collection, each.record) }))
  const found =
    possible.find(({ next }) => (step.status ? next.includes(step.status) : next.length > 0))?.each ??
    possible.find(({ next }) => next.length > 0)?.each ??
    ofOrder[0]
  if (!found) throw notFound(`record that moves in ${step.service}`, `${step.service} 可变更的记录`, step.id)
  return found
}

function setReturnStatus(stores: Stores, orderId: string, status: string, orderStatus?: string) {
  const order = stores.orders.get('orders', orderId)
  if (!order?.return) return
  const record = stores.orders.get('returns', order.return.id)
  stores.orders.transaction(() => {
    stores.orders.put('orders', order.id, {
      ...order,
      status: orderStatus ?? order.status,
      return: { ...order.return, status },
    })
    if (record) stores.orders.put('returns', record.id, { ...record, status })
  })
}

function refundSettled(stores: Stores, refund: Doc) {
  if (!refund.kind || refund.kind === 'return') setReturnStatus(stores, refund.orderId, 'refunded', 'refunded')
  const payment = stores.payments.get('payments', refund.paymentId)
  if (payment?.method === 'balance') {
    const payer = stores.payments.get('payers', payment.payerId)
    if (payer) stores.payments.put('payers', payer.id, { ...payer, balance: payer.balance + refund.amount })
  }
  if (payment && refund.amount >= payment.amount)
    stores.payments.put('payments', payment.id, { ...payment, status: 'refunded' })
}

function goodsReceived(stores: Stores, orderId: string) {
  const order = stores.orders.get('orders', orderId)
  const refunded = order?.status === 'refunded'
  if (order?.return && !refunded) setReturnStatus(stores, orderId, 'received', 'returned')
  stores.inventory.transaction(() => {
    for (const expected of stores.inventory.where('expectedReturns', 'orderId', orderId)) {
      if (expected.status !== 'expected') continue
      const sku = stores.inventory.get('skus', expected.sku)
      stores.inventory.put('expectedReturns', expected.id, { ...expected, status: 'received' })
      if (!sku) continue
      stores.inventory.put('skus', sku.id, {
        ...sku,
        stock: sku.stock + expected.quantity,
        warehouses: { ...sku.warehouses, shanghai: (sku.warehouses.shanghai ?? 0) + expected.quantity },
        expectedBack: Math.max(0, sku.expectedBack - expected.quantity),
      })
    }
  })
}

/** The payment a customer made through a link, by the payer of the order's customer. */
function takePayment(stores: Stores, link: Doc, now: Date): Doc {
  const order = stores.orders.get('orders', link.orderId)
  const customer = order && stores.orders.get('customers', order.customerId)
  const payer = customer && stores.payments.where('payers', 'phone', customer.phone)[0]
  const id = `PM${7_000_000 + stores.payments.next('payments')}`
  return stores.payments.put('payments', id, {
    id,
    payerId: payer?.id ?? null,
    orderId: link.orderId,
    method: 'wechat',
    accountTail: String(payer?.phone ?? '0000').slice(-4),
    amount: link.amount,
    currency: 'CNY',
    status: 'paid',
    createdAt: now.toISOString(),
    paidAt: now.toISOString(),
    clientRef: link.clientRef,
  })
}
