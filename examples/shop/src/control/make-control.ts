import type { z } from 'zod'
import type { Clock } from '../clock.ts'
import { notFound } from '../errors.ts'
import type { Fault, Faults } from '../faults.ts'
import { SERVICE_NAMES, type ServiceName } from '../service-names.ts'
import type { Doc } from '../store.ts'
import { type Stores, seedStores } from '../stores.ts'
import { makeLife, type Step } from './advance.ts'
import type { Events } from './events.ts'
import { applyPatch, patchSchema } from './patch.ts'

export type Control = ReturnType<typeof makeControl>
export type JournalFilter = { service?: ServiceName; operation?: string; clientRef?: string }

/** The switchboard behind `/control/*`, callable in-process by test runners. */
export function makeControl(deps: { stores: Stores; faults: Faults; clock: Clock; events: Events }) {
  const { stores, faults, clock, events } = deps
  const life = makeLife(stores, events)

  /** Every call any service got, oldest first. */
  function journal(filter: JournalFilter = {}): Doc[] {
    return SERVICE_NAMES.flatMap((name) => stores[name].where('journal'))
      .filter((line) => !filter.service || line.service === filter.service)
      .filter((line) => !filter.operation || line.operation === filter.operation)
      .filter((line) => !filter.clientRef || line.clientRef === filter.clientRef)
      .sort((a, b) => a.at.localeCompare(b.at) || a.n - b.n)
  }

  return {
    life,
    events,
    journal,

    /** The whole state of a service: its collections, each in the order the records were made. */
    state(service: ServiceName): { service: ServiceName; collections: Record<string, Doc[]> } {
      const store = stores[service]
      return { service, collections: Object.fromEntries(store.collections.map((name) => [name, store.where(name)])) }
    },

    list: (entity: string) => listEntity(stores, entity),

    /** Changes one record from outside; see `patchSchema` for what `set` understands. */
    patch: (patch: z.input<typeof patchSchema>) => applyPatch(stores, patchSchema.parse(patch), clock()),

    setFault: (fault: Omit<Fault, 'times'> & { times?: number }) => faults.set({ times: 1, ...fault }),
    faults: () => faults.list(),
    clearFaults: () => faults.clear(),

    /** How often each operation really changed something, by `service.operation`. */
    effects(): Record<string, number> {
      const counts: Record<string, number> = {}
      for (const line of journal()) {
        if (!line.effect) continue
        const key = `${line.service}.${line.operation}`
        counts[key] = (counts[key] ?? 0) + 1
      }
      return counts
    },

    /** Text messages, oldest first, and the newest code among them. */
    sms(filter: { customerId?: string; phone?: string }): { messages: Doc[]; code: string | null } {
      const messages = stores.sms
        .where('messages')
        .filter(
          (m) =>
            (!filter.customerId || m.customerId === filter.customerId) && (!filter.phone || m.phone === filter.phone),
        )
      return { messages, code: messages.findLast((m) => m.code)?.code ?? null }
    },

    /** Moves a refund, payment link, pickup, parcel or order on as real life would, and tells the subscribers. */
    advance: (step: Step) => life.advance(step, clock()),

    /** Back to opening day, which is today; faults are forgotten, subscribers stay. */
    reset() {
      faults.clear()
      seedStores(stores, clock())
    },
  }
}

/** One kind of record, wherever it is kept. */
export function listEntity(stores: Stores, entity: string): Doc[] {
  for (const name of SERVICE_NAMES) if (stores[name].collections.includes(entity)) return stores[name].where(entity)
  throw notFound('list', '列表', entity)
}
