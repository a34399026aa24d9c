import type { Shop } from '../src/start-shop.ts'

/** Records of what was undone stay, with one of these. */
const UNDONE = ['cancelled', 'withdrawn', 'released', 'voided', 'removed']
/** Collections and fields that tell of what happened, not of how things stand. */
const TRACES = ['journal', 'events', 'sequences', 'replies', 'pointsEntries', 'acknowledgements', 'messages']
const COUNTERS = ['revision', 'history', 'updatedAt', 'lastLockedBy', 'previousDefaultId', 'approvedBy']

type Doc = Record<string, unknown>

/** How things stand in all systems of the shop, without the traces of what was tried and undone: the same before and after a run that came to nothing. */
export function standing(shop: Shop): Record<string, Doc[]> {
  const found: Record<string, Doc[]> = {}
  for (const service of ['orders', 'inventory', 'payments', 'logistics', 'crm', 'aftersales'] as const)
    for (const [name, records] of Object.entries(shop.control.state(service).collections)) {
      if (TRACES.includes(name)) continue
      const seeded = (records as Doc[]).filter(
        (record) => !UNDONE.includes(String(record.status)) || record.clientRef === null,
      )
      found[`${service}.${name}`] = seeded.map((record) =>
        Object.fromEntries(Object.entries(record).filter(([field]) => !COUNTERS.includes(field))),
      )
    }
  return found
}
