import type { Shop } from '../src/start-shop.ts'

/** Records of what was undone stay, with one of these. */
const UNDONE = ['cancelled', 'withdrawn', 'released', 'voided', 'removed']
/** Collections and fields that tell of what happened, not of how things stand. */
const TRACES = ['journal', 'events', 'sequences', 'replies', 'pointsEntries', 'acknowledgements', 'messages']
const COUNTERS = ['revision', 'history', 'updatedAt', 'lastLockedBy', 'previousDefaultId', 'approvedBy']

type Doc = Record<string, unknown>

/**
 * How things stand in all systems of the shop, a line for each record, without the traces of what was tried and undone: the
 * same before and after a run that came to nothing.
 */
export function standing(shop: Shop): string[] {
  const lines: string[] = []
  for (const service of ['orders', 'inventory', 'payments', 'logistics', 'crm', 'aftersales'] as const)
    for (const [name, records] of Object.entries(shop.control.state(service).collections)) {
      if (TRACES.includes(name)) continue
      for (const record of records as Doc[]) {
        if (UNDONE.includes(String(record.status)) && record.clientRef !== null) continue
        const kept = Object.fromEntries(Object.entries(record).filter(([field]) => !COUNTERS.includes(field)))
        lines.push(`${service}.${name} ${JSON.stringify(kept)}`)
      }
    }
  return lines
}

/** Lines that are only in the one or only in the other. */
export function whatChanged(before: string[], after: string[]): string[] {
  const [was, is] = [new Set(before), new Set(after)]
  return [...before.filter((line) => !is.has(line)), ...after.filter((line) => !was.has(line))]
}
