import { addDays, daysAgo } from '../src/clock.ts'
import type { OrderBundle } from './order-bundle.ts'
import type { Customer } from './people.ts'

/** One coupon as a person would tell it; days count back from opening (negative: still to come). */
type CouponStory = {
  id: string
  customerId: string
  name: string
  nameEn: string
  kind?: 'percent'
  value: number
  minimum?: number
  categories?: string[]
  stackable?: boolean
  issued: number
  ends: number
  usedOn?: string
  lockedBy?: string
  source?: 'reissue' | 'points' | 'birthday' | 'goodwill'
  reissuedFrom?: string
}

const KNOWN: CouponStory[] = [
  {
    id: 'CPN1001-1',
    customerId: 'C1001',
    name: '厨电 50 元券',
    nameEn: 'Kitchen coupon, 50 yuan',
    value: 50,
    minimum: 300,
    categories: ['kitchen'],
    issued: 35,
    ends: 5,
  },
  {
    id: 'CPN1002-1',
    customerId: 'C1002',
    name: '金卡专享 60 元券',
    nameEn: 'Gold coupon, 60 yuan',
    value: 60,
    minimum: 500,
    issued: 20,
    ends: -20,
    usedOn: 'O20260002',
  },
  {
    id: 'CPN1002-2',
    customerId: 'C1002',
    name: '全场 30 元券',
    nameEn: 'Coupon for everything, 30 yuan',
    value: 30,
    minimum: 200,
    issued: 10,
    ends: -20,
  },
  {
    id: 'CPN1003-1',
    customerId: 'C1003',
    name: '厨电九折券',
    nameEn: 'Ten percent off kitchen',
    kind: 'percent',
    value: 10,
    categories: ['kitchen'],
    issued: 8,
    ends: -22,
  },
  {
    id: 'CPN1004-1',
    customerId: 'C1004',
    name: '净化 80 元券',
    nameEn: 'Air coupon, 80 yuan',
    value: 80,
    minimum: 500,
    categories: ['air'],
    issued: 80,
    ends: 45,
  },
  {
    id: 'CPN1005-1',
    customerId: 'C1005',
    name: '满 600 减 60',
    nameEn: '60 off 600',
    value: 60,
    minimum: 600,
    issued: 15,
    ends: -15,
    lockedBy: 'O20260035',
  },
  {
    id: 'CPN1008-1',
    customerId: 'C1008',
    name: '影音满 3000 减 300',
    nameEn: '300 off 3,000 of screens and sound',
    value: 300,
    minimum: 3000,
    categories: ['smart'],
    issued: 12,
    ends: -18,
  },
  {
    id: 'CPN1008-2',
    customerId: 'C1008',
    name: '满 500 减 40',
    nameEn: '40 off 500',
    value: 40,
    minimum: 500,
    issued: 12,
    ends: -18,
    stackable: true,
  },
  {
    id: 'CPN1010-1',
    customerId: 'C1010',
    name: '满 1000 减 100',
    nameEn: '100 off 1,000',
    value: 100,
    minimum: 1000,
    issued: 50,
    ends: 9,
  },
  {
    id: 'CPN1010-2',
    customerId: 'C1010',
    name: '满 1000 减 100',
    nameEn: '100 off 1,000',
    value: 100,
    minimum: 1000,
    issued: 3,
    ends: -4,
    source: 'reissue',
    reissuedFrom: 'CPN1010-1',
  },
  {
    id: 'CPN1022-1',
    customerId: 'C1022',
    name: '厨电 50 元券',
    nameEn: 'Kitchen coupon, 50 yuan',
    value: 50,
    minimum: 300,
    categories: ['kitchen'],
    issued: 14,
    ends: -16,
    lockedBy: 'O20260043',
  },
  {
    id: 'CPN1006-1',
    customerId: 'C1006',
    name: '致歉券 180 元',
    nameEn: 'Apology coupon, 180 yuan',
    value: 180,
    issued: 2,
    ends: -88,
    source: 'goodwill',
    stackable: true,
  },
  {
    id: 'CPN1009-1',
    customerId: 'C1009',
    name: '生日礼 80 元券',
    nameEn: 'Birthday coupon, 80 yuan',
    value: 80,
    issued: 0,
    ends: -30,
    source: 'birthday',
    stackable: true,
  },
  {
    id: 'CPN1011-1',
    customerId: 'C1011',
    name: '满 500 减 100 积分券',
    nameEn: 'Points coupon, 100 off 500',
    value: 100,
    minimum: 500,
    issued: 0,
    ends: -60,
    source: 'points',
  },
]

/** The hand-made coupons, then a welcome coupon for every other customer: unused, used on their first order, or run out. */
export function couponsSeed(customers: Customer[], bundles: OrderBundle[], now: Date) {
  const firstOrder = new Map<string, string>()
  for (const { order } of bundles)
    if (order.status === 'completed' && !firstOrder.has(order.customerId)) firstOrder.set(order.customerId, order.id)
  const welcome = customers
    .filter((customer) => !KNOWN.some((story) => story.customerId === customer.id))
    .map((customer): CouponStory => {
      const number = Number(customer.id.slice(1))
      const used = number % 3 === 0 ? firstOrder.get(customer.id) : undefined
      return {
        id: `CPN${number}-1`,
        customerId: customer.id,
        name: '新人满 300 减 20',
        nameEn: 'Welcome coupon, 20 off 300',
        value: 20,
        minimum: 300,
        issued: 40,
        ends: used || number % 3 === 1 ? -20 : 10,
        usedOn: used,
      }
    })
  return [...KNOWN, ...welcome].map((story) => couponOf(story, now))
}

function couponOf(story: CouponStory, now: Date) {
  const issuedAt = daysAgo(now, story.issued, '09:00')
  return {
    id: story.id,
    customerId: story.customerId,
    name: story.name,
    nameEn: story.nameEn,
    kind: story.kind ?? 'cash',
    value: story.value,
    minimum: story.minimum ?? 0,
    categories: story.categories ?? [],
    stackable: story.stackable ?? false,
    validFrom: issuedAt,
    validUntil: addDays(daysAgo(now, 0, '00:00'), -story.ends + 0.999),
    status: story.usedOn ? 'used' : story.lockedBy ? 'locked' : 'available',
    usedOnOrder: story.usedOn ?? null,
    lockedByOrder: story.lockedBy ?? null,
    lastLockedBy: null,
    source: story.source ?? 'campaign',
    reissuedFrom: story.reissuedFrom ?? null,
    issuedAt,
    clientRef: null,
  }
}
