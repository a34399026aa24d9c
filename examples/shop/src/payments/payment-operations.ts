import { z } from 'zod'
import { conflict, invalid, notFound } from '../errors.ts'
import { clientRef, listOf, money, orderId, reason, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'

const REFUND_KINDS = ['return', 'price_protection', 'damage', 'goodwill'] as const
const method = z.enum(['card', 'wechat', 'alipay', 'balance'])

export const paymentSchema = z.object({
  id: z.string(),
  payerId: z.string(),
  orderId: z.string(),
  method,
  accountTail: z.string().describe('last four characters of the account, all that is ever shown'),
  amount: money,
  currency: z.literal('CNY'),
  status: z.enum(['pending', 'paid', 'refunded', 'cancelled']),
  refundedAmount: money.describe('accepted and succeeded refunds'),
  createdAt: timestamp,
  paidAt: timestamp.nullable(),
  clientRef: z.string().nullable(),
})

export const refundSchema = z.object({
  id: z.string(),
  paymentId: z.string(),
  orderId: z.string(),
  amount: money,
  currency: z.literal('CNY'),
  reason: z.string(),
  status: z.enum(['accepted', 'succeeded', 'failed', 'cancelled']),
  accountTail: z.string(),
  method,
  createdAt: timestamp,
  succeededAt: timestamp.nullable(),
  kind: z.enum(REFUND_KINDS).optional(),
  claimId: z.string().optional().describe('the price protection claim it pays'),
  clientRef: z.string().nullable(),
})

/** A price protection claim of the orders system. */
export type FindClaim = (claimId: string) => Doc | undefined

/** Working days until the money is on the account, by way of payment. */
const EXPECTED_DAYS: Record<string, number> = { card: 3, wechat: 1, alipay: 1, balance: 0 }

function findPayment(store: Store, id: string): Doc {
  const payments = store.where('payments', 'orderId', id)
  const payment = payments.findLast((p) => p.status === 'paid' || p.status === 'refunded') ?? payments.at(-1)
  if (!payment) throw notFound('payment of order', '该订单的支付记录', id)
  return { ...payment, refundedAmount: refundedOf(store, payment.id) }
}

function refundedOf(store: Store, paymentId: string): number {
  const counted = store
    .where('refunds', 'paymentId', paymentId)
    .filter((r) => ['accepted', 'succeeded'].includes(r.status))
  return counted.reduce((sum, refund) => sum + refund.amount, 0)
}

export function makePaymentOperations(findClaim: FindClaim) {
  return [getPayment, quoteRefund, makeCreateRefund(findClaim), getRefund, findRefunds, cancelRefund]
}

const getPayment = operation({
  id: 'getPayment',
  method: 'GET',
  path: '/payments',
  summary: 'The payment of an order',
  query: z.object({ orderId }),
  result: paymentSchema,
  run: ({ store, query }) => findPayment(store, query.orderId),
})

const quoteRefund = operation({
  id: 'quoteRefund',
  method: 'GET',
  path: '/refund-quotes',
  summary: 'What a refund would give back, where to and how fast; changes nothing',
  query: z.object({ orderId, amount: z.coerce.number().positive().optional() }),
  result: z.object({
    orderId: z.string(),
    paymentId: z.string(),
    amount: money,
    refundableAmount: money,
    accountTail: z.string(),
    method,
    currency: z.literal('CNY'),
    expectedDays: z.number(),
  }),
  run({ store, query }) {
    const payment = findPayment(store, query.orderId)
    const refundable = payment.status === 'paid' ? payment.amount - payment.refundedAmount : 0
    const amount = query.amount ?? refundable
    if (amount > refundable) throw exceeds(amount, refundable)
    return {
      orderId: payment.orderId,
      paymentId: payment.id,
      amount,
      refundableAmount: refundable,
      accountTail: payment.accountTail,
      method: payment.method,
      currency: 'CNY',
      expectedDays: EXPECTED_DAYS[payment.method] ?? 3,
    }
  },
})

function makeCreateRefund(findClaim: FindClaim) {
  return operation({
    id: 'createRefund',
    method: 'POST',
    path: '/refunds',
    summary: 'Give money back to the account it came from; accepted at once, succeeds later',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelRefund', 'x-found-by': 'findRefunds' },
    body: z.object({
      orderId,
      amount: z.number().positive().max(10_000_000),
      reason: reason.default('return'),
      kind: z
        .enum(REFUND_KINDS)
        .nullish()
        .describe('what it is for; the order is not touched by anything but a return'),
      claimId: z.string().nullish().describe('needed for price_protection'),
      clientRef,
    }),
    result: refundSchema,
    run({ store, body, now, clientRef: ref }) {
      const payment = findPayment(store, body.orderId)
      if (Math.abs(Math.round(body.amount * 100) - body.amount * 100) > 1e-6)
        throw invalid('invalid_amount', 'The amount has fractions of a fen.', '金额精确到分。')
      if (!['paid', 'refunded'].includes(payment.status))
        throw conflict('not_paid', 'This order has not been paid.', '该订单尚未付款。', { status: payment.status })
      const refundable = payment.amount - payment.refundedAmount
      if (body.amount > refundable) throw exceeds(body.amount, refundable)
      if (body.kind === 'price_protection') requireOpenClaim(store, findClaim, body.claimId, body)
      const id = `RF${8_000_000 + store.next('refunds')}`
      return store.put('refunds', id, {
        id,
        paymentId: payment.id,
        orderId: payment.orderId,
        amount: body.amount,
        currency: 'CNY',
        reason: body.reason,
        status: 'accepted',
        accountTail: payment.accountTail,
        method: payment.method,
        createdAt: now.toISOString(),
        succeededAt: null,
        ...(body.kind ? { kind: body.kind } : {}),
        ...(body.claimId ? { claimId: body.claimId } : {}),
        clientRef: ref,
      })
    },
  })
}

const getRefund = operation({
  id: 'getRefund',
  method: 'GET',
  path: '/refunds/:refundId',
  summary: 'One refund',
  params: z.object({ refundId: z.string().min(1) }),
  result: refundSchema,
  run: ({ store, params }) => findRefund(store, params.refundId),
})

const findRefunds = operation({
  id: 'findRefunds',
  method: 'GET',
  path: '/refunds',
  summary: 'Refunds by order or clientRef; cancelled ones included',
  query: z
    .object({ clientRef: z.string().optional(), orderId: z.string().optional() })
    .refine((q) => q.clientRef || q.orderId, 'clientRef or orderId is needed'),
  result: listOf(refundSchema),
  run({ store, query }) {
    const found = query.clientRef
      ? store.where('refunds', 'clientRef', query.clientRef)
      : store.where('refunds', 'orderId', query.orderId)
    const items = found.filter((r) => !query.orderId || r.orderId === query.orderId)
    return { items, total: items.length }
  },
})

const cancelRefund = operation({
  id: 'cancelRefund',
  method: 'POST',
  path: '/refunds/:refundId/cancel',
  summary: 'Stop a refund that is accepted but has not succeeded',
  write: true,
  params: z.object({ refundId: z.string().min(1) }),
  body: z.object({ clientRef }).nullish(),
  result: refundSchema,
  run({ store, params, nothingChanged }) {
    const refund = findRefund(store, params.refundId)
    if (refund.status === 'cancelled') {
      nothingChanged()
      return refund
    }
    if (refund.status !== 'accepted')
      throw conflict('refund_settled', 'The refund has been settled.', '退款已到账，不能撤销。', {
        status: refund.status,
      })
    return store.put('refunds', refund.id, { ...refund, status: 'cancelled' })
  },
})

/** A price difference is paid for an open claim, once, and no more than was claimed. */
function requireOpenClaim(store: Store, findClaim: FindClaim, claimId: string | null | undefined, wanted: Doc) {
  const claim = claimId ? findClaim(claimId) : undefined
  if (!claim || claim.orderId !== wanted.orderId)
    throw invalid('claim_needed', 'A price protection claim of this order is needed.', '需要该订单的价保单号。', {
      field: 'claimId',
    })
  const paid = store
    .where('refunds', 'orderId', claim.orderId)
    .find((r) => r.claimId === claim.id && r.status !== 'cancelled' && r.status !== 'failed')
  if (paid || claim.status === 'paid')
    throw conflict('claim_paid', 'The difference has been paid.', '该价保差价已退。', {
      refundId: paid?.id ?? claim.refundId,
    })
  if (claim.status !== 'open') throw conflict('claim_cancelled', 'The claim was cancelled.', '该价保单已撤销。')
  if (wanted.amount > claim.amount)
    throw conflict(
      'amount_exceeds_claim',
      `The claim is for ${claim.amount} yuan.`,
      `价保差价为 ${claim.amount} 元。`,
      {
        claimed: claim.amount,
      },
    )
}

function findRefund(store: Store, id: string): Doc {
  const refund = store.get('refunds', id)
  if (!refund) throw notFound('refund', '退款', id)
  return refund
}

function exceeds(asked: number, refundable: number) {
  return conflict('refund_exceeds_paid', `At most ${refundable} yuan can be refunded.`, `最多可退 ${refundable} 元。`, {
    asked,
    refundable,
  })
}
