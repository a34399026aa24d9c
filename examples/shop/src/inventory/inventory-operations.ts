import { z } from 'zod'
import { conflict, notFound } from '../errors.ts'
import { clientRef, limit, listOf, money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { currentPrice } from './current-price.ts'
import { productMatches } from './product-search.ts'

const skuSchema = z.object({
  id: z.string(),
  sku: z.string(),
  productId: z.string(),
  variant: z.string(),
  variantEn: z.string(),
  price: money,
  stock: z.number().int().describe('pieces in all warehouses'),
  warehouses: z.record(z.string(), z.number().int()),
  reserved: z.number().int(),
  available: z.number().int().describe('stock that is not reserved'),
  expectedBack: z.number().int().describe('pieces announced by returns'),
})

const productSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  aliases: z.array(z.string()),
  category: z.string(),
  price: money,
  currency: z.literal('CNY'),
  description: z.string(),
  descriptionEn: z.string(),
  returnable: z.boolean(),
  notReturnableReason: z.enum(['hygiene', 'consumable']).nullable(),
  returnDays: z.number().int().describe('days after delivery in which it may come back'),
  warrantyMonths: z.number().int(),
  skus: z.array(z.string()),
  variants: z.array(skuSchema),
  stock: z.number().int(),
})

const bySku = z.object({ sku: z.string().min(1) })

/** A product with its variants, at the prices of the moment. */
export function withVariants(store: Store, product: Doc, now: Date): Doc {
  const variants = store.where('skus', 'productId', product.id).map((sku) => asOffered(store, sku, now))
  const price = variants.reduce((lowest, v) => Math.min(lowest, v.price), product.price)
  return { ...product, price, variants, stock: variants.reduce((sum, v) => sum + v.stock, 0) }
}

function asOffered(store: Store, sku: Doc, now: Date): Doc {
  const price = currentPrice(store, sku.sku, now)?.price ?? sku.price
  return { ...sku, price, available: availableOf(sku) }
}

const availableOf = (sku: Doc): number => Math.max(0, sku.stock - sku.reserved)

function findSku(store: Store, sku: string): Doc {
  const record = store.get('skus', sku)
  if (!record) throw notFound('sku', '货号', sku)
  return record
}

export const catalogueOperations = [
  operation({
    id: 'listProducts',
    method: 'GET',
    path: '/products',
    summary: 'The product catalogue; q finds by name, alias or id in Chinese and English',
    query: z.object({ q: z.string().max(100).optional(), category: z.string().optional(), limit: limit.default(100) }),
    result: listOf(productSchema),
    run({ store, query, now }) {
      const found = store
        .where('products')
        .filter((p) => (!query.category || p.category === query.category) && (!query.q || productMatches(p, query.q)))
      return { items: found.slice(0, query.limit).map((p) => withVariants(store, p, now)), total: found.length }
    },
  }),
  operation({
    id: 'getProduct',
    method: 'GET',
    path: '/products/:productId',
    summary: 'One product with its variants',
    params: z.object({ productId: z.string().min(1) }),
    result: productSchema,
    run({ store, params, now }) {
      const product = store.get('products', params.productId)
      if (!product) throw notFound('product', '商品', params.productId)
      return withVariants(store, product, now)
    },
  }),
  operation({
    id: 'getStock',
    method: 'GET',
    path: '/stock/:sku',
    summary: 'Stock of one variant by warehouse',
    params: bySku,
    result: skuSchema,
    run: ({ store, params, now }) => asOffered(store, findSku(store, params.sku), now),
  }),
]

const movement = { sku: z.string().min(1), quantity: z.number().int().min(1).max(999), clientRef }

