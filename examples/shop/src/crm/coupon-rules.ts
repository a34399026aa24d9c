import { conflict, type ShopError } from '../errors.ts'
import type { Doc, Store } from '../store.ts'

/** What a coupon is at this moment: an available one past its day has expired. */
export function couponState(coupon: Doc, now: Date): string {
  return coupon.status === 'available' && coupon.validUntil < now.toISOString() ? 'expired' : coupon.status
}

/** An order as coupons look at it: amounts in yuan by category of goods. */
export type Basket = { orderId: string | null; amount: number; byCategory: Record<string, number> }

/** Why a coupon does not take off anything of a basket, or null with what it takes off. */
export function judgeCoupon(
  store: Store,
  coupon: Doc,
  basket: Basket | null,
  now: Date,
): { refusal: ShopError | null; discount: number } {
  const refusal = stateForbids(coupon, now) ?? (basket ? basketForbids(store, coupon, basket) : null)
  if (refusal || !basket) return { refusal, discount: 0 }
  const base = eligibleAmount(coupon, basket)
  const discount = coupon.kind === 'percent' ? (base * coupon.value) / 100 : Math.min(base, coupon.value)
  return { refusal: null, discount: Math.round(discount * 100) / 100 }
}

function stateForbids(coupon: Doc, now: Date): ShopError | null {
  const state = couponState(coupon, now)
  const day = coupon.validUntil.slice(0, 10)
  if (state === 'expired')
    return conflict('coupon_expired', `The coupon ran out on ${day}.`, `优惠券已于 ${day} 过期。`, {
      validUntil: coupon.validUntil,
    })
  if (state === 'used')
    return conflict(
      'coupon_used',
      `It was used on order ${coupon.usedOnOrder}.`,
      `已用于订单 ${coupon.usedOnOrder}。`,
      {
        orderId: coupon.usedOnOrder,
      },
    )
  if (state === 'locked')
    return conflict(
      'coupon_locked',
      `Order ${coupon.lockedByOrder} holds it.`,
      `优惠券被订单 ${coupon.lockedByOrder} 占用。`,
      { orderId: coupon.lockedByOrder },
    )
  if (state === 'withdrawn') return conflict('coupon_withdrawn', 'The coupon was withdrawn.', '该优惠券已作废。')
  if (coupon.validFrom > now.toISOString())
    return conflict('coupon_not_started', 'The coupon is not valid yet.', '优惠券还没到可用时间。', {
      validFrom: coupon.validFrom,
    })
  return null
}

function basketForbids(store: Store, coupon: Doc, basket: Basket): ShopError | null {
  const eligible = eligibleAmount(coupon, basket)
  if (coupon.categories.length > 0 && eligible === 0)
    return conflict(
      'wrong_category',
      'Nothing in it belongs to the categories of the coupon.',
      '商品不在优惠券适用品类内。',
      {
        categories: coupon.categories,
        inOrder: Object.keys(basket.byCategory),
      },
    )
  const others = basket.orderId
    ? store
        .where('coupons', 'usedOnOrder', basket.orderId)
        .filter((other) => other.id !== coupon.id && other.status === 'used')
    : []
  const blocking = others.find((other) => !coupon.stackable || !other.stackable)
  if (blocking)
    return conflict(
      'not_stackable',
      `It cannot be combined with “${blocking.nameEn}”, which the order has.`,
      `不能与该订单已用的“${blocking.name}”叠加。`,
      { couponId: blocking.id },
    )
  if (eligible < coupon.minimum)
    return conflict(
      'below_minimum',
      `It needs ${coupon.minimum} yuan of fitting goods; there are ${eligible}.`,
      `满 ${coupon.minimum} 元可用，当前适用商品 ${eligible} 元。`,
      { minimum: coupon.minimum, eligible, missing: Math.round((coupon.minimum - eligible) * 100) / 100 },
    )
  return null
}

function eligibleAmount(coupon: Doc, basket: Basket): number {
  if (coupon.categories.length === 0) return basket.amount
  return coupon.categories.reduce((sum: number, category: string) => sum + (basket.byCategory[category] ?? 0), 0)
}
