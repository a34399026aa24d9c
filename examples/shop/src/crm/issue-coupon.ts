import { addDays } from '../clock.ts'
import type { Doc, Store } from '../store.ts'

/** What a new coupon is worth: yuan, or percent of the price taken off. */
type CouponTerms = {
  customerId: string
  name: string
  nameEn: string
  kind: 'cash' | 'percent'
  value: number
  minimum: number
  categories?: string[]
  stackable?: boolean
  validDays: number
  source: 'campaign' | 'reissue' | 'points' | 'birthday' | 'goodwill'
  reissuedFrom?: string | null
}

/** Puts a new coupon into a customer's wallet. */
export function issueCoupon(store: Store, terms: CouponTerms, now: Date, clientRef: string | null): Doc {
  const id = `CPN${7_000_000 + store.next('coupons')}`
  const { validDays, ...rest } = terms
  return store.put('coupons', id, {
    id,
    ...rest,
    categories: terms.categories ?? [],
    stackable: terms.stackable ?? false,
    reissuedFrom: terms.reissuedFrom ?? null,
    validFrom: now.toISOString(),
    validUntil: addDays(now.toISOString(), validDays),
    status: 'available',
    usedOnOrder: null,
    lockedByOrder: null,
    lastLockedBy: null,
    issuedAt: now.toISOString(),
    clientRef,
  })
}
