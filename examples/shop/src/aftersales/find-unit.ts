import { invalid, notFound } from '../errors.ts'
import type { Doc, Store } from '../store.ts'
import type { Unit } from './warranty-rules.ts'

/** What after-sales asks of the other systems. */
export type UnitDesk = {
  order(id: string): Doc | undefined
  product(id: string): Doc | undefined
  /** pieces of a variant that can be sent at once */
  available(sku: string): number
}

/** `QW` + order number + line + piece: what is printed on the label of everything sold here. */
const SERIAL = /^QW(\d{8})(\d{2})(\d{2})$/

export function serialOf(orderId: string, line: number, piece = 1): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `QW${orderId.slice(1)}${two(line + 1)}${two(piece)}`
}

/** The appliance meant by a serial number, or by an order and (where it has several) the item of it. */
export function findUnit(
  store: Store,
  desk: UnitDesk,
  by: { serialNo?: string | null; orderId?: string | null; sku?: string | null },
): Unit {
  if (by.serialNo) return bySerial(store, desk, by.serialNo.toUpperCase())
  const order = by.orderId ? desk.order(by.orderId) : undefined
  if (!order) throw notFound('order', '订单', by.orderId ?? '')
  if (!by.sku && order.items.length > 1)
    throw invalid('item_needed', 'The order has several items: say which.', '该订单有多件商品，请指定哪一件。', {
      skus: order.items.map((item: Doc) => item.sku),
    })
  const line = by.sku ? order.items.findIndex((item: Doc) => item.sku === by.sku) : 0
  if (line < 0)
    throw invalid('item_not_in_order', 'That item is not in this order.', '订单中没有该商品。', { sku: by.sku })
  return unitOf(order, line, 1)
}

function bySerial(store: Store, desk: UnitDesk, serialNo: string): Unit {
  const registered = store.get('registeredUnits', serialNo)
  if (registered)
    return {
      serialNo,
      customerId: registered.customerId,
      orderId: null,
      productId: registered.productId,
      sku: registered.sku,
      startsAt: registered.boughtAt,
      orderStatus: null,
    }
  const [, number, line, piece] = SERIAL.exec(serialNo) ?? []
  const order = number ? desk.order(`O${number}`) : undefined
  const item = order?.items[Number(line) - 1]
  if (!order || !item || Number(piece) < 1 || Number(piece) > item.quantity)
    throw notFound('serial number', '序列号', serialNo)
  return unitOf(order, Number(line) - 1, Number(piece))
}

function unitOf(order: Doc, line: number, piece: number): Unit {
  const item = order.items[line]
  return {
    serialNo: serialOf(order.id, line, piece),
    customerId: order.customerId,
    orderId: order.id,
    productId: item.productId,
    sku: item.sku,
    startsAt: order.deliveredAt,
    orderStatus: order.status,
  }
}
