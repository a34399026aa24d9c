import { z } from 'zod'
import { addDays } from '../clock.ts'
import { conflict, notFound } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, listOf, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { type Basket, couponState, judgeCoupon } from './coupon-rules.ts'
import { issueCoupon } from './issue-coupon.ts'

/** Days after its last day in which an expired coupon may be issued again, and how long the new one lasts. */
const REISSUE_WITHIN = 30
const REISSUE_DAYS = 7
const COUPON: Named = { collection: 'coupons', en: 'coupon', zh: '优惠券' }
const STATES = ['available', 'locked', 'used', 'expired', 'withdrawn'] as const

export const couponRecordSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  name: z.string(),
  nameEn: z.string(),
  kind: z.enum(['cash', 'percent']),
  value: z.number().describe('yuan, or percent taken off'),
  minimum: money.describe('of fitting goods'),
  categories: z.array(z.string()).describe('empty: all goods'),
  stackable: z.boolean(),
  validFrom: timestamp,
  validUntil: timestamp,
  status: z.enum(['available', 'locked', 'used', 'withdrawn']),
  usedOnOrder: z.string().nullable(),
  lockedByOrder: z.string().nullable(),
  lastLockedBy: z.string().nullable().describe('the order that held it last'),
  source: z.enum(['campaign', 'reissue', 'points', 'birthday', 'goodwill']),
  reissuedFrom: z.string().nullable(),
  issuedAt: timestamp,
  clientRef: z.string().nullable(),
})
const couponSchema = couponRecordSchema.extend({ state: z.enum(STATES).describe('status, or expired') })

/** What coupons ask of the orders system. */
export type OrderDesk = {
  customer(id: string): Doc | undefined
  order(id: string): Doc | undefined
  basket(order: Doc): Basket
}

const shown = (coupon: Doc, now: Date) => ({ ...coupon, state: couponState(coupon, now) })
const byCoupon = z.object({ couponId: z.string().min(1) })

/** Coupons: what a customer has, why one does not work, and what puts it right. */
export function makeCouponOperations(desk: OrderDesk) {
  return [
    operation({
      id: 'listCoupons',
      method: 'GET',
      path: '/customers/:customerId/coupons',
      summary: 'The coupons of a customer with their state, newest first',
      params: z.object({ customerId: z.string().min(1) }),
      query: z.object({ state: z.enum(STATES).optional() }),
      result: listOf(couponSchema),
      run({ store, params, query, now }) {
        if (!desk.customer(params.customerId)) throw notFound('customer', '客户', params.customerId)
        const items = store
          .where('coupons', 'customerId', params.customerId)
          .map((coupon) => shown(coupon, now))
          .filter((coupon) => !query.state || coupon.state === query.state)
          .reverse()
        return { items, total: items.length }
      },
    }),
    getOne({ id: 'getCoupon', path: '/coupons', param: 'couponId', kind: COUPON, result: couponSchema, show: shown }),
    findBy({
      id: 'findCoupons',
      path: '/coupons',
      by: ['customerId', 'reissuedFrom', 'usedOnOrder'],
      kind: COUPON,
      result: couponSchema,
      show: shown,
    }),
    makeCheck(desk),
    reissue,
    moveTo({
      id: 'withdrawCoupon',
      path: '/coupons/:couponId/withdraw',
      param: 'couponId',
      kind: COUPON,
      summary: 'Take an unused coupon back',
      to: 'withdrawn',
      from: ['available'],
      refuse: (coupon) =>
        conflict('coupon_in_use', 'The coupon is used or held by an order.', '优惠券已使用或被订单占用。', {
          status: coupon.status,
        }),
      result: couponRecordSchema,
    }),
    makeReopen(desk),
    makeLock(desk),
  ]
}

