import { z } from 'zod'
import { conflict, notFound } from '../errors.ts'
import { clientRef, listOf, money, orderId, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import { paymentSchema } from './payment-operations.ts'

export const linkSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  amount: money,
  status: z.enum(['open', 'paid', 'cancelled']),
  url: z.string(),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

const amount = z.number().positive().max(10_000_000)

/** Asking for money: a link the customer opens, or the stored balance. `pageUrl` is where links lead. */
export function makeCollectionOperations(pageUrl: () => string) {
  return [
    operation({
      id: 'createPaymentLink',
      method: 'POST',
      path: '/payment-links',
      summary: 'A page on which the customer pays for an order',
      write: true,
      status: 201,
      hints: { 'x-compensated-by': 'cancelPaymentLink', 'x-found-by': 'findPaymentLinks' },
      body: z.object({ orderId, amount, clientRef }),
      result: linkSchema,
      run({ store, body, now, clientRef: ref }) {
        const id = `PL${3_000_000 + store.next('paymentLinks')}`
        return store.put('paymentLinks', id, {
          id,
          orderId: body.orderId,
          amount: body.amount,
          status: 'open',
          url: `${pageUrl()}/pay/${id}`,
          createdAt: now.toISOString(),
          clientRef: ref,
        })
      },
    }),
    operation({
      id: 'findPaymentLinks',
      method: 'GET',
      path: '/payment-links',
      summary: 'Payment links by order or clientRef; cancelled ones included',
      query: z
        .object({ clientRef: z.string().optional(), orderId: z.string().optional() })
        .refine((q) => q.clientRef || q.orderId, 'clientRef or orderId is needed'),
      result: listOf(linkSchema),
      run({ store, query }) {
        const found = query.clientRef
          ? store.where('paymentLinks', 'clientRef', query.clientRef)
          : store.where('paymentLinks', 'orderId', query.orderId)
        const items = found.filter((link) => !query.orderId || link.orderId === query.orderId)
        return { items, total: items.length }
      },
    }),
    operation({
      id: 'cancelPaymentLink',
      method: 'POST',
      path: '/payment-links/:linkId/cancel',
      summary: 'Close a payment link that was not used',
      write: true,
      params: z.object({ linkId: z.string().min(1) }),
      body: z.object({ clientRef }).nullish(),
      result: linkSchema,
      run({ store, params, nothingChanged }) {
        const link = store.get('paymentLinks', params.linkId)
        if (!link) throw notFound('payment link', '支付链接', params.linkId)
        if (link.status === 'cancelled') {
          nothingChanged()
          return link
        }
        if (link.status === 'paid') throw conflict('already_paid', 'The link has been paid.', '该链接已支付。')
        return store.put('paymentLinks', link.id, { ...link, status: 'cancelled' })
      },
    }),
    operation({
      id: 'getPayer',
      method: 'GET',
      path: '/payers',
      summary: 'The payer with this phone number and the stored balance',
      query: z.object({ phone: z.string().min(5).max(20) }),
      result: z.object({ id: z.string(), phone: z.string(), balance: money }),
      run({ store, query }) {
        const payer = store.where('payers', 'phone', query.phone)[0]
        if (!payer) throw notFound('payer with phone', '付款人', query.phone)
        return payer
      },
    }),
    operation({
      id: 'charge',
      method: 'POST',
      path: '/charges',
      summary: 'Pay for an order from the stored balance',
      write: true,
      status: 201,
      hints: { 'x-compensated-by': 'createRefund', 'x-found-by': 'getPayment' },
      body: z.object({ orderId, payerId: z.string().min(1), amount, clientRef }),
      result: paymentSchema,
      run({ store, body, now, clientRef: ref }) {
        const payer = store.get('payers', body.payerId)
        if (!payer) throw notFound('payer', '付款人', body.payerId)
        if (store.where('payments', 'orderId', body.orderId).some((p) => p.status === 'paid'))
          throw conflict('already_paid', 'This order has been paid.', '该订单已付款。', { orderId: body.orderId })
        if (payer.balance < body.amount)
          throw conflict(
            'insufficient_balance',
            `The balance is ${payer.balance} yuan.`,
            `余额不足，当前余额 ${payer.balance} 元。`,
            {
              balance: payer.balance,
            },
          )
        const id = `PM${7_000_000 + store.next('payments')}`
        store.put('payers', payer.id, { ...payer, balance: Math.round((payer.balance - body.amount) * 100) / 100 })
        const payment = store.put('payments', id, {
          id,
          payerId: payer.id,
          orderId: body.orderId,
          method: 'balance',
          accountTail: payer.id.slice(-4),
          amount: body.amount,
          currency: 'CNY',
          status: 'paid',
          createdAt: now.toISOString(),
          paidAt: now.toISOString(),
          clientRef: ref,
        })
        return { ...payment, refundedAmount: 0 }
      },
    }),
  ]
}
