import { z } from 'zod'
import { conflict } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import { COMPLAINT, requireOpen } from './complaint-operations.ts'
import { issueCoupon } from './issue-coupon.ts'
import { takeCouponBack } from './member-operations.ts'

const GOODWILL: Named = { collection: 'goodwills', en: 'goodwill', zh: '补偿' }

export const goodwillSchema = z.object({
  id: z.string(),
  complaintId: z.string(),
  customerId: z.string(),
  kind: z.enum(['coupon', 'balance']),
  amount: money,
  couponId: z.string().nullable(),
  status: z.enum(['granted', 'cancelled']),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

/** Goodwill within the budget of a complaint: a coupon at once, or balance that payments then credits. */
export const goodwillOperations = [
  operation({
    id: 'grantGoodwill',
    method: 'POST',
    path: '/goodwills',
    summary: 'Grant goodwill: a coupon is issued here; balance is granted here and paid by payments.creditBalance',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'withdrawGoodwill', 'x-found-by': 'findGoodwills' },
    body: z.object({
      complaintId: z.string().min(1),
      kind: z.enum(['coupon', 'balance']),
      amount: z.number().positive().max(10_000),
      clientRef,
    }),
    result: goodwillSchema,
    run({ store, body, now, clientRef: ref }) {
      const complaint = need(store, COMPLAINT, body.complaintId)
      requireOpen(complaint)
      const left = Math.round((complaint.budget - complaint.spent) * 100) / 100
      if (body.amount > left)
        throw conflict('budget_exceeded', `At most ${left} yuan may be offered.`, `可补偿额度仅剩 ${left} 元。`, {
          left,
          budget: complaint.budget,
        })
      const coupon =
        body.kind === 'coupon'
          ? issueCoupon(
              store,
              {
                customerId: complaint.customerId,
                name: `致歉券 ${body.amount} 元`,
                nameEn: `Apology coupon, ${body.amount} yuan`,
                kind: 'cash',
                value: body.amount,
                minimum: 0,
                stackable: true,
                validDays: 90,
                source: 'goodwill',
              },
              now,
              ref,
            )
          : null
      store.put('complaints', complaint.id, {
        ...complaint,
        spent: Math.round((complaint.spent + body.amount) * 100) / 100,
      })
      const id = `GW${1_000_000 + store.next('goodwills')}`
      return store.put('goodwills', id, {
        id,
        complaintId: complaint.id,
        customerId: complaint.customerId,
        kind: body.kind,
        amount: body.amount,
        couponId: coupon?.id ?? null,
        status: 'granted',
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  getOne({ id: 'getGoodwill', path: '/goodwills', param: 'goodwillId', kind: GOODWILL, result: goodwillSchema }),
  findBy({
    id: 'findGoodwills',
    path: '/goodwills',
    by: ['complaintId', 'customerId'],
    kind: GOODWILL,
    result: goodwillSchema,
  }),
  moveTo({
    id: 'withdrawGoodwill',
    path: '/goodwills/:goodwillId/withdraw',
    param: 'goodwillId',
    kind: GOODWILL,
    summary: 'Take goodwill back whose coupon was not used; balance is reversed in payments first',
    to: 'cancelled',
    from: ['granted'],
    refuse: () => conflict('goodwill_withdrawn', 'It was withdrawn.', '该补偿已撤回。'),
    also(goodwill, { store }) {
      if (goodwill.couponId) takeCouponBack(store, goodwill.couponId)
      const complaint = need(store, COMPLAINT, goodwill.complaintId)
      store.put('complaints', complaint.id, {
        ...complaint,
        spent: Math.round((complaint.spent - goodwill.amount) * 100) / 100,
      })
      return undefined
    },
    result: goodwillSchema,
  }),
]
