import { notFound } from '../errors.ts'
import type { Doc, Store } from '../store.ts'

export function findOrder(store: Store, id: string): Doc {
  const order = store.get('orders', id)
  if (!order) throw notFound('order', '订单', id)
  return order
}

/** The part of a return or invoice record that is shown inside its order. */
export function embedded(record: Doc): Doc {
  const { orderId: _o, clientRef: _c, previousStatus: _p, ...shown } = record
  return shown
}

/** Orders whose parcel has not left the warehouse. */
export const BEFORE_DISPATCH = ['pending_payment', 'paid', 'packing']
