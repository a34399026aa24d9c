import { z } from 'zod'
import { conflict, notFound } from '../errors.ts'
import { clientRef, listOf, orderId, reason } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { embedded, findOrder } from './find-order.ts'
import { returnRecordSchema } from './order-schemas.ts'
import { type FindProduct, judgeReturn, RETURN_REASONS } from './return-rules.ts'

const itemsSchema = z
  .array(
    z
      .object({
        sku: z.string().optional(),
        productId: z.string().optional(),
        quantity: z.number().int().min(1).optional(),
      })
      .refine((item) => item.sku || item.productId, 'sku or productId is needed'),
  )
  .max(50)
  .nullish()
const byReturn = z.object({ returnId: z.string().min(1) })

export function makeReturnOperations(findProduct: FindProduct) {
  return [makeCheckReturn(findProduct), makeCreateReturn(findProduct), getReturn, findReturns, cancelReturn]
}

function makeCheckReturn(findProduct: FindProduct) {
  return operation({
    id: 'checkReturn',
    method: 'GET',
    path: '/orders/:orderId/return-check',
    summary: 'Whether the order can come back, what for, until when, and how much money that is; changes nothing',
    params: z.object({ orderId }),
    query: z.object({ sku: z.string().optional().describe('only this item of the order') }),
    result: z.object({
      orderId: z.string(),
      eligible: z.boolean(),
      code: z.string().nullable().describe('the rule that forbids it'),
      message: z.string().nullable(),
      messageZh: z.string().nullable(),
      details: z.record(z.string(), z.unknown()).describe('figures of the rule, like days and until'),
      items: z.array(z.object({ productId: z.string(), sku: z.string(), quantity: z.number() })),
      excluded: z.array(z.object({ sku: z.string(), name: z.string(), nameEn: z.string(), code: z.string() })),
      refundAmount: z.number(),
      returnUntil: z.string().nullable(),
      deliveredAt: z.string().nullable(),
      photosRequired: z
        .boolean()
        .describe('the shop asks for photos (each reason says whether); without them the goods are judged on arrival'),
      reasons: z.array(
        z.object({ code: z.string(), label: z.string(), labelEn: z.string(), photosRequired: z.boolean() }),
      ),
    }),
    run({ store, params, query, now }) {
      const order = findOrder(store, params.orderId)
      const verdict = judgeReturn(
        order,
        findProduct,
        now,
        query.sku ? [{ sku: query.sku }] : undefined,
        paidBackOf(store, order.id),
      )
      const refusal = verdict.refusal
      return {
        orderId: order.id,
        eligible: !refusal,
        code: refusal?.code ?? null,
        message: refusal?.message ?? null,
        messageZh: refusal?.messageZh ?? null,
        details: refusal?.details ?? {},
        items: verdict.items ?? [],
        excluded: verdict.excluded ?? [],
        refundAmount: verdict.refundAmount ?? 0,
        returnUntil: verdict.until ?? null,
        deliveredAt: order.deliveredAt,
        photosRequired: !refusal,
        reasons: RETURN_REASONS.map((r) => ({ code: r.code, label: r.zh, labelEn: r.en, photosRequired: r.photos })),
      }
    },
  })
}

function makeCreateReturn(findProduct: FindProduct) {
  return operation({
    id: 'createReturn',
    method: 'POST',
    path: '/returns',
    summary: 'Request a return of an order or of some of its items',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelReturn', 'x-found-by': 'findReturns' },
    body: z.object({
      orderId,
      items: itemsSchema.describe('everything that may come back when left out'),
      reason: reason.describe(`one of the codes checkReturn lists, or the customer's own words`),
      photos: z.array(z.string().max(2000)).max(9).default([]).describe('addresses or ids of uploaded photos'),
      clientRef,
    }),
    result: returnRecordSchema,
    run({ store, body, now, clientRef: ref }) {
      const order = findOrder(store, body.orderId)
      const verdict = judgeReturn(order, findProduct, now, body.items ?? undefined, paidBackOf(store, order.id))
      if (verdict.refusal) throw verdict.refusal
      const id = `RT${5_000_000 + store.next('returns')}`
      const record: Doc = {
        id,
        orderId: order.id,
        status: 'requested',
        reason: body.reason,
        items: verdict.items,
        photos: body.photos,
        refundAmount: verdict.refundAmount,
        previousStatus: order.status,
        createdAt: now.toISOString(),
        clientRef: ref,
      }
      store.put('orders', order.id, { ...order, status: 'return_requested', return: embedded(record) })
      return store.put('returns', id, record)
    },
  })
}

const getReturn = operation({
  id: 'getReturn',
  method: 'GET',
  path: '/returns/:returnId',
  summary: 'One return',
  params: byReturn,
  result: returnRecordSchema,
  run({ store, params }) {
    const record = store.get('returns', params.returnId)
    if (!record) throw notFound('return', '退货单', params.returnId)
    return record
  },
})

const findReturns = operation({
  id: 'findReturns',
  method: 'GET',
  path: '/returns',
  summary: 'Returns by clientRef or order; cancelled ones included',
  query: z
    .object({ clientRef: z.string().optional(), orderId: z.string().optional() })
    .refine((q) => q.clientRef || q.orderId, 'clientRef or orderId is needed'),
  result: listOf(returnRecordSchema),
  run({ store, query }) {
    const found = query.orderId
      ? store.where('returns', 'orderId', query.orderId)
      : store.where('returns', 'clientRef', query.clientRef)
    const items = found.filter((record) => !query.clientRef || record.clientRef === query.clientRef)
    return { items, total: items.length }
  },
})

const cancelReturn = operation({
  id: 'cancelReturn',
  method: 'POST',
  path: '/returns/:returnId/cancel',
  summary: 'Withdraw a return that has not been received; the order is as it was before',
  write: true,
  params: byReturn,
  body: z.object({ clientRef }).nullish(),
  result: returnRecordSchema,
  run({ store, params, nothingChanged }) {
    const record = store.get('returns', params.returnId)
    if (!record) throw notFound('return', '退货单', params.returnId)
    if (record.status === 'cancelled') {
      nothingChanged()
      return record
    }
    if (!['requested', 'in_transit'].includes(record.status))
      throw conflict('return_already_received', 'The goods are back already.', '退货商品已入库，不能撤销。', {
        status: record.status,
      })
    const order = findOrder(store, record.orderId)
    store.put('orders', order.id, { ...order, status: record.previousStatus ?? 'delivered', return: null })
    return store.put('returns', record.id, { ...record, status: 'cancelled' })
  },
})

/** What price protection has paid back of one piece of each item of an order, in yuan. */
function paidBackOf(store: Store, orderId: string): (sku: string) => number {
  const lines: Doc[] = store
    .where('priceProtectionClaims', 'orderId', orderId)
    .filter((claim) => claim.status === 'paid')
    .flatMap((claim) => claim.items)
  return (sku) =>
    lines.filter((line) => line.sku === sku).reduce((sum, line) => sum + line.difference / line.quantity, 0)
}
