import { z } from 'zod'
import { conflict, invalid } from '../errors.ts'
import { findBy, getOne, moveTo, type Named } from '../record-operations.ts'
import { clientRef, day, listOf, slot, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import { holderOf, workingSlots } from './technician-slots.ts'

/** Milliseconds a reserved slot waits for its service order. */
const HOLD = 2 * 3_600_000
export const RESERVATION: Named = { collection: 'slotReservations', en: 'slot reservation', zh: '上门时段预留' }

export const technicianSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  phone: z.string(),
  city: z.string(),
  skills: z.array(z.string()).describe('categories of products'),
  times: z.array(slot),
  offWeekday: z.number().int().describe('0 Sunday … 6 Saturday, -1 none'),
})

export const slotReservationSchema = z.object({
  id: z.string(),
  slotId: z.string(),
  technicianId: z.string(),
  customerId: z.string(),
  city: z.string(),
  date: day,
  slot,
  status: z.enum(['held', 'used', 'released']),
  heldUntil: timestamp,
  createdAt: timestamp,
  clientRef: z.string().nullable(),
})

const slotSchema = z.object({
  id: z.string(),
  technicianId: z.string(),
  technician: z.string(),
  technicianEn: z.string(),
  city: z.string(),
  date: day,
  slot,
})

/** Technicians' times: what is free, and putting one aside. */
export const slotOperations = [
  operation({
    id: 'listTechnicianSlots',
    method: 'GET',
    path: '/technician-slots',
    summary: 'Free times of technicians in a city over the coming week, by day and kind of product',
    query: z.object({
      city: z.string().min(1),
      date: day.optional(),
      category: z.string().optional().describe('only technicians who repair it'),
    }),
    result: listOf(slotSchema).extend({ served: z.boolean().describe('whether the city has technicians at all') }),
    run({ store, query, now }) {
      const inCity = store.where('technicians', 'city', query.city)
      const able = inCity.filter((each) => !query.category || each.skills.includes(query.category))
      const items = workingSlots(able, now)
        .filter((each) => !query.date || each.date === query.date)
        .filter((each) => !holderOf(store, each.id, now))
      return { items, total: items.length, served: inCity.length > 0 }
    },
  }),
  operation({
    id: 'reserveSlot',
    method: 'POST',
    path: '/slot-reservations',
    summary: 'Put a technician’s time aside for two hours',
    write: true,
    status: 201,
    hints: { 'x-compensated-by': 'releaseSlot', 'x-found-by': 'findSlotReservations' },
    body: z.object({ slotId: z.string().min(1), customerId: z.string().min(1), clientRef }),
    result: slotReservationSchema,
    run({ store, body, now, clientRef: ref }) {
      const wanted = workingSlots(store.where('technicians'), now).find((each) => each.id === body.slotId)
      if (!wanted)
        throw invalid('slot_unavailable', 'There is no such time.', '没有这个上门时段。', { slotId: body.slotId })
      if (holderOf(store, wanted.id, now))
        throw conflict('slot_taken', 'Somebody else has this time.', '该时段已被预约。', { slotId: wanted.id })
      const id = `SL${1_000_000 + store.next('slotReservations')}`
      return store.put('slotReservations', id, {
        id,
        slotId: wanted.id,
        technicianId: wanted.technicianId,
        customerId: body.customerId,
        city: wanted.city,
        date: wanted.date,
        slot: wanted.slot,
        status: 'held',
        heldUntil: new Date(now.getTime() + HOLD).toISOString(),
        createdAt: now.toISOString(),
        clientRef: ref,
      })
    },
  }),
  getOne({
    id: 'getSlotReservation',
    path: '/slot-reservations',
    param: 'reservationId',
    kind: RESERVATION,
    result: slotReservationSchema,
  }),
  findBy({
    id: 'findSlotReservations',
    path: '/slot-reservations',
    by: ['customerId', 'slotId'],
    kind: RESERVATION,
    result: slotReservationSchema,
  }),
  moveTo({
    id: 'releaseSlot',
    path: '/slot-reservations/:reservationId/release',
    param: 'reservationId',
    kind: RESERVATION,
    summary: 'Give a reserved time back',
    to: 'released',
    from: ['held'],
    refuse: () =>
      conflict('slot_in_use', 'A service order needs it: cancel that first.', '该时段已用于维修单，请先取消维修单。'),
    result: slotReservationSchema,
  }),
]
