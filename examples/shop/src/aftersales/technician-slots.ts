import { shopDay } from '../clock.ts'
import { slot } from '../schemas.ts'
import type { Doc, Store } from '../store.ts'

/** Days ahead a technician can be booked, tomorrow being the first. */
const DAYS = 7

type Slot = {
  id: string
  technicianId: string
  technician: string
  technicianEn: string
  city: string
  date: string
  slot: string
}

/** Every time technicians of a city work in the coming week; the id names technician, day and time. */
export function workingSlots(technicians: Doc[], now: Date): Slot[] {
  return Array.from({ length: DAYS }, (_, i) => shopDay(now, i + 1)).flatMap((date) =>
    technicians
      .filter((technician) => new Date(`${date}T00:00:00Z`).getUTCDay() !== technician.offWeekday)
      .flatMap((technician) =>
        slot.options
          .filter((time) => technician.times.includes(time))
          .map((time) => ({
            id: slotId(technician.id, date, time),
            technicianId: technician.id,
            technician: technician.name,
            technicianEn: technician.nameEn,
            city: technician.city,
            date,
            slot: time,
          })),
      ),
  )
}

export function slotId(technicianId: string, date: string, time: string): string {
  return `${technicianId}_${date}_${time.slice(0, 2)}`
}

/** The reservation that keeps a slot from being given again, if there is one. */
export function holderOf(store: Store, id: string, now: Date): Doc | undefined {
  return store
    .where('slotReservations', 'slotId', id)
    .find((held) => held.status === 'used' || (held.status === 'held' && held.heldUntil > now.toISOString()))
}
