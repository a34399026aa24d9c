import { z } from 'zod'
import { conflict, invalid, notFound } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { clientRef, listOf, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { affectedItems } from './recall-rules.ts'

const RECALL: Named = { collection: 'recalls', en: 'recall', zh: '召回' }
const REGISTRATION: Named = { collection: 'recallRegistrations', en: 'recall registration', zh: '召回登记' }
const ACKNOWLEDGEMENT: Named = { collection: 'acknowledgements', en: 'stop-use acknowledgement', zh: '停用确认' }
const REMEDIES = ['refund', 'replacement', 'repair_visit'] as const

export const recallSchema = z.object({
  id: z.string(),
  title: z.string(),
  titleEn: z.string(),
  productId: z.string(),
  skus: z.array(z.string()),
  batches: z.array(z.object({ no: z.string(), soldFrom: timestamp, soldUntil: timestamp })),
  hazard: z.string(),
  hazardEn: z.string(),
  advice: z.string(),
  adviceEn: z.string(),
  stopUse: z.boolean().describe('registration needs the customer to have acknowledged to stop using it'),
  hazardous: z.boolean().describe('the goods must be collected by the licensed carrier (logistics)'),
  remedies: z.array(z.enum(REMEDIES)),
  status: z.enum(['active', 'closed']),
  publishedAt: timestamp,
})

export const registrationSchema = z.object({
  id: z.string(),
  recallId: z.string(),
  customerId: z.string(),
  orderId: z.string(),
  sku: z.string(),
  batch: z.string(),
  quantity: z.number().int(),
  remedy: z.enum(REMEDIES),
  hazardous: z.boolean(),
  status: z.enum(['registered', 'settled', 'cancelled']),
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

export const acknowledgementSchema = z.object({
  id: z.string(),
  recallId: z.string(),
  customerId: z.string(),
  at: timestamp,
  clientRef: z.string().nullable(),
})

const affectedSchema = z.object({
  recallId: z.string(),
  orderId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  nameEn: z.string(),
  quantity: z.number().int(),
  batch: z.string(),
  boughtAt: timestamp,
  recall: recallSchema,
  acknowledged: z.boolean(),
  registrationId: z.string().nullable(),
})

/** What recalls ask of the orders system. */
export type FindOrders = (customerId: string) => Doc[]

/** Recalls: who has an affected item, the acknowledgement to stop using it, and the remedy. */
export function makeRecallOperations(ordersOf: FindOrders) {
  return [
    listRecalls,
    getOne({ id: 'getRecall', path: '/recalls', param: 'recallId', kind: RECALL, result: recallSchema }),
    makeAffected(ordersOf),
    acknowledge,
    findBy({
      id: 'findAcknowledgements',
      path: '/recall-acknowledgements',
      by: ['recallId', 'customerId'],
      kind: ACKNOWLEDGEMENT,
      result: acknowledgementSchema,
    }),
    makeRegister(ordersOf),
    getOne({
      id: 'getRecallRegistration',
      path: '/recall-registrations',
      param: 'registrationId',
      kind: REGISTRATION,
      result: registrationSchema,
    }),
    findBy({
      id: 'findRecallRegistrations',
      path: '/recall-registrations',
      by: ['recallId', 'customerId', 'orderId'],
      kind: REGISTRATION,
      result: registrationSchema,
    }),
    moveTo({
      id: 'cancelRecallRegistration',
      path: '/recall-registrations/:registrationId/cancel',
      param: 'registrationId',
      kind: REGISTRATION,
      summary: 'Withdraw a registration that has not been settled',
      to: 'cancelled',
      from: ['registered'],
      refuse: () => conflict('registration_settled', 'The remedy was carried out.', '召回已处理完成。'),
      result: registrationSchema,
    }),
  ]
}

const listRecalls = operation({
  id: 'listRecalls',
  method: 'GET',
  path: '/recalls',
  summary: 'Recalls by product, variant or the batch number on the label; all active ones without',
  query: z.object({
    productId: z.string().optional(),
    sku: z.string().optional(),
    batch: z.string().optional(),
    status: z.enum(['active', 'closed']).optional(),
  }),
  result: listOf(recallSchema),
  run({ store, query }) {
    const named = query.productId ?? query.sku ?? query.batch
    const items = store
      .where('recalls')
      .filter((recall) => recall.status === (query.status ?? (named ? recall.status : 'active')))
      .filter((recall) => !query.productId || recall.productId === query.productId)
      .filter((recall) => !query.sku || recall.skus.includes(query.sku))
      .filter((recall) => !query.batch || recall.batches.some((each: Doc) => each.no === query.batch?.toUpperCase()))
    return { items, total: items.length }
  },
})

function makeAffected(ordersOf: FindOrders) {
  return operation({
    id: 'listAffectedItems',
    method: 'GET',
    path: '/customers/:customerId/recalled-items',
    summary: 'What a customer has at home that is being recalled',
    params: z.object({ customerId: z.string().min(1) }),
    result: listOf(affectedSchema),
    run({ store, params }) {
      const orders = ordersOf(params.customerId)
      const items = store
        .where('recalls')
        .filter((recall) => recall.status === 'active')
        .flatMap((recall) =>
          affectedItems(recall, orders).map((item) => ({
            ...item,
            recall,
            acknowledged: Boolean(acknowledgementOf(store, recall.id, params.customerId)),
            registrationId: registrationOf(store, item)?.id ?? null,
          })),
        )
      return { items, total: items.length }
    },
  })
}

const acknowledge = operation({
  id: 'acknowledgeStopUse',
  method: 'POST',
  path: '/recalls/:recallId/acknowledge',
  summary: 'Put on record that the customer knows of the danger and stops using it; stands once made',
  write: true,
  status: 201,
  hints: { 'x-found-by': 'findAcknowledgements' },
  params: z.object({ recallId: z.string().min(1) }),
  body: z.object({ customerId: z.string().min(1), clientRef }),
  result: acknowledgementSchema,
  run({ store, params, body, now, clientRef: ref, nothingChanged }) {
    const recall = need(store, RECALL, params.recallId)
    if (!store.get('members', body.customerId)) throw notFound('customer', '客户', body.customerId)
    const earlier = acknowledgementOf(store, recall.id, body.customerId)
    if (earlier) {
      nothingChanged()
      return earlier
    }
    const id = `AK${1_000_000 + store.next('acknowledgements')}`
    return store.put('acknowledgements', id, {
      id,
      recallId: recall.id,
      customerId: body.customerId,
      at: now.toISOString(),
      clientRef: ref,
    })
  },
})

function makeRegister(ordersOf: FindOrders) {
  return operation({
    id: 'registerRecall',
    method: 'POST',
    path: '/recall-registrations',
    summary: 'Register an affected item with the remedy the customer chose',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelRecallRegistration', 'x-found-by': 'findRecallRegistrations' },
    body: z.object({
      recallId: z.string().min(1),
      customerId: z.string().min(1),
      orderId: z.string().min(1),
      sku: z.string().min(1),
      remedy: z.enum(REMEDIES),
      clientRef,
    }),
    result: registrationSchema,
    run({ store, body, now, clientRef: ref }) {
      const recall = need(store, RECALL, body.recallId)
      if (recall.status !== 'active') throw conflict('recall_closed', 'The recall has ended.', '该召回已结束登记。')
      const item = affectedItems(recall, ordersOf(body.customerId)).find(
        (each) => each.orderId === body.orderId && each.sku === body.sku,
      )
      if (!item)
        throw conflict('not_affected', 'This item is not from a recalled batch.', '该商品不在召回批次内。', {
          orderId: body.orderId,
          sku: body.sku,
        })
      const earlier = registrationOf(store, item)
      if (earlier)
        throw conflict('registration_exists', 'It is registered already.', '该商品已登记召回。', {
          registrationId: earlier.id,
          remedy: earlier.remedy,
        })
      if (!recall.remedies.includes(body.remedy))
        throw invalid('remedy_not_offered', 'This recall does not offer that.', '该召回不提供这种处理方式。', {
          offered: recall.remedies,
        })
      if (recall.stopUse && !acknowledgementOf(store, recall.id, body.customerId))
        throw conflict(
          'stop_use_required',
          'The customer must acknowledge to stop using it first.',
          '请先确认停止使用。',
        )
      const id = `RG${1_000_000 + store.next('recallRegistrations')}`
      return store.put('recallRegistrations', id, {
        id,
        recallId: recall.id,
        customerId: body.customerId,
        orderId: item.orderId,
        sku: item.sku,
        batch: item.batch,
        quantity: item.quantity,
        remedy: body.remedy,
        hazardous: recall.hazardous,
        status: 'registered',
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  })
}

const acknowledgementOf = (store: Store, recallId: string, customerId: string) =>
  store.where('acknowledgements', 'customerId', customerId).find((record) => record.recallId === recallId)

const registrationOf = (store: Store, item: { recallId: string; orderId: string; sku: string }) =>
  store
    .where('recallRegistrations', 'orderId', item.orderId)
    .find((record) => record.recallId === item.recallId && record.sku === item.sku && record.status !== 'cancelled')
