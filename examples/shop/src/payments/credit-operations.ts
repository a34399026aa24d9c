import { z } from 'zod'
import { conflict, invalid } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'

/** A goodwill the crm has granted. */
export type FindGoodwill = (goodwillId: string) => Doc | undefined

export const creditSchema = z.object({
  id: z.string(),
  payerId: z.string(),
  goodwillId: z.string(),
  amount: money,
  status: z.enum(['credited', 'cancelled']),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

const CREDIT: Named = { collection: 'credits', en: 'balance credit', zh: '余额补偿' }
const PAYER: Named = { collection: 'payers', en: 'payer', zh: '付款人' }

/** Goodwill paid into a customer's stored balance, once for each grant. */
export function makeCreditOperations(findGoodwill: FindGoodwill) {
  return [
    operation({
      id: 'creditBalance',
      method: 'POST',
      path: '/balance-credits',
      summary: 'Pay a granted goodwill into the stored balance',
      write: true,
      status: 201,
      hints: { 'x-compensated-by': 'reverseCredit', 'x-found-by': 'findCredits' },
      body: z.object({ payerId: z.string().min(1), goodwillId: z.string().min(1), clientRef }),
      result: creditSchema,
      run({ store, body, now, clientRef: ref }) {
        const payer = need(store, PAYER, body.payerId)
        const goodwill = findGoodwill(body.goodwillId)
        if (goodwill?.kind !== 'balance' || goodwill.status !== 'granted')
          throw invalid(
            'goodwill_not_granted',
            'No balance goodwill was granted under this number.',
            '没有这笔已批准的余额补偿。',
          )
        const earlier = store.where('credits', 'goodwillId', goodwill.id).find((credit) => credit.status === 'credited')
        if (earlier)
          throw conflict('credit_exists', 'This goodwill has been paid.', '该补偿已到账。', { creditId: earlier.id })
        const id = `BC${2_000_000 + store.next('credits')}`
        changeBalance(store, payer, goodwill.amount)
        return store.put('credits', id, {
          id,
          payerId: payer.id,
          goodwillId: goodwill.id,
          amount: goodwill.amount,
          status: 'credited',
          createdAt: now.toISOString(),
          clientRef: ref,
        })
      },
    }),
    getOne({ id: 'getCredit', path: '/balance-credits', param: 'creditId', kind: CREDIT, result: creditSchema }),
    findBy({
      id: 'findCredits',
      path: '/balance-credits',
      by: ['payerId', 'goodwillId'],
      kind: CREDIT,
      result: creditSchema,
    }),
    moveTo({
      id: 'reverseCredit',
      path: '/balance-credits/:creditId/reverse',
      param: 'creditId',
      kind: CREDIT,
      summary: 'Take a credit back while the balance still covers it',
      to: 'cancelled',
      from: ['credited'],
      refuse: () => conflict('credit_reversed', 'The credit was reversed.', '该补偿已撤销。'),
      also(credit, { store }) {
        const payer = need(store, PAYER, credit.payerId)
        if (payer.balance < credit.amount)
          throw conflict('insufficient_balance', 'The credit has been spent.', '该补偿余额已被使用。', {
            balance: payer.balance,
          })
        changeBalance(store, payer, -credit.amount)
        return undefined
      },
      result: creditSchema,
    }),
  ]
}

function changeBalance(store: Store, payer: Doc, by: number) {
  store.put('payers', payer.id, { ...payer, balance: Math.round((payer.balance + by) * 100) / 100 })
}