function makeCheck(desk: OrderDesk) {
  return operation({
    id: 'checkCoupon',
    method: 'GET',
    path: '/coupons/:couponId/check',
    summary: 'Why a coupon works or does not, for an order or in general, and what would help; changes nothing',
    params: byCoupon,
    query: z.object({ orderId: z.string().optional() }),
    result: z.object({
      couponId: z.string(),
      state: z.enum(STATES),
      applicable: z.boolean(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      messageZh: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
      discount: money.describe('what it takes off the order'),
      remedy: z.enum(['reissue', 'reopen']).nullable().describe('which operation would put it right'),
    }),
    run({ store, params, query, now }) {
      const coupon = need(store, COUPON, params.couponId)
      const order = query.orderId ? desk.order(query.orderId) : undefined
      if (query.orderId && order?.customerId !== coupon.customerId) throw notFound('order', '订单', query.orderId)
      const { refusal, discount } = judgeCoupon(store, coupon, order ? desk.basket(order) : null, now)
      const remedy = reissueRefusal(store, coupon, now) ? (reopenRefusal(coupon, desk) ? null : 'reopen') : 'reissue'
      return {
        couponId: coupon.id,
        state: couponState(coupon, now),
        applicable: !refusal,
        code: refusal?.code ?? null,
        message: refusal?.message ?? null,
        messageZh: refusal?.messageZh ?? null,
        details: refusal?.details ?? {},
        discount,
        remedy: refusal ? remedy : null,
      }
    },
  })
}

const reissue = operation({
  id: 'reissueCoupon',
  method: 'POST',
  path: '/coupons/:couponId/reissue',
  summary: `Issue an expired coupon again, once, within ${REISSUE_WITHIN} days; the new one lasts ${REISSUE_DAYS} days`,
  write: true,
  status: 201,
  hints: { 'x-compensated-by': 'withdrawCoupon', 'x-found-by': 'findCoupons' },
  params: byCoupon,
  body: z.object({ reason: z.string().min(1).max(200).default('goodwill'), clientRef }).nullish(),
  result: couponRecordSchema,
  run({ store, params, now, clientRef: ref }) {
    const coupon = need(store, COUPON, params.couponId)
    const refusal = reissueRefusal(store, coupon, now)
    if (refusal) throw refusal
    const { customerId, name, nameEn, kind, value, minimum, categories, stackable } = coupon
    return issueCoupon(
      store,
      {
        customerId,
        name,
        nameEn,
        kind,
        value,
        minimum,
        categories,
        stackable,
        validDays: REISSUE_DAYS,
        source: 'reissue',
        reissuedFrom: coupon.id,
      },
      now,
      ref,
    )
  },
})

function makeReopen(desk: OrderDesk) {
  return operation({
    id: 'reopenCoupon',
    method: 'POST',
    path: '/coupons/:couponId/reopen',
    summary: 'Free a coupon that a cancelled order still holds',
    write: true,
    hints: { 'x-compensated-by': 'lockCoupon', 'x-found-by': 'getCoupon' },
    params: byCoupon,
    body: z.object({ clientRef }).nullish(),
    result: couponRecordSchema,
    run({ store, params }) {
      const coupon = need(store, COUPON, params.couponId)
      const refusal = reopenRefusal(coupon, desk)
      if (refusal) throw refusal
      return store.put('coupons', coupon.id, {
        ...coupon,
        status: 'available',
        lockedByOrder: null,
        lastLockedBy: coupon.lockedByOrder,
      })
    },
  })
}

function makeLock(desk: OrderDesk) {
  return operation({
    id: 'lockCoupon',
    method: 'POST',
    path: '/coupons/:couponId/lock',
    summary: 'Let an order of the customer hold an available coupon; the undoing of reopenCoupon',
    write: true,
    hints: { 'x-found-by': 'getCoupon' },
    params: byCoupon,
    body: z.object({ orderId: z.string().min(1), clientRef }),
    result: couponRecordSchema,
    run({ store, params, body, nothingChanged }) {
      const coupon = need(store, COUPON, params.couponId)
      if (desk.order(body.orderId)?.customerId !== coupon.customerId) throw notFound('order', '订单', body.orderId)
      if (coupon.status === 'locked' && coupon.lockedByOrder === body.orderId) {
        nothingChanged()
        return coupon
      }
      if (coupon.status !== 'available')
        throw conflict('coupon_in_use', 'The coupon is not available.', '优惠券当前不可用。', { status: coupon.status })
      return store.put('coupons', coupon.id, { ...coupon, status: 'locked', lockedByOrder: body.orderId })
    },
  })
}

function reissueRefusal(store: Store, coupon: Doc, now: Date) {
  const again = store.where('coupons', 'reissuedFrom', coupon.id).find((other) => other.status !== 'withdrawn')
  if (again)
    return conflict('already_reissued', 'It was issued again already.', '该优惠券已补发过。', { couponId: again.id })
  if (coupon.source === 'reissue')
    return conflict('already_reissued', 'A reissued coupon is not issued again.', '补发的优惠券不能再次补发。')
  const state = couponState(coupon, now)
  if (state !== 'expired')
    return conflict('coupon_not_expired', 'Only expired coupons are issued again.', '只有过期的优惠券可以补发。', {
      state,
    })
  const until = addDays(coupon.validUntil, REISSUE_WITHIN)
  if (until < now.toISOString())
    return conflict(
      'reissue_window_closed',
      `It expired more than ${REISSUE_WITHIN} days ago.`,
      `过期已超过 ${REISSUE_WITHIN} 天，不能补发。`,
      { until },
    )
  return null
}

function reopenRefusal(coupon: Doc, desk: OrderDesk) {
  if (coupon.status !== 'locked')
    return conflict('coupon_not_locked', 'No order holds it.', '该优惠券没有被占用。', { status: coupon.status })
  const order = desk.order(coupon.lockedByOrder)
  if (order && order.status !== 'cancelled')
    return conflict(
      'order_still_active',
      `Order ${order.id} is not cancelled.`,
      `占用它的订单 ${order.id} 没有取消。`,
      {
        orderId: order.id,
        status: order.status,
      },
    )
  return null
}
