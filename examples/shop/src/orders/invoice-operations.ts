import { z } from 'zod'
import { conflict, invalid, notFound } from '../errors.ts'
import { clientRef, listOf, orderId } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'
import { embedded, findOrder } from './find-order.ts'
import { invoiceRecordSchema } from './order-schemas.ts'

const byInvoice = z.object({ invoiceId: z.string().min(1) })

export const invoiceOperations = [
  operation({
    id: 'createInvoice',
    method: 'POST',
    path: '/invoices',
    summary: 'Issue the electronic invoice of a paid order',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'voidInvoice', 'x-found-by': 'findInvoices' },
    body: z.object({
      orderId,
      type: z.enum(['personal', 'company']),
      title: z.string().min(1).max(120).describe('the name on the invoice'),
      taxNo: z
        .string()
        .regex(/^[0-9A-Z]{15,20}$/, '15 to 20 digits and capital letters')
        .nullish()
        .describe('needed for a company'),
      email: z.email(),
      clientRef,
    }),
    result: invoiceRecordSchema,
    run({ store, body, now, clientRef: ref }) {
      const order = findOrder(store, body.orderId)
      if (body.type === 'company' && !body.taxNo)
        throw invalid('tax_no_required', 'A company invoice needs a tax number.', '企业发票需要税号。', {
          field: 'taxNo',
        })
      if (order.invoice && order.invoice.status !== 'voided')
        throw conflict('invoice_exists', 'This order has an invoice already.', '该订单已开过发票。', {
          invoiceId: order.invoice.id,
        })
      if (
        !order.paidAt ||
        ['pending_payment', 'cancelled', 'refunded', 'returned', 'return_requested'].includes(order.status)
      )
        throw conflict(
          'not_invoiceable',
          'Only paid orders that are not being returned can be invoiced.',
          '只有已付款且未退货的订单可以开票。',
          {
            status: order.status,
          },
        )
      const id = `INV${9_000_000 + store.next('invoices')}`
      const record: Doc = {
        id,
        orderId: order.id,
        type: body.type,
        title: body.title,
        taxNo: body.taxNo ?? null,
        email: body.email,
        status: 'issued',
        amount: order.amount,
        issuedAt: now.toISOString(),
        clientRef: ref,
      }
      store.put('orders', order.id, { ...order, invoice: embedded(record) })
      return store.put('invoices', id, record)
    },
  }),
  operation({
    id: 'getInvoice',
    method: 'GET',
    path: '/invoices/:invoiceId',
    summary: 'One invoice',
    params: byInvoice,
    result: invoiceRecordSchema,
    run({ store, params }) {
      const record = store.get('invoices', params.invoiceId)
      if (!record) throw notFound('invoice', '发票', params.invoiceId)
      return record
    },
  }),
  operation({
    id: 'findInvoices',
    method: 'GET',
    path: '/invoices',
    summary: 'Invoices by order or clientRef; voided ones included',
    query: z
      .object({ clientRef: z.string().optional(), orderId: z.string().optional() })
      .refine((q) => q.clientRef || q.orderId, 'clientRef or orderId is needed'),
    result: listOf(invoiceRecordSchema),
    run({ store, query }) {
      const found = query.orderId
        ? store.where('invoices', 'orderId', query.orderId)
        : store.where('invoices', 'clientRef', query.clientRef)
      const items = found.filter((record) => !query.clientRef || record.clientRef === query.clientRef)
      return { items, total: items.length }
    },
  }),
  operation({
    id: 'voidInvoice',
    method: 'POST',
    path: '/invoices/:invoiceId/void',
    summary: 'Take an issued invoice back',
    write: true,
    params: byInvoice,
    body: z.object({ clientRef }).nullish(),
    result: invoiceRecordSchema,
    run({ store, params, nothingChanged }) {
      const record = store.get('invoices', params.invoiceId)
      if (!record) throw notFound('invoice', '发票', params.invoiceId)
      if (record.status === 'voided') {
        nothingChanged()
        return record
      }
      const order = findOrder(store, record.orderId)
      store.put('orders', order.id, { ...order, invoice: null })
      return store.put('invoices', record.id, { ...record, status: 'voided' })
    },
  }),
]
