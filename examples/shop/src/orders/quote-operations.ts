import { z } from 'zod'
import { shopDay } from '../clock.ts'
import { conflict, invalid } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { addressSchema, clientRef, day, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'
import { DISCOUNT_LIMIT, FREE_DISCOUNT, GROUP_MINIMUM } from './group-prices.ts'
import { orderSchema } from './order-schemas.ts'
import { cents, type FindGoods, goodsOf, makeTierPrices, priced } from './tier-price-operations.ts'

const QUOTE: Named = { collection: 'quotes', en: 'company quote', zh: '企业报价单' }
const CUSTOMER: Named = { collection: 'customers', en: 'customer', zh: '客户' }

const lineSchema = z.object({
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  nameEn: z.string(),
  quantity: z.number().int(),
  listPrice: money,
  tierPercent: z.number(),
  unitPrice: money.describe('after tier and extra discount'),
})

export const quoteSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  company: z.string(),
  taxNo: z.string().nullable(),
  items: z.array(lineSchema),
  extraPercent: z.number().describe('beyond the tiers'),
  needsApproval: z.boolean().describe('of the sales manager, before it becomes an order'),
  approvedBy: z.string().nullable(),
  amount: money,
  listAmount: money,
  status: z.enum(['draft', 'converted', 'cancelled']),
  validUntil: day,
  orderId: z.string().nullable(),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

const want = z.object({ sku: z.string().min(1), quantity: z.number().int().min(1).max(9999) })

/** Company purchases: tier prices, a quote that binds for some days, and the order made from it. */
export function makeQuoteOperations(findGoods: FindGoods) {
  return [
    makeTierPrices(findGoods),
    makeCreateQuote(findGoods),
    getOne({ id: 'getQuote', path: '/quotes', param: 'quoteId', kind: QUOTE, result: quoteSchema }),
    findBy({ id: 'findQuotes', path: '/quotes', by: ['customerId', 'status'], kind: QUOTE, result: quoteSchema }),
    moveTo({
      id: 'cancelQuote',
      path: '/quotes/:quoteId/cancel',
      param: 'quoteId',
      kind: QUOTE,
      summary: 'Drop a quote that has not become an order',
      to: 'cancelled',
      from: ['draft'],
      refuse: (quote) =>
        conflict('quote_converted', 'The quote has become an order.', '报价单已转为订单。', { orderId: quote.orderId }),
      result: quoteSchema,
    }),
    makeConvert(findGoods),
    revertConversion,
  ]
}

function makeCreateQuote(findGoods: FindGoods) {
  return operation({
    id: 'createQuote',
    method: 'POST',
    path: '/quotes',
    summary: 'Draw up a quote for a company; binding until its last day',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelQuote', 'x-found-by': 'findQuotes' },
    body: z.object({
      customerId: z.string().min(1),
      company: z.string().min(2).max(120),
      taxNo: z
        .string()
        .regex(/^[0-9A-Z]{15,20}$/)
        .nullish(),
      items: z.array(want).min(1).max(20),
      extraPercent: z.number().min(0).max(100).default(0).describe('discount beyond the tiers'),
      validDays: z.number().int().min(1).max(30).default(7),
      clientRef,
    }),
    result: quoteSchema,
    run({ store, body, now, clientRef: ref }) {
      const customer = need(store, CUSTOMER, body.customerId)
      if (body.extraPercent > DISCOUNT_LIMIT)
        throw invalid(
          'discount_too_high',
          `At most ${DISCOUNT_LIMIT} percent more.`,
          `额外折扣最多 ${DISCOUNT_LIMIT}%。`,
          {
            limit: DISCOUNT_LIMIT,
          },
        )
      const small = body.items.find((item) => item.quantity < GROUP_MINIMUM)
      if (small)
        throw invalid(
          'below_group_minimum',
          `Company prices start at ${GROUP_MINIMUM} pieces of one variant.`,
          `同一款 ${GROUP_MINIMUM} 件起享企业价。`,
          { sku: small.sku, minimum: GROUP_MINIMUM },
        )
      const items = body.items.map((item) => priced(goodsOf(findGoods, item.sku), item.quantity, body.extraPercent))
      const id = `QT${6_000_000 + store.next('quotes')}`
      return store.put('quotes', id, {
        id,
        customerId: customer.id,
        company: body.company,
        taxNo: body.taxNo ?? null,
        items,
        extraPercent: body.extraPercent,
        needsApproval: body.extraPercent > FREE_DISCOUNT,
        approvedBy: null,
        amount: cents(items.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0)),
        listAmount: cents(items.reduce((sum, line) => sum + line.listPrice * line.quantity, 0)),
        status: 'draft',
        validUntil: shopDay(now, body.validDays),
        orderId: null,
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  })
}

function makeConvert(findGoods: FindGoods) {
  return operation({
    id: 'convertQuote',
    method: 'POST',
    path: '/quotes/:quoteId/convert',
    summary: 'Turn a quote into an order that waits for payment, at the prices of the quote',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'revertQuote', 'x-found-by': 'getQuote' },
    params: z.object({ quoteId: z.string().min(1) }),
    body: z.object({
      approvedBy: z.string().max(80).nullish().describe('who approved the discount, where it needs approval'),
      address: addressSchema.nullish().describe("the customer's default address when left out"),
      clientRef,
    }),
    result: quoteSchema,
    run({ store, params, body, now, clientRef: ref }) {
      const quote = need(store, QUOTE, params.quoteId)
      refuseConversion(quote, body.approvedBy ?? null, now)
      for (const line of quote.items) {
        const { available } = goodsOf(findGoods, line.sku)
        if (available < line.quantity)
          throw conflict('out_of_stock', `Only ${available} left.`, `库存仅剩 ${available} 件。`, {
            sku: line.sku,
            available,
          })
      }
      const id = `O2026${String(store.next('orders')).padStart(4, '0')}`
      store.put(
        'orders',
        id,
        orderOf(quote, id, body.address ?? need(store, CUSTOMER, quote.customerId).address, now, ref),
      )
      return store.put('quotes', quote.id, {
        ...quote,
        status: 'converted',
        orderId: id,
        approvedBy: body.approvedBy ?? quote.approvedBy,
      })
    },
  })
}

const revertConversion = operation({
  id: 'revertQuote',
  method: 'POST',
  path: '/quotes/:quoteId/revert',
  summary: 'Cancel the unpaid order made from a quote; the quote is a draft again',
  write: true,
  params: z.object({ quoteId: z.string().min(1) }),
  body: z.object({ clientRef }).nullish(),
  result: quoteSchema,
  run({ store, params, nothingChanged }) {
    const quote = need(store, QUOTE, params.quoteId)
    if (quote.status === 'draft') {
      nothingChanged()
      return quote
    }
    const order = quote.orderId ? store.get('orders', quote.orderId) : undefined
    if (quote.status !== 'converted' || !order)
      throw conflict('quote_cancelled', 'The quote was cancelled.', '报价单已取消。')
    if (!['pending_payment', 'cancelled'].includes(order.status))
      throw conflict('order_paid', 'The order has been paid.', '订单已付款。', { orderId: order.id })
    store.put('orders', order.id, { ...order, status: 'cancelled' })
    return store.put('quotes', quote.id, { ...quote, status: 'draft', orderId: null, approvedBy: null })
  },
})

function refuseConversion(quote: Doc, approvedBy: string | null, now: Date) {
  if (quote.status === 'converted')
    throw conflict('quote_converted', 'The quote has become an order.', '报价单已转为订单。', {
      orderId: quote.orderId,
    })
  if (quote.status === 'cancelled') throw conflict('quote_cancelled', 'The quote was cancelled.', '报价单已取消。')
  if (quote.validUntil < shopDay(now))
    throw conflict(
      'quote_expired',
      `The quote was valid until ${quote.validUntil}.`,
      `报价已于 ${quote.validUntil} 到期。`,
      {
        validUntil: quote.validUntil,
      },
    )
  if (quote.needsApproval && !approvedBy && !quote.approvedBy)
    throw conflict('approval_required', 'The sales manager must approve this discount.', '该折扣需要销售主管审批。', {
      extraPercent: quote.extraPercent,
    })
}

function orderOf(quote: Doc, id: string, address: unknown, now: Date, clientRef: string | null): Doc {
  return orderSchema.parse({
    id,
    customerId: quote.customerId,
    status: 'pending_payment',
    items: quote.items.map((line: Doc) => ({
      productId: line.productId,
      sku: line.sku,
      name: line.name,
      nameEn: line.nameEn,
      quantity: line.quantity,
      price: line.unitPrice,
    })),
    amount: quote.amount,
    currency: 'CNY',
    createdAt: now.toISOString(),
    paidAt: null,
    shippedAt: null,
    deliveredAt: null,
    address,
    trackingNo: null,
    paymentId: null,
    invoice: null,
    return: null,
    quoteId: quote.id,
    clientRef,
  })
}
