import { z } from 'zod'
import { shopDay } from '../clock.ts'
import { conflict, invalid, notFound } from '../errors.ts'
import { addressSchema, clientRef, day, listOf, orderId, slot, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc, Store } from '../store.ts'

const shipmentStatus = z.enum(['created', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'exception'])

export const shipmentSchema = z.object({
  id: z.string(),
  trackingNo: z.string(),
  orderId: z.string(),
  carrier: z.string(),
  carrierName: z.string(),
  carrierNameEn: z.string(),
  status: shipmentStatus,
  courier: z.object({ name: z.string(), nameEn: z.string(), phone: z.string() }),
  shippedAt: timestamp,
  expectedDelivery: day,
  expectedSlot: z.string(),
  deliveredAt: timestamp.nullable(),
  address: addressSchema,
  events: z.array(
    z.object({
      time: timestamp,
      status: shipmentStatus,
      place: z.string(),
      placeEn: z.string(),
      text: z.string(),
      textEn: z.string(),
    }),
  ),
})

export const pickupSchema = z.object({
  id: z.string(),
  orderId: z.string(),
  status: z.enum(['booked', 'collected', 'received', 'cancelled']),
  date: day,
  slot,
  address: addressSchema,
  courier: z.object({ name: z.string(), nameEn: z.string(), phone: z.string() }),
  createdAt: timestamp,
  collectedAt: timestamp.optional(),
  receivedAt: timestamp.optional(),
  clientRef: z.string().nullable(),
})

/** Days ahead a pickup can be booked, tomorrow being the first. */
const PICKUP_DAYS = 7
const PICKUP_COURIER = { name: '张师傅', nameEn: 'Mr Zhang', phone: '13711002001' }

export const logisticsOperations = [
  operation({
    id: 'getShipment',
    method: 'GET',
    path: '/shipments',
    summary: 'A parcel by tracking number or order, with courier, expected delivery and its history (oldest first)',
    query: z
      .object({ trackingNo: z.string().optional(), orderId: z.string().optional() })
      .refine((q) => q.trackingNo || q.orderId, 'trackingNo or orderId is needed'),
    result: shipmentSchema,
    run({ store, query }) {
      const found = query.trackingNo
        ? store.get('shipments', query.trackingNo)
        : store.where('shipments', 'orderId', query.orderId).at(-1)
      if (!found) throw notFound('shipment of', '物流信息', query.trackingNo ?? query.orderId ?? '')
      return found
    },
  }),
  operation({
    id: 'redirectShipment',
    method: 'POST',
    path: '/shipments/:trackingNo/redirect',
    summary: 'Ask the carrier to deliver to another address in the same city, before the parcel is out for delivery',
    write: true,
    params: z.object({ trackingNo: z.string().min(1) }),
    body: z.object({ address: addressSchema, clientRef }),
    result: shipmentSchema,
    run({ store, params, body }) {
      const shipment = store.get('shipments', params.trackingNo)
      if (!shipment) throw notFound('shipment', '物流信息', params.trackingNo)
      if (['out_for_delivery', 'delivered'].includes(shipment.status))
        throw conflict(
          'too_late_to_redirect',
          'The parcel is out for delivery or delivered.',
          '包裹已在派送或已签收，无法改址。',
          {
            status: shipment.status,
          },
        )
      if (body.address.city !== shipment.address.city)
        throw conflict('other_city', 'Redirecting works inside the same city only.', '仅支持同城改派。', {
          city: shipment.address.city,
        })
      return store.put('shipments', shipment.id, { ...shipment, address: body.address })
    },
  }),
  operation({
    id: 'listPickupSlots',
    method: 'GET',
    path: '/pickup-slots',
    summary: 'Days and times at which a courier can collect a return',
    query: z.object({ orderId: z.string().optional() }),
    result: listOf(z.object({ date: day, slot })),
    run({ now }) {
      const items = pickupDays(now).flatMap((date) => slot.options.map((s) => ({ date, slot: s })))
      return { items, total: items.length }
    },
  }),
  operation({
    id: 'createPickup',
    method: 'POST',
    path: '/pickups',
    summary: 'Send a courier to collect a return; NOT idempotent: a repeat sends another one',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelPickup', 'x-found-by': 'findPickups' },
    body: z.object({ orderId, address: addressSchema, date: day, slot, clientRef }),
    result: pickupSchema,
    run({ store, body, now, clientRef: ref }) {
      const days = pickupDays(now)
      if (!days.includes(body.date))
        throw invalid(
          'slot_unavailable',
          `Pickups can be booked from ${days[0]} to ${days.at(-1)}.`,
          `可预约 ${days[0]} 至 ${days.at(-1)} 上门取件。`,
          {
            from: days[0],
            to: days.at(-1),
          },
        )
      const id = `PU${2_000_000 + store.next('pickups')}`
      return store.put('pickups', id, {
        id,
        orderId: body.orderId,
        status: 'booked',
        date: body.date,
        slot: body.slot,
        address: body.address,
        courier: PICKUP_COURIER,
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  operation({
    id: 'getPickup',
    method: 'GET',
    path: '/pickups/:pickupId',
    summary: 'One pickup',
    params: z.object({ pickupId: z.string().min(1) }),
    result: pickupSchema,
    run: ({ store, params }) => findPickup(store, params.pickupId),
  }),
  operation({
    id: 'findPickups',
    method: 'GET',
    path: '/pickups',
    summary: 'Pickups by clientRef or order, to find out whether an earlier call took effect; cancelled ones included',
    query: z
      .object({ clientRef: z.string().optional(), orderId: z.string().optional() })
      .refine((q) => q.clientRef || q.orderId, 'clientRef or orderId is needed'),
    result: listOf(pickupSchema),
    run({ store, query }) {
      const found = query.clientRef
        ? store.where('pickups', 'clientRef', query.clientRef)
        : store.where('pickups', 'orderId', query.orderId)
      const items = found.filter((p) => !query.orderId || p.orderId === query.orderId)
      return { items, total: items.length }
    },
  }),
  operation({
    id: 'cancelPickup',
    method: 'POST',
    path: '/pickups/:pickupId/cancel',
    summary: 'The courier need not come',
    write: true,
    params: z.object({ pickupId: z.string().min(1) }),
    body: z.object({ clientRef }).nullish(),
    result: pickupSchema,
    run({ store, params, nothingChanged }) {
      const pickup = findPickup(store, params.pickupId)
      if (pickup.status === 'cancelled') {
        nothingChanged()
        return pickup
      }
      if (pickup.status !== 'booked')
        throw conflict('already_collected', 'The goods have been collected.', '快递员已取件。')
      return store.put('pickups', pickup.id, { ...pickup, status: 'cancelled' })
    },
  }),
]

const pickupDays = (now: Date) => Array.from({ length: PICKUP_DAYS }, (_, i) => shopDay(now, i + 1))

function findPickup(store: Store, id: string): Doc {
  const pickup = store.get('pickups', id)
  if (!pickup) throw notFound('pickup', '取件单', id)
  return pickup
}
