import { makeShipment } from '../../seed/parcels.ts'
import { addDays } from '../clock.ts'
import type { Doc } from '../store.ts'
import type { Stores } from '../stores.ts'

const BEFORE_PAYMENT = ['pending_payment']
const BEFORE_DISPATCH = ['pending_payment', 'paid', 'packing', 'cancelled']
const UNDER_WAY = ['shipped']

/**
 * After an order's status was set, gives it the dates, parcel and payment state such an order has.
 * Fields named in `fixed` stay as they were set.
 */
export function followOrderStatus(stores: Stores, order: Doc, fixed: string[], now: Date) {
  const keep = (field: string, value: unknown) => (fixed.includes(field) ? order[field] : value)
  const dispatched = !BEFORE_DISPATCH.includes(order.status)
  const arrived = dispatched && !UNDER_WAY.includes(order.status)
  const payment = stores.payments.where('payments', 'orderId', order.id).at(-1)
  const paid = !BEFORE_PAYMENT.includes(order.status) && !(order.status === 'cancelled' && !order.paidAt)
  const dated = {
    ...order,
    paidAt: keep('paidAt', paid ? (order.paidAt ?? order.createdAt) : null),
    shippedAt: keep('shippedAt', dispatched ? (order.shippedAt ?? addDays(now.toISOString(), -1.5)) : null),
    deliveredAt: keep('deliveredAt', arrived ? (order.deliveredAt ?? addDays(now.toISOString(), -1)) : null),
  }
  const parcel = followParcel(stores, dated, now)
  stores.orders.put('orders', order.id, { ...dated, trackingNo: keep('trackingNo', parcel) })
  if (payment && ['pending', 'paid'].includes(payment.status))
    stores.payments.put('payments', payment.id, {
      ...payment,
      status: dated.paidAt ? 'paid' : 'pending',
      paidAt: dated.paidAt,
    })
}

/** Brings the parcel in line with its order; answers its tracking number, null when there is none (any more). */
function followParcel(stores: Stores, order: Doc, now: Date): string | null {
  const shipment = stores.logistics.where('shipments', 'orderId', order.id).at(-1)
  if (!order.shippedAt) {
    if (shipment) stores.logistics.remove('shipments', shipment.id)
    return null
  }
  const delivered = Boolean(order.deliveredAt)
  if (shipment && (shipment.status === 'delivered') === delivered) return shipment.trackingNo
  const made = makeShipment({
    orderId: order.id,
    address: order.address,
    shippedAt: order.shippedAt,
    deliveredAt: order.deliveredAt,
    status: delivered ? 'delivered' : 'in_transit',
    now,
  })
  stores.logistics.put('shipments', shipment?.id ?? made.id, {
    ...made,
    id: shipment?.id ?? made.id,
    trackingNo: shipment?.trackingNo ?? made.trackingNo,
  })
  return shipment?.trackingNo ?? made.trackingNo
}
