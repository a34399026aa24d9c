import { addDays, daysAgo, shopDay } from '../src/clock.ts'
import { entryOfSku } from './catalogue.ts'
import { makeShipment, type ShipmentStatus } from './parcels.ts'
import type { Address, Customer } from './people.ts'

export const ORDER_STATUSES = [
  'pending_payment',
  'paid',
  'packing',
  'shipped',
  'delivered',
  'completed',
  'cancelled',
  'return_requested',
  'returned',
  'refunded',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** One order as a person would tell it: what, who, how long ago. Days count back from the seed day. */
export type OrderStory = {
  id: string
  items: [sku: string, quantity: number][]
  status: OrderStatus
  /** days since it was placed */
  placed: number
  /** days since it was delivered, for everything that got that far */
  delivered?: number
  parcel?: ShipmentStatus
  pay?: { method: 'card' | 'wechat' | 'alipay' | 'balance'; tail: string }
  invoice?: { type: 'personal' | 'company'; title: string; taxNo?: string }
  reason?: string
  time?: string
}

const DISPATCHED: OrderStatus[] = ['shipped', 'delivered', 'completed', 'return_requested', 'returned', 'refunded']
const ARRIVED: OrderStatus[] = ['delivered', 'completed', 'return_requested', 'returned', 'refunded']

/** The records orders, inventory, payments and logistics hold about one order, consistent with each other. */
export function makeOrderBundle(story: OrderStory, customer: Customer, now: Date) {
  const number = story.id.slice(5)
  const createdAt = daysAgo(now, story.placed, story.time ?? '10:20')
  const paid = story.status !== 'pending_payment' && !(story.status === 'cancelled' && !story.pay)
  const paidAt = paid ? later(createdAt, 6, now) : null
  const shippedAt = DISPATCHED.includes(story.status)
    ? daysAgo(now, Math.max(story.placed - 1, story.delivered ?? 0), '16:40')
    : null
  const deliveredAt = ARRIVED.includes(story.status) ? daysAgo(now, story.delivered ?? 1, '17:15') : null
  const items = story.items.map(([sku, quantity]) => {
    const entry = entryOfSku(sku)
    return { productId: entry.id, sku, name: entry.name, nameEn: entry.nameEn, quantity, price: entry.price }
  })
  const amount = items.reduce((sum, item) => sum + item.price * item.quantity, 0)
  const shipment = shippedAt
    ? makeShipment({
        orderId: story.id,
        address: customer.address,
        shippedAt,
        deliveredAt,
        status: deliveredAt ? 'delivered' : (story.parcel ?? 'in_transit'),
        now,
      })
    : null
  const invoice = story.invoice
    ? {
        id: `INV2026${number}`,
        orderId: story.id,
        type: story.invoice.type,
        title: story.invoice.title,
        taxNo: story.invoice.taxNo ?? null,
        email: customer.email,
        status: 'issued',
        amount,
        issuedAt: later(paidAt ?? createdAt, 60, now),
        clientRef: null,
      }
    : null
  const returning = deliveredAt && ['return_requested', 'returned', 'refunded'].includes(story.status)
  const returned = returning ? makeReturn(story, customer.address, items, amount, deliveredAt, now) : null
  const payment = {
    id: `PM2026${number}`,
    payerId: `PY-${Number(customer.id.slice(1)) + 49_000}`,
    orderId: story.id,
    method: story.pay?.method ?? 'wechat',
    accountTail: story.pay?.tail ?? number,
    amount,
    currency: 'CNY',
    status: paid
      ? story.status === 'refunded'
        ? 'refunded'
        : 'paid'
      : story.status === 'cancelled'
        ? 'cancelled'
        : 'pending',
    createdAt,
    paidAt,
    clientRef: null,
  }
  const order = {
    id: story.id,
    customerId: customer.id,
    status: story.status,
    items,
    amount,
    currency: 'CNY',
    createdAt,
    paidAt,
    shippedAt,
    deliveredAt,
    address: customer.address,
    trackingNo: shipment?.trackingNo ?? null,
    paymentId: payment.id,
    invoice: invoice ? withoutKeys(invoice, ['orderId', 'clientRef']) : null,
    return: returned ? withoutKeys(returned.return, ['orderId', 'clientRef', 'previousStatus', 'customerId']) : null,
    clientRef: null,
  }
  return {
    order,
    invoice,
    payment,
    shipment,
    return: returned?.return ?? null,
    refund: returned?.refund ?? null,
    pickup: returned?.pickup ?? null,
    expected: returned?.expected ?? [],
  }
}
export type OrderBundle = ReturnType<typeof makeOrderBundle>

function makeReturn(
  story: OrderStory,
  address: Address,
  items: { productId: string; sku: string; quantity: number; price: number }[],
  amount: number,
  deliveredAt: string,
  now: Date,
) {
  const number = story.id.slice(5)
  const createdAt = later(addDays(deliveredAt, 0.4), 0, now)
  const closed = story.status !== 'return_requested'
  const done = story.status === 'refunded'
  return {
    return: {
      id: `RT2026${number}`,
      orderId: story.id,
      status: done ? 'refunded' : closed ? 'received' : 'requested',
      reason: story.reason ?? 'quality',
      items: items.map(({ productId, sku, quantity }) => ({ productId, sku, quantity })),
      photos: [],
      refundAmount: amount,
      previousStatus: 'delivered',
      createdAt,
      clientRef: null,
    },
    refund: {
      id: `RF2026${number}`,
      paymentId: `PM2026${number}`,
      orderId: story.id,
      amount,
      currency: 'CNY',
      reason: story.reason ?? 'quality',
      status: done ? 'succeeded' : 'accepted',
      accountTail: story.pay?.tail ?? number,
      method: story.pay?.method ?? 'wechat',
      createdAt,
      succeededAt: done ? later(createdAt, 2_000, now) : null,
      clientRef: null,
    },
    pickup: {
      id: `PU2026${number}`,
      orderId: story.id,
      status: closed ? 'collected' : 'booked',
      date: shopDay(new Date(addDays(createdAt, 1))),
      slot: '09:00-12:00',
      address,
      courier: { name: '张师傅', nameEn: 'Mr Zhang', phone: '13711002001' },
      createdAt,
      clientRef: null,
    },
    expected: items.map((item, i) => ({
      id: `ER2026${number}${i === 0 ? '' : `-${i + 1}`}`,
      sku: item.sku,
      quantity: item.quantity,
      orderId: story.id,
      status: closed ? 'received' : 'expected',
      createdAt,
      clientRef: null,
    })),
  }
}

function withoutKeys<T extends object>(record: T, keys: string[]) {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
}

/** Some minutes after an instant, but never in the future. */
function later(iso: string, minutes: number, now: Date): string {
  return new Date(Math.min(new Date(iso).getTime() + minutes * 60_000, now.getTime() - 30_000)).toISOString()
}
