import { daysAgo, shopDay } from '../src/clock.ts'
import { discounted, tiersOf } from '../src/orders/group-prices.ts'
import { entryOfSku } from './catalogue.ts'
import type { OrderBundle } from './order-bundle.ts'

/** Cases around known orders: a claim under way, invoices the tax bureau knows of, quotes, damage told to a carrier. */
export function orderCasesSeed(bundles: OrderBundle[], now: Date) {
  return {
    priceProtectionClaims: [tvClaim(now)],
    redLetters: [redLetter(bundles, now)],
    deductions: [{ id: 'INV20260758', deductedAt: daysAgo(now, 12, '15:20') }],
    quotes: quotesSeed(now),
    carrierClaims: [toothbrushClaim(bundles, now)],
  }
}

/** C1008 asked for the difference while the television was cheaper, at the weekend; it has not been paid yet. */
function tvClaim(now: Date) {
  const entry = entryOfSku('TV-55Q-BK')
  return {
    id: 'PP20260008',
    orderId: 'O20260008',
    customerId: 'C1008',
    items: [
      {
        sku: 'TV-55Q-BK',
        productId: entry.id,
        name: entry.name,
        nameEn: entry.nameEn,
        quantity: 1,
        paidPrice: 2799,
        currentPrice: 2699,
        difference: 100,
        code: null,
      },
    ],
    amount: 100,
    status: 'open',
    refundId: null,
    createdAt: daysAgo(now, 2, '11:05'),
    clientRef: null,
  }
}

/** C1121's accountants found a wrong title; the tax bureau has not answered. */
function redLetter(bundles: OrderBundle[], now: Date) {
  const { order, invoice } = bundles.find((bundle) => bundle.order.id === 'O20260305')!
  return {
    id: 'RL20260305',
    invoiceId: invoice!.id,
    orderId: order.id,
    customerId: order.customerId,
    reason: 'wrong_title',
    amount: -invoice!.amount,
    status: 'submitted',
    submittedAt: daysAgo(now, 1, '14:30'),
    decidedAt: null,
    rejectReason: null,
    rejectReasonEn: null,
    clientRef: null,
  }
}

/** C1011's parcel arrived with a crushed corner. */
function toothbrushClaim(bundles: OrderBundle[], now: Date) {
  const { shipment } = bundles.find((bundle) => bundle.order.id === 'O20260011')!
  return {
    id: 'CC20260011',
    orderId: 'O20260011',
    trackingNo: shipment!.trackingNo,
    carrierName: shipment!.carrierName,
    carrierNameEn: shipment!.carrierNameEn,
    kind: 'damaged',
    photos: ['seed-crushed-corner'],
    note: '外箱一角压扁，刷头盒变形',
    status: 'filed',
    compensation: null,
    createdAt: daysAgo(now, 1, '19:10'),
    decidedAt: null,
    clientRef: null,
  }
}

type QuoteStory = {
  id: string
  customerId: string
  company: string
  taxNo: string | null
  items: [sku: string, quantity: number][]
  extraPercent: number
  /** days from opening until its last day; negative: it has run out */
  validFor: number
  made: number
}

const QUOTES: QuoteStory[] = [
  {
    id: 'QT20260001',
    customerId: 'C1009',
    company: '海波商贸有限公司',
    taxNo: '91310115MA1K3XXH2B',
    items: [['FD-L8-WH', 20]],
    extraPercent: 0,
    validFor: 5,
    made: 2,
  },
  {
    id: 'QT20260002',
    customerId: 'C1013',
    company: '青岛静文民宿管理有限公司',
    taxNo: '91370202MA3TXW5K7C',
    items: [['EK-K17-WH', 30]],
    extraPercent: 2,
    validFor: -3,
    made: 10,
  },
  {
    id: 'QT20260003',
    customerId: 'C1002',
    company: '厦门国强餐饮有限公司',
    taxNo: '91350203MA8RYE4N5D',
    items: [
      ['RC-IH40-WH', 10],
      ['MW-W23-WH', 6],
    ],
    extraPercent: 8,
    validFor: 6,
    made: 1,
  },
  {
    id: 'QT20260004',
    customerId: 'C1010',
    company: 'Nguyen Design Studio',
    taxNo: null,
    items: [['PJ-H3-WH', 5]],
    extraPercent: 0,
    validFor: 6,
    made: 1,
  },
]

function quotesSeed(now: Date) {
  return QUOTES.map(({ items, validFor, made, ...quote }) => {
    const lines = items.map(([sku, quantity]) => {
      const { id: productId, name, nameEn, category, price: listPrice } = entryOfSku(sku)
      const tierPercent = tiersOf(category, listPrice).findLast((tier) => quantity >= tier.from)?.percent ?? 0
      const unitPrice = discounted(discounted(listPrice, tierPercent), quote.extraPercent)
      return { productId, sku, name, nameEn, quantity, listPrice, tierPercent, unitPrice }
    })
    const total = (of: (line: (typeof lines)[number]) => number) =>
      Math.round(lines.reduce((sum, line) => sum + of(line) * line.quantity, 0) * 100) / 100
    return {
      ...quote,
      items: lines,
      needsApproval: quote.extraPercent > 3,
      approvedBy: null,
      amount: total((line) => line.unitPrice),
      listAmount: total((line) => line.listPrice),
      status: 'draft',
      validUntil: shopDay(now, validFor),
      orderId: null,
      createdAt: daysAgo(now, made, '10:00'),
      clientRef: null,
    }
  })
}
