import { z } from 'zod'
import { conflict } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import { findOrder } from './find-order.ts'

const RED_LETTER: Named = { collection: 'redLetters', en: 'red-letter invoice', zh: '红字发票' }
const INVOICE: Named = { collection: 'invoices', en: 'invoice', zh: '发票' }

export const redLetterSchema = z.object({
  id: z.string(),
  invoiceId: z.string(),
  orderId: z.string(),
  customerId: z.string(),
  reason: z.enum(['wrong_title', 'wrong_tax_no', 'wrong_type', 'return', 'other']),
  amount: money.describe('negative'),
  status: z.enum(['submitted', 'accepted', 'rejected', 'withdrawn']),
  submittedAt: timestamp,
  decidedAt: timestamp.nullable(),
  rejectReason: z.string().nullable(),
  rejectReasonEn: z.string().nullable(),
  clientRef: z.string().nullable(),
})

/** An invoice the buyer's books have used: the tax bureau lets only the buyer take it back. */
export const deductionSchema = z.object({ id: z.string(), deductedAt: timestamp })

/** Taking an invoice back at the tax bureau: asked for here, decided there later, and final once accepted. */
export const redLetterOperations = [
  operation({
    id: 'requestRedInvoice',
    method: 'POST',
    path: '/invoices/:invoiceId/red-letter',
    summary: 'Ask the tax bureau to take an issued invoice back; can be withdrawn until it has decided',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'withdrawRedInvoice', 'x-found-by': 'findRedInvoices' },
    params: z.object({ invoiceId: z.string().min(1) }),
    body: z.object({ reason: redLetterSchema.shape.reason, clientRef }),
    result: redLetterSchema,
    run({ store, params, body, now, clientRef: ref }) {
      const invoice = need(store, INVOICE, params.invoiceId)
      const earlier = store
        .where('redLetters', 'invoiceId', invoice.id)
        .find((record) => ['submitted', 'accepted'].includes(record.status))
      if (earlier)
        throw conflict('red_letter_exists', 'Taking it back was asked for already.', '该发票已申请过红冲。', {
          redLetterId: earlier.id,
          status: earlier.status,
        })
      if (invoice.status !== 'issued')
        throw conflict('invoice_not_issued', 'The invoice is not valid any more.', '该发票已作废或已红冲。', {
          status: invoice.status,
        })
      const deduction = store.get('deductions', invoice.id)
      if (deduction)
        throw conflict(
          'already_deducted',
          'Your company has already deducted this invoice: its accountants must file the red-letter form.',
          '贵公司已勾选抵扣该发票，需由贵方财务在电子税务局提交红字信息表。',
          { deductedAt: deduction.deductedAt },
        )
      const id = `RL${4_000_000 + store.next('redLetters')}`
      return store.put('redLetters', id, {
        id,
        invoiceId: invoice.id,
        orderId: invoice.orderId,
        customerId: findOrder(store, invoice.orderId).customerId,
        reason: body.reason,
        amount: -invoice.amount,
        status: 'submitted',
        submittedAt: now.toISOString(),
        decidedAt: null,
        rejectReason: null,
        rejectReasonEn: null,
        clientRef: ref,
      })
    },
  }),
  getOne({
    id: 'getRedInvoice',
    path: '/red-letters',
    param: 'redLetterId',
    kind: RED_LETTER,
    result: redLetterSchema,
  }),
  findBy({
    id: 'findRedInvoices',
    path: '/red-letters',
    by: ['invoiceId', 'orderId'],
    kind: RED_LETTER,
    result: redLetterSchema,
  }),
  moveTo({
    id: 'withdrawRedInvoice',
    path: '/red-letters/:redLetterId/withdraw',
    param: 'redLetterId',
    kind: RED_LETTER,
    summary: 'Withdraw the request while the tax bureau has not decided',
    to: 'withdrawn',
    from: ['submitted'],
    refuse: (record) =>
      conflict('red_letter_decided', 'The tax bureau has decided.', '税务局已处理，不能撤回。', {
        status: record.status,
      }),
    result: redLetterSchema,
  }),
]
