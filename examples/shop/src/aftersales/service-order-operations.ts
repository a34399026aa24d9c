import { z } from 'zod'
import { conflict, invalid } from '../errors.ts'
import { findBy, getOne, moveTo, type Named, need } from '../record-operations.ts'
import { addressSchema, clientRef, day, money, slot, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'
import { findUnit, type UnitDesk } from './find-unit.ts'
import { RESERVATION } from './slot-operations.ts'
import { judgeWarranty, visitKind } from './warranty-rules.ts'

/** Yuan for the visit of a technician, or for looking at what was sent in, when there is no warranty; parts come on top. */
const FEE = { home_visit: 120, send_in: 60 }
const SERVICE_ORDER: Named = { collection: 'serviceOrders', en: 'service order', zh: '维修单' }

export const serviceOrderSchema = z.object({
  id: z.string(),
  serialNo: z.string(),
  orderId: z.string().nullable(),
  customerId: z.string(),
  productId: z.string(),
  sku: z.string(),
  visit: z.enum(['home_visit', 'send_in']),
  fault: z.string(),
  photos: z.array(z.string()),
  inWarranty: z.boolean(),
  fee: money.describe('0 under warranty'),
  reservationId: z.string().nullable(),
  technicianId: z.string().nullable(),
  date: day.nullable(),
  slot: slot.nullable(),
  address: addressSchema.nullable(),
  status: z.enum(['booked', 'assigned', 'on_the_way', 'received', 'finished', 'cancelled']),
  technician: z.object({ name: z.string(), nameEn: z.string(), phone: z.string() }).nullable(),
  result: z.string().nullable(),
  resultEn: z.string().nullable(),
  createdAt: timestamp,
  finishedAt: timestamp.nullable(),
  clientRef: z.string().nullable(),
})

/** Repairs: a technician at home at a reserved time, or the appliance sent in. */
export function makeServiceOrderOperations(desk: UnitDesk) {
  return [
    makeCreate(desk),
    getOne({
      id: 'getServiceOrder',
      path: '/service-orders',
      param: 'serviceOrderId',
      kind: SERVICE_ORDER,
      result: serviceOrderSchema,
    }),
    findBy({
      id: 'findServiceOrders',
      path: '/service-orders',
      by: ['customerId', 'orderId', 'serialNo'],
      kind: SERVICE_ORDER,
      result: serviceOrderSchema,
    }),
    moveTo({
      id: 'cancelServiceOrder',
      path: '/service-orders/:serviceOrderId/cancel',
      param: 'serviceOrderId',
      kind: SERVICE_ORDER,
      summary: 'Cancel a repair before the technician is on the way; its reserved time is only held again',
      to: 'cancelled',
      from: ['booked', 'assigned'],
      refuse: (order) =>
        conflict('already_under_way', 'The repair is under way or done.', '维修已在进行或已完成，不能取消。', {
          status: order.status,
        }),
      also(order, { store }) {
        const held = order.reservationId ? store.get('slotReservations', order.reservationId) : undefined
        if (held?.status === 'used') store.put('slotReservations', held.id, { ...held, status: 'held' })
        return undefined
      },
      result: serviceOrderSchema,
    }),
  ]
}

function makeCreate(desk: UnitDesk) {
  return operation({
    id: 'createServiceOrder',
    method: 'POST',
    path: '/service-orders',
    summary: 'Order a repair; free under warranty, otherwise only with paidRepair',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelServiceOrder', 'x-found-by': 'findServiceOrders' },
    body: z
      .object({
        serialNo: z.string().nullish(),
        orderId: z.string().nullish(),
        sku: z.string().nullish(),
        fault: z.string().min(2).max(500),
        photos: z.array(z.string()).max(9).default([]),
        reservationId: z.string().nullish().describe('of a technician’s time, for a home visit'),
        address: addressSchema.nullish().describe('for a home visit'),
        paidRepair: z.boolean().default(false).describe('the customer agrees to pay the fee outside the warranty'),
        clientRef,
      })
      .refine((body) => body.serialNo || body.orderId, 'serialNo or orderId is needed'),
    result: serviceOrderSchema,
    run({ store, body, now, clientRef: ref }) {
      const unit = findUnit(store, desk, body)
      const product = desk.product(unit.productId)!
      const { refusal } = judgeWarranty(unit, product, now)
      if (refusal && !(refusal.code === 'not_in_warranty' && product.warrantyMonths > 0 && body.paidRepair))
        throw refusal
      const open = store
        .where('serviceOrders', 'serialNo', unit.serialNo)
        .find((order) => !['finished', 'cancelled'].includes(order.status))
      if (open)
        throw conflict('service_order_exists', 'A repair of it is under way.', '该商品已有进行中的维修单。', {
          serviceOrderId: open.id,
          status: open.status,
        })
      const visit = visitKind(product)
      const held = visit === 'home_visit' ? useReservation(store, body.reservationId, unit.customerId, now) : null
      if (visit === 'home_visit' && !body.address)
        throw invalid('address_needed', 'A home visit needs an address.', '上门维修需要地址。', { field: 'address' })
      const id = `SO${2_000_000 + store.next('serviceOrders')}`
      return store.put('serviceOrders', id, {
        id,
        serialNo: unit.serialNo,
        orderId: unit.orderId,
        customerId: unit.customerId,
        productId: unit.productId,
        sku: unit.sku,
        visit,
        fault: body.fault,
        photos: body.photos,
        inWarranty: !refusal,
        fee: refusal ? FEE[visit] : 0,
        reservationId: held?.id ?? null,
        technicianId: held?.technicianId ?? null,
        date: held?.date ?? null,
        slot: held?.slot ?? null,
        address: body.address ?? null,
        status: 'booked',
        technician: null,
        result: null,
        resultEn: null,
        createdAt: now.toISOString(),
        finishedAt: null,
        clientRef: ref,
      })
    },
  })
}

function useReservation(store: Store, id: string | null | undefined, customerId: string, now: Date): Doc {
  if (!id)
    throw invalid('slot_needed', 'A home visit needs a reserved time.', '上门维修需要先预约时段。', {
      field: 'reservationId',
    })
  const held = need(store, RESERVATION, id)
  if (held.customerId !== customerId)
    throw conflict('slot_of_another', 'Somebody else reserved this time.', '该时段由其他客户预留。')
  if (held.status !== 'held')
    throw conflict('slot_not_held', 'The reservation is used or released.', '该预留已使用或已释放。', {
      status: held.status,
    })
  if (held.heldUntil <= now.toISOString())
    throw conflict('reservation_expired', 'The reservation has run out.', '时段预留已过期，请重新预约。', {
      heldUntil: held.heldUntil,
    })
  return store.put('slotReservations', held.id, { ...held, status: 'used' })
}
