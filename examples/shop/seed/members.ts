import { daysAgo, shopDay } from '../src/clock.ts'
import type { OrderBundle } from './order-bundle.ts'
import type { Customer } from './people.ts'
import { makeRandom } from './random.ts'

/** Points carried over from the shop's earlier system, where a story needs them. */
const CARRIED: Record<string, number> = { C1001: 80, C1002: 5_200, C1009: 2_600, C1011: 6_400, C1012: 900 }
/** Month of birth in months from the month of opening; null: not on file. */
const BIRTHDAYS: Record<string, number | null> = { C1001: 0, C1002: 0, C1004: 3, C1005: null, C1009: 0, C1011: 5 }
const GROWTH = { regular: [0, 1_900], silver: [2_000, 5_600], gold: [6_000, 15_000] } as const

/** Membership: every customer's card, the ledger its points come from, and what points buy. */
export function membersSeed(customers: Customer[], bundles: OrderBundle[], now: Date) {
  const random = makeRandom(7_001)
  const pointsEntries: PointsEntry[] = []
  const members = customers.map((customer) => {
    const [low, high] = GROWTH[customer.level]
    const growth = random.int(low, high)
    const carried = CARRIED[customer.id] ?? random.int(0, 12) * 50
    const month = random.int(0, 11)
    const birthday = birthdayOf(
      customer.id in BIRTHDAYS ? BIRTHDAYS[customer.id]! : random.chance(0.8) ? month : null,
      now,
    )
    const lines = ledgerOf(customer, carried, bundles, now)
    pointsEntries.push(...lines)
    const points = lines.at(-1)?.balance ?? 0
    return {
      id: customer.id,
      level: customer.level,
      points,
      growth,
      levelSince: shopDay(now, -random.int(40, 300)),
      reviewOn: shopDay(now, random.int(20, 320)),
      pointsExpiring: Math.min(points, carried),
      pointsExpireOn: carried > 0 ? shopDay(now, 40) : null,
      birthday,
      joinedAt: customer.createdAt,
    }
  })
  return { members, pointsEntries, rewards: REWARDS.map((reward) => ({ ...reward })), ...givenSeed(now) }
}

type PointsEntry = {
  id: string
  customerId: string
  change: number
  balance: number
  kind: string
  text: string
  textEn: string
  orderId: string | null
  at: string
}

function ledgerOf(customer: Customer, carried: number, bundles: OrderBundle[], now: Date): PointsEntry[] {
  const lines: Omit<PointsEntry, 'id' | 'customerId' | 'balance'>[] = []
  if (carried > 0)
    lines.push({
      change: carried,
      kind: 'correction',
      text: '老系统积分结转',
      textEn: 'Carried over from the earlier system',
      orderId: null,
      at: customer.createdAt,
    })
  const rate = customer.level === 'gold' ? 1.5 : 1
  const bought = bundles
    .filter(({ order }) => order.customerId === customer.id && ['delivered', 'completed'].includes(order.status))
    .sort((a, b) => a.order.deliveredAt!.localeCompare(b.order.deliveredAt!))
  for (const { order } of bought)
    lines.push({
      change: Math.floor(order.amount * rate),
      kind: 'purchase',
      text: `订单 ${order.id} 完成`,
      textEn: `Order ${order.id}`,
      orderId: order.id,
      at: order.deliveredAt!,
    })
  if (customer.id === 'C1011')
    lines.push({
      change: -4_000,
      kind: 'redemption',
      text: '兑换 满 500 减 100 积分券',
      textEn: 'Exchanged for Points coupon, 100 off 500',
      orderId: null,
      at: daysAgo(now, 0, '00:05'),
    })
  let balance = 0
  return lines.map((line, i) => {
    balance += line.change
    return { id: `PT${customer.id.slice(1)}-${i + 1}`, customerId: customer.id, ...line, balance }
  })
}

/** The fifteenth of the month that many months after the month of opening, some decades ago. */
function birthdayOf(months: number | null, now: Date): string | null {
  if (months === null) return null
  const [year, month] = shopDay(now).split('-').map(Number)
  const at = new Date(Date.UTC(year! - 34, month! - 1 + months, 15))
  return at.toISOString().slice(0, 10)
}

const REWARDS = [
  {
    id: 'RW-10',
    name: '10 元无门槛券',
    nameEn: 'Coupon, 10 yuan',
    points: 500,
    value: 10,
    minimum: 0,
    level: 'regular',
    perMonth: 2,
    left: 500,
  },
  {
    id: 'RW-30',
    name: '满 200 减 30 积分券',
    nameEn: 'Points coupon, 30 off 200',
    points: 1_300,
    value: 30,
    minimum: 200,
    level: 'regular',
    perMonth: 2,
    left: 300,
  },
  {
    id: 'RW-50',
    name: '50 元无门槛券',
    nameEn: 'Coupon, 50 yuan',
    points: 2_000,
    value: 50,
    minimum: 0,
    level: 'silver',
    perMonth: 1,
    left: 0,
  },
  {
    id: 'RW-100',
    name: '满 500 减 100 积分券',
    nameEn: 'Points coupon, 100 off 500',
    points: 4_000,
    value: 100,
    minimum: 500,
    level: 'gold',
    perMonth: 1,
    left: 80,
  },
]

/** C1009 has this year's birthday gift, C1011 this month's large points coupon. */
function givenSeed(now: Date) {
  const today = daysAgo(now, 0, '00:05')
  return {
    birthdayGifts: [
      {
        id: 'BG1009',
        customerId: 'C1009',
        couponId: 'CPN1009-1',
        amount: 80,
        status: 'given',
        givenAt: today,
        clientRef: null,
      },
    ],
    redemptions: [
      {
        id: 'RD1011',
        customerId: 'C1011',
        rewardId: 'RW-100',
        points: 4_000,
        couponId: 'CPN1011-1',
        status: 'done',
        createdAt: today,
        clientRef: null,
      },
    ],
  }
}
