import type { ServiceName } from '../service-names.ts'
import type { Doc } from '../store.ts'
import type { Stores } from '../stores.ts'
import type { Life } from './advance.ts'

/** How long (in units of the configured seconds) a record stays in a status before life moves it on. */
const STAY: {
  service: ServiceName
  collection: string
  status: string
  units: number
  since: (r: Doc) => string | null
}[] = [
  { service: 'payments', collection: 'refunds', status: 'accepted', units: 1, since: (r) => r.createdAt },
  { service: 'logistics', collection: 'pickups', status: 'booked', units: 1.5, since: (r) => r.createdAt },
  { service: 'logistics', collection: 'pickups', status: 'collected', units: 3, since: (r) => r.collectedAt ?? null },
  { service: 'orders', collection: 'orders', status: 'paid', units: 2, since: (r) => r.paidAt },
  { service: 'orders', collection: 'orders', status: 'packing', units: 4, since: (r) => r.paidAt },
  { service: 'orders', collection: 'redLetters', status: 'submitted', units: 2, since: (r) => r.submittedAt },
  { service: 'logistics', collection: 'carrierClaims', status: 'filed', units: 3, since: (r) => r.createdAt },
  { service: 'logistics', collection: 'hazardousPickups', status: 'booked', units: 3, since: (r) => r.createdAt },
  { service: 'logistics', collection: 'hazardousPickups', status: 'collected', units: 4, since: (r) => r.collectedAt },
  { service: 'crm', collection: 'complaints', status: 'open', units: 4, since: (r) => r.createdAt },
  ...['booked', 'assigned', 'on_the_way', 'received'].map((status, i) => ({
    service: 'aftersales' as const,
    collection: 'serviceOrders',
    status,
    units: 1.5 * Math.min(i + 1, 3),
    since: (r: Doc) => r.createdAt,
  })),
  ...['created', 'picked_up', 'in_transit', 'out_for_delivery'].map((status) => ({
    service: 'logistics' as const,
    collection: 'shipments',
    status,
    units: 3,
    since: (r: Doc) => r.events.at(-1)?.time ?? null,
  })),
]

/**
 * Lets life go on by itself for everything that happened after the shop opened; the seeded records stay as the
 * README describes them. `seconds` is how long a refund takes. Answers how to stop it.
 */
export function startAutoProgress(stores: Stores, life: Life, seconds: number, clock: () => Date) {
  const timer = setInterval(() => moveDue(stores, life, seconds, clock()), Math.min(5_000, (seconds * 1000) / 4))
  timer.unref()
  return () => clearInterval(timer)
}

/** One round: moves on whatever has stayed long enough. */
export function moveDue(stores: Stores, life: Life, seconds: number, now: Date) {
  for (const stay of STAY) {
    const store = stores[stay.service]
    const opened = store.get('meta', 'seeded')?.last?.[stay.collection] ?? 0
    for (const { doc } of store.after(stay.collection, opened)) {
      const since = stay.since(doc)
      if (doc.status !== stay.status || !since) continue
      if (now.getTime() - new Date(since).getTime() >= stay.units * seconds * 1000)
        life.advance({ service: stay.service, id: doc.id }, now)
    }
  }
}
