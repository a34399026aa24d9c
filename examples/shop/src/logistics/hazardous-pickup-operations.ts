import { z } from 'zod'
import { shopDay } from '../clock.ts'
import { conflict, invalid } from '../errors.ts'
import { findBy, getOne, moveTo, type Named } from '../record-operations.ts'
import { addressSchema, clientRef, day, listOf, orderId, slot, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'

/** The licensed carrier needs two days to send its box, and plans a week and a half ahead. */
const FIRST_DAY = 2
const DAYS = 10
/** Provinces it does not drive to. */
const NOT_SERVED = ['西藏自治区', '新疆维吾尔自治区', '青海省', '海南省']
const PICKUP: Named = { collection: 'hazardousPickups', en: 'hazardous pickup', zh: '危险品取件单' }

/** A recall registration of the crm. */
export type FindRegistration = (registrationId: string) => Doc | undefined

export const hazardousPickupSchema = z.object({
  id: z.string(),
  registrationId: z.string(),
  orderId: z.string(),
  status: z.enum(['booked', 'collected', 'disposed', 'cancelled']),
  date: day,
  slot,
  address: addressSchema,
  carrierName: z.string(),
  carrierNameEn: z.string(),
  packing: z.string().describe('what the customer must do beforehand'),
  packingEn: z.string(),
  createdAt: timestamp,
  collectedAt: timestamp.optional(),
  disposedAt: timestamp.optional(),
  clientRef: z.string().nullable(),
})

/** Collecting recalled goods that must not travel as ordinary parcels. Repeats with the same reference count once here. */
export function makeHazardousPickupOperations(findRegistration: FindRegistration) {
  return [
    operation({
      id: 'listHazardousSlots',
      method: 'GET',
      path: '/hazardous-pickup-slots',
      summary: 'Days and times at which the licensed carrier can collect dangerous goods',
      query: z.object({ province: z.string().optional().describe('nothing where it is not served') }),
      result: listOf(z.object({ date: day, slot })),
      run({ query, now }) {
        const served = !query.province || !NOT_SERVED.includes(query.province)
        const times = slot.options.slice(0, 2)
        const items = served ? days(now).flatMap((date) => times.map((time) => ({ date, slot: time }))) : []
        return { items, total: items.length }
      },
    }),
    makeBook(findRegistration),
    getOne({
      id: 'getHazardousPickup',
      path: '/hazardous-pickups',
      param: 'pickupId',
      kind: PICKUP,
      result: hazardousPickupSchema,
    }),
    findBy({
      id: 'findHazardousPickups',
      path: '/hazardous-pickups',
      by: ['registrationId', 'orderId'],
      kind: PICKUP,
      result: hazardousPickupSchema,
    }),
    moveTo({
      id: 'cancelHazardousPickup',
      path: '/hazardous-pickups/:pickupId/cancel',
      param: 'pickupId',
      kind: PICKUP,
      summary: 'The licensed carrier need not come',
      to: 'cancelled',
      from: ['booked'],
      refuse: () => conflict('already_collected', 'The goods have been collected.', '危险品承运商已取件。'),
      result: hazardousPickupSchema,
      once: true,
    }),
  ]
}

function makeBook(findRegistration: FindRegistration) {
  return operation({
    id: 'createHazardousPickup',
    method: 'POST',
    path: '/hazardous-pickups',
    summary: 'Send the licensed carrier for recalled goods with a battery or gas',
    write: true,
    once: true,
    status: 201,
    hints: { 'x-compensated-by': 'cancelHazardousPickup', 'x-found-by': 'findHazardousPickups' },
    body: z.object({
      registrationId: z.string().min(1),
      orderId,
      address: addressSchema,
      date: day,
      slot,
      clientRef,
    }),
    result: hazardousPickupSchema,
    run({ store, body, now, clientRef: ref }) {
      const registration = findRegistration(body.registrationId)
      if (registration?.status !== 'registered' || registration.orderId !== body.orderId)
        throw invalid('registration_needed', 'The goods must be registered for a recall first.', '请先登记召回。')
      if (!registration.hazardous)
        throw conflict('not_hazardous', 'These goods travel by ordinary pickup.', '该商品可走普通上门取件。')
      if (NOT_SERVED.includes(body.address.province))
        throw conflict(
          'area_not_served',
          'The licensed carrier does not serve this province.',
          '危险品承运商暂不覆盖该省份。',
          {
            province: body.address.province,
          },
        )
      const open = days(now)
      if (!open.includes(body.date) || !slot.options.slice(0, 2).includes(body.slot))
        throw invalid(
          'slot_unavailable',
          `It can be booked from ${open[0]} to ${open.at(-1)}, mornings and afternoons.`,
          `可预约 ${open[0]} 至 ${open.at(-1)} 的上午或下午。`,
          { from: open[0], to: open.at(-1) },
        )
      const earlier = store
        .where('hazardousPickups', 'registrationId', body.registrationId)
        .find((pickup) => pickup.status !== 'cancelled')
      if (earlier)
        throw conflict('pickup_exists', 'A pickup is booked already.', '已预约过危险品取件。', { pickupId: earlier.id })
      const id = `HP${1_000_000 + store.next('hazardousPickups')}`
      return store.put('hazardousPickups', id, {
        id,
        registrationId: body.registrationId,
        orderId: body.orderId,
        status: 'booked',
        date: body.date,
        slot: body.slot,
        address: body.address,
        carrierName: '中安危险品物流',
        carrierNameEn: 'Zhong An Dangerous Goods Logistics',
        packing: '承运商会提前一天寄出防爆箱。请断电、不要拆电池，把商品单独放进箱内并贴好随箱标签。',
        packingEn:
          'The carrier sends a fireproof box a day ahead. Switch the product off, leave the battery in, put it into the box alone and stick the label on.',
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  })
}

const days = (now: Date) => Array.from({ length: DAYS }, (_, i) => shopDay(now, i + FIRST_DAY))