export const expectedReturnSchema = z.object({
  id: z.string(),
  sku: z.string(),
  quantity: z.number().int(),
  orderId: z.string(),
  status: z.enum(['expected', 'received', 'cancelled']),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

export const reservationSchema = z.object({
  id: z.string(),
  sku: z.string(),
  quantity: z.number().int(),
  orderId: z.string().nullable(),
  status: z.enum(['reserved', 'released']),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

export const movementOperations = [
  operation({
    id: 'expectReturn',
    method: 'POST',
    path: '/expected-returns',
    summary: 'Announce goods that come back; NOT idempotent: a repeat announces them again',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelExpectedReturn', 'x-found-by': 'findExpectedReturns' },
    body: z.object({ ...movement, orderId: z.string().min(1) }),
    result: expectedReturnSchema,
    run({ store, body, now, clientRef: ref }) {
      const sku = findSku(store, body.sku)
      const id = `ER${6_000_000 + store.next('expectedReturns')}`
      store.put('skus', sku.id, { ...sku, expectedBack: sku.expectedBack + body.quantity })
      return store.put('expectedReturns', id, {
        id,
        sku: sku.sku,
        quantity: body.quantity,
        orderId: body.orderId,
        status: 'expected',
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  operation({
    id: 'cancelExpectedReturn',
    method: 'POST',
    path: '/expected-returns/:id/cancel',
    summary: 'The goods do not come after all',
    write: true,
    params: z.object({ id: z.string().min(1) }),
    body: z.object({ clientRef }).nullish(),
    result: expectedReturnSchema,
    run({ store, params, nothingChanged }) {
      const record = store.get('expectedReturns', params.id)
      if (!record) throw notFound('expected return', '退货入库预告', params.id)
      if (record.status === 'cancelled') {
        nothingChanged()
        return record
      }
      if (record.status === 'received') throw conflict('already_received', 'The goods have arrived.', '退货已入库。')
      const sku = findSku(store, record.sku)
      store.put('skus', sku.id, { ...sku, expectedBack: Math.max(0, sku.expectedBack - record.quantity) })
      return store.put('expectedReturns', record.id, { ...record, status: 'cancelled' })
    },
  }),
  finder('findExpectedReturns', '/expected-returns', 'expectedReturns', expectedReturnSchema),
  operation({
    id: 'reserve',
    method: 'POST',
    path: '/reservations',
    summary: 'Put stock aside for an order; NOT idempotent: a repeat reserves again',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'releaseReservation', 'x-found-by': 'findReservations' },
    body: z.object({ ...movement, orderId: z.string().nullish() }),
    result: reservationSchema,
    run({ store, body, now, clientRef: ref }) {
      const sku = findSku(store, body.sku)
      const available = availableOf(sku)
      if (available < body.quantity)
        throw conflict(
          'out_of_stock',
          `Only ${available} left.`,
          available ? `库存仅剩 ${available} 件。` : '该款已售罄。',
          {
            sku: sku.sku,
            available,
          },
        )
      const id = `RS${4_000_000 + store.next('reservations')}`
      store.put('skus', sku.id, { ...sku, reserved: sku.reserved + body.quantity })
      return store.put('reservations', id, {
        id,
        sku: sku.sku,
        quantity: body.quantity,
        orderId: body.orderId ?? null,
        status: 'reserved',
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  operation({
    id: 'releaseReservation',
    method: 'POST',
    path: '/reservations/:id/release',
    summary: 'Give reserved stock back',
    write: true,
    params: z.object({ id: z.string().min(1) }),
    body: z.object({ clientRef }).nullish(),
    result: reservationSchema,
    run({ store, params, nothingChanged }) {
      const record = store.get('reservations', params.id)
      if (!record) throw notFound('reservation', '预留', params.id)
      if (record.status === 'released') {
        nothingChanged()
        return record
      }
      const sku = findSku(store, record.sku)
      store.put('skus', sku.id, { ...sku, reserved: Math.max(0, sku.reserved - record.quantity) })
      return store.put('reservations', record.id, { ...record, status: 'released' })
    },
  }),
  finder('findReservations', '/reservations', 'reservations', reservationSchema),
]

function finder(id: string, path: string, collection: string, schema: z.ZodType) {
  return operation({
    id,
    method: 'GET',
    path,
    summary: 'By clientRef or order, to find out whether an earlier call took effect; cancelled ones included',
    query: z
      .object({ clientRef: z.string().optional(), orderId: z.string().optional() })
      .refine((q) => q.clientRef || q.orderId, 'clientRef or orderId is needed'),
    result: listOf(schema),
    run({ store, query }) {
      const found = query.clientRef
        ? store.where(collection, 'clientRef', query.clientRef)
        : store.where(collection, 'orderId', query.orderId)
      const items = found.filter((record) => !query.orderId || record.orderId === query.orderId)
      return { items, total: items.length }
    },
  })
}
