import { z } from 'zod'
import { conflict, type ShopError } from '../errors.ts'
import { findBy, getOne, moveTo, type Named } from '../record-operations.ts'
import { clientRef, money, orderId, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { findOrder } from './find-order.ts'
import { judgeProtection, type PriceDesk } from './price-protection-rules.ts'

const PROTECTION_CLAIM: Named = {
  collection: 'priceProtectionClaims',
  en: 'price protection claim',
  zh: '价保单',
}

const lineSchema = z.object({
  sku: z.string(),
  productId: z.string(),
  name: z.string(),
  nameEn: z.string(),
  quantity: z.number().int(),
  paidPrice: money,
  currentPrice: money,
  difference: money.describe('for the whole quantity'),
  code: z.string().nullable().describe('why this line gets nothing: no_price_drop, not_protected'),
})

export const protectionClaimSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  customerId: z.string(),
  items: z.array(lineSchema),
  amount: money,
  status: z.enum(['open', 'paid', 'cancelled']),
  refundId: z.string().nullable(),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

const onlySku = z.string().optional().describe('only this item of the order')

/** Price protection: the difference, the claim to it, and its way back. The money itself moves in payments. */
export function makePriceProtectionOperations(prices: PriceDesk) {
  return [
    operation({
      id: 'quotePriceProtection',
      method: 'GET',
      path: '/orders/:orderId/price-protection',
      summary: 'What price protection would give back for an order right now; changes nothing',
      params: z.object({ orderId }),
      query: z.object({ sku: onlySku }),
      result: z.object({
        orderId: z.string(),
        eligible: z.boolean(),
        code: z.string().nullable(),
        message: z.string().nullable(),
        messageZh: z.string().nullable(),
        difference: money,
        items: z.array(lineSchema),
        windowDays: z.number().int(),
        campaign: z.string().nullable().describe('the campaign that lengthened the window'),
        protectedUntil: timestamp.nullable(),
        deliveredAt: timestamp.nullable(),
        claimId: z.string().nullable().describe('a claim that is open or paid'),
      }),
      run({ store, params, query, now }) {
        const order = findOrder(store, params.orderId)
        const verdict = judgeProtection(order, prices, now, query.sku)
        const claim = liveClaim(store, order.id, query.sku)
        const refusal = verdict.refusal ?? (claim ? claimExists(claim) : null)
        const { refusal: _refusal, ...figures } = verdict
        return {
          orderId: order.id,
          eligible: !refusal,
          code: refusal?.code ?? null,
          message: refusal?.message ?? null,
          messageZh: refusal?.messageZh ?? null,
          ...figures,
          deliveredAt: order.deliveredAt,
          claimId: claim?.id ?? null,
        }
      },
    }),
    operation({
      id: 'createPriceProtectionClaim',
      method: 'POST',
      path: '/price-protection-claims',
      summary: 'Claim the price difference of an order, or of one item of it, as it is at this moment',
      write: true,
      status: 201,
      hints: { 'x-compensated-by': 'cancelPriceProtectionClaim', 'x-found-by': 'findPriceProtectionClaims' },
      body: z.object({ orderId, sku: onlySku.nullish(), clientRef }),
      result: protectionClaimSchema,
      run({ store, body, now, clientRef: ref }) {
        const order = findOrder(store, body.orderId)
        const claim = liveClaim(store, order.id, body.sku ?? undefined)
        if (claim) throw claimExists(claim)
        const verdict = judgeProtection(order, prices, now, body.sku ?? undefined)
        if (verdict.refusal) throw verdict.refusal
        const id = `PP${5_000_000 + store.next('priceProtectionClaims')}`
        return store.put('priceProtectionClaims', id, {
          id,
          orderId: order.id,
          customerId: order.customerId,
          items: verdict.items.filter((line) => line.difference > 0),
          amount: verdict.difference,
          status: 'open',
          refundId: null,
          createdAt: now.toISOString(),
          clientRef: ref,
        })
      },
    }),
    getOne({
      id: 'getPriceProtectionClaim',
      path: '/price-protection-claims',
      param: 'claimId',
      kind: PROTECTION_CLAIM,
      result: protectionClaimSchema,
    }),
    findBy({
      id: 'findPriceProtectionClaims',
      path: '/price-protection-claims',
      by: ['orderId'],
      kind: PROTECTION_CLAIM,
      result: protectionClaimSchema,
    }),
    moveTo({
      id: 'cancelPriceProtectionClaim',
      path: '/price-protection-claims/:claimId/cancel',
      param: 'claimId',
      kind: PROTECTION_CLAIM,
      summary: 'Give a claim up that has not been paid',
      to: 'cancelled',
      from: ['open'],
      refuse: () => conflict('claim_paid', 'The difference has been paid.', '差价已退，不能撤销价保。'),
      result: protectionClaimSchema,
    }),
  ]
}

/** The claim, not cancelled, that covers the order or the item asked for. */
function liveClaim(store: Store, orderId: string, sku: string | undefined): Doc | undefined {
  return store
    .where('priceProtectionClaims', 'orderId', orderId)
    .find(
      (claim) =>
        claim.status !== 'cancelled' && (!sku || claim.items.some((line: { sku: string }) => line.sku === sku)),
    )
}

function claimExists(claim: Doc): ShopError {
  return conflict('claim_exists', 'Price protection was claimed already.', '该商品已申请过价保。', {
    claimId: claim.id,
    status: claim.status,
  })
}
