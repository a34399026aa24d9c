import { addressBookSeed } from './address-book.ts'
import { campaignsSeed } from './campaigns.ts'
import { catalogue, inventorySeed } from './catalogue.ts'
import { complaintsSeed } from './complaints.ts'
import { couponsSeed } from './coupons.ts'
import { FIRST_GENERATED, knownOrders } from './known-orders.ts'
import { membersSeed } from './members.ts'
import { makeOrderBundle, type OrderBundle, type OrderStatus, type OrderStory } from './order-bundle.ts'
import { orderCasesSeed } from './order-cases.ts'
import { type Customer, customersSeed, knownCustomers } from './people.ts'
import { makeRandom, type Random } from './random.ts'
import { recallsSeed } from './recalls.ts'
import { technicianSeed } from './technicians.ts'

const ORDER_COUNT = 1_160

/** Everything the services hold on the day the shop opens; the same `now` gives the same shop. */
export function shopSeed(now: Date) {
  const customers = customersSeed(now)
  const bundles: OrderBundle[] = []
  for (const customer of customers)
    for (const story of knownOrders[customer.id] ?? []) bundles.push(makeOrderBundle(story, customer, now))
  const random = makeRandom(20_260_049)
  const buyers = customers.filter(
    (customer) =>
      Number(customer.id.slice(1)) > 1000 + knownCustomers.length && Number(customer.id.slice(1)) % 17 !== 0,
  )
  for (let n = FIRST_GENERATED; n <= ORDER_COUNT; n++) {
    // The first round gives everybody an order; every ninth customer stays with exactly one.
    const round = n - FIRST_GENERATED
    const buyer = round < buyers.length ? buyers[round]! : pickRepeatBuyer(buyers, random)
    bundles.push(makeOrderBundle(makeStory(n, random), buyer, now))
  }
  bundles.sort((a, b) => a.order.id.localeCompare(b.order.id))
  const present = <T>(list: (T | null)[]) => list.filter((entry) => entry !== null)
  const { carrierClaims, ...orderCases } = orderCasesSeed(bundles, now)
  return {
    orders: {
      customers,
      orders: bundles.map((b) => b.order),
      returns: present(bundles.map((b) => b.return)),
      invoices: present(bundles.map((b) => b.invoice)),
      ...orderCases,
    },
    inventory: {
      ...inventorySeed(),
      expectedReturns: bundles.flatMap((b) => b.expected),
      reservations: [],
      campaigns: campaignsSeed(now),
    },
    payments: {
      payers: customers.map(makePayer),
      payments: bundles.map((b) => b.payment),
      refunds: present(bundles.map((b) => b.refund)),
      paymentLinks: [],
      credits: [],
    },
    logistics: {
      shipments: present(bundles.map((b) => b.shipment)),
      pickups: present(bundles.map((b) => b.pickup)),
      carrierClaims,
      hazardousPickups: [],
    },
    sms: { messages: [] },
    crm: {
      ...membersSeed(customers, bundles, now),
      coupons: couponsSeed(customers, bundles, now),
      addresses: addressBookSeed(customers),
      ...recallsSeed(now),
      ...complaintsSeed(now),
    },
    aftersales: technicianSeed(customers, now),
  }
}
export type ShopSeed = ReturnType<typeof shopSeed>

function pickRepeatBuyer(buyers: Customer[], random: Random): Customer {
  const buyer = random.pick(buyers)
  return Number(buyer.id.slice(1)) % 9 === 0 ? pickRepeatBuyer(buyers, random) : buyer
}

const MIX: [OrderStatus, number][] = [
  ['completed', 44],
  ['delivered', 22],
  ['shipped', 11],
  ['paid', 6],
  ['packing', 4],
  ['pending_payment', 3],
  ['cancelled', 4],
  ['return_requested', 2],
  ['returned', 2],
  ['refunded', 2],
]
const REASONS = ['quality', 'defect', 'wrong_item', 'not_as_described', 'no_longer_needed']

function makeStory(number: number, random: Random): OrderStory {
  const status = weighted(random)
  const recent = ['paid', 'packing', 'pending_payment'].includes(status)
  const delivered = status === 'completed' ? random.int(16, 300) : random.int(1, status === 'delivered' ? 20 : 14)
  const placed = recent ? random.int(1, 2) : status === 'shipped' ? random.int(2, 4) : delivered + random.int(2, 5)
  const lines = random.chance(0.75) ? 1 : random.int(2, 4)
  const products = new Set<number>()
  while (products.size < lines) products.add(random.int(0, catalogue.length - 1))
  const method = random.pick(['card', 'card', 'wechat', 'wechat', 'alipay'] as const)
  return {
    id: `O2026${String(number).padStart(4, '0')}`,
    items: [...products].map((index) => [
      random.pick(catalogue[index]!.skus)[0],
      random.chance(0.88) ? 1 : random.int(2, 3),
    ]),
    status,
    placed,
    delivered,
    parcel: random.pick(['picked_up', 'in_transit', 'in_transit', 'in_transit', 'out_for_delivery']),
    pay:
      status === 'pending_payment' || (status === 'cancelled' && random.chance(0.5))
        ? undefined
        : { method, tail: random.digits(4) },
    invoice: status === 'completed' && random.chance(0.3) ? makeInvoice(random) : undefined,
    reason: random.pick(REASONS),
    time: `${String(random.int(8, 22)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`,
  }
}

const COMPANIES = [
  '云帆信息技术有限公司',
  '安和餐饮管理有限公司',
  '启明教育咨询有限公司',
  '绿洲园艺有限公司',
  '正达会计师事务所',
]

function makeInvoice(random: Random): OrderStory['invoice'] {
  if (random.chance(0.6)) return { type: 'personal', title: '个人' }
  return { type: 'company', title: random.pick(COMPANIES), taxNo: `9131${random.digits(13)}K` }
}

function weighted(random: Random): OrderStatus {
  let ticket = random.int(1, 100)
  for (const [status, share] of MIX) {
    ticket -= share
    if (ticket <= 0) return status
  }
  return 'completed'
}

/** Who pays in the payment system's eyes: its own id, and a stored balance for some. */
function makePayer(customer: Customer) {
  const number = Number(customer.id.slice(1))
  const balance = customer.id === 'C1010' ? 3_000 : number % 10 === 0 ? 500 : 0
  return { id: `PY-${number + 49_000}`, phone: customer.phone, balance }
}
