import { z } from 'zod'
import { type ShipmentStatus, shipmentEvent } from '../../seed/parcels.ts'
import { addDays } from '../clock.ts'
import { invalid, notFound } from '../errors.ts'
import { SERVICE_NAMES, type ServiceName } from '../service-names.ts'
import type { Doc, Store } from '../store.ts'
import type { Stores } from '../stores.ts'
import { followOrderStatus } from './follow-order-status.ts'

export const patchSchema = z.object({
  service: z.enum(SERVICE_NAMES),
  id: z
    .string()
    .min(1)
    .describe('any record id of the service; payments, refunds, parcels and pickups also by their order id'),
  set: z
    .record(z.string(), z.unknown())
    .describe(
      'fields to set; a.b reaches inside; "now-20d" or "now+2h" in a field ending in At is an instant relative to now',
    ),
  raw: z
    .boolean()
    .default(false)
    .describe('true: set exactly this, without keeping the dates and the parcel plausible'),
})
export type Patch = z.infer<typeof patchSchema>

/** Changes one record from outside, as test set-ups need it. Answers the record as it is afterwards. */
export function applyPatch(stores: Stores, patch: Patch, now: Date): Doc {
  const store = stores[patch.service]
  const { collection, record } = locate(store, patch.service, patch.id)
  const next = structuredClone(record)
  for (const [path, value] of Object.entries(patch.set)) setPath(next, path, relativeTime(path, value, now))
  if (next.id !== record.id) throw invalid('id_fixed', 'The id of a record cannot be changed.', '不能修改编号。')
  if (collection === 'skus' || collection === 'products') keepStock(store, collection, next, patch.set)
  if (collection === 'shipments' && 'status' in patch.set && !patch.raw) followParcelStatus(next, patch.set, now)
  store.put(collection, record.id, next)
  if (collection === 'orders' && 'status' in patch.set && !patch.raw)
    followOrderStatus(stores, next, Object.keys(patch.set), now)
  return locate(store, patch.service, record.id).record
}

/** The record of a service with this id; where none has it, the newest one of the order with this id. */
function locate(store: Store, service: ServiceName, id: string): { collection: string; record: Doc } {
  for (const collection of store.collections) {
    const record = store.get(collection, id)
    if (record) return { collection, record }
  }
  const byOrder: Partial<Record<ServiceName, string[]>> = {
    payments: ['payments'],
    logistics: ['shipments', 'pickups'],
  }
  for (const collection of byOrder[service] ?? []) {
    const record = store.where(collection, 'orderId', id).at(-1)
    if (record) return { collection, record }
  }
  throw notFound(`record in ${service}`, `${service} 的记录`, id)
}

function setPath(target: Doc, path: string, value: unknown) {
  const keys = path.split('.')
  if (keys.some((key) => ['__proto__', 'constructor', 'prototype'].includes(key)))
    throw invalid('bad_path', `The path ${path} is not allowed.`, '字段路径不合法。')
  let inner = target
  for (const key of keys.slice(0, -1)) {
    if (typeof inner[key] !== 'object' || inner[key] === null) inner[key] = {}
    inner = inner[key]
  }
  inner[keys.at(-1)!] = value
}

const RELATIVE = /^now(?:([+-])(\d+(?:\.\d+)?)(d|h|m))?$/

function relativeTime(path: string, value: unknown, now: Date): unknown {
  const match = /At$/.test(path) && typeof value === 'string' ? RELATIVE.exec(value) : null
  if (!match) return value
  const days = Number(match[2] ?? 0) / { d: 1, h: 24, m: 1440 }[(match[3] ?? 'd') as 'd' | 'h' | 'm']
  return addDays(now.toISOString(), match[1] === '-' ? -days : days)
}

/** Setting `stock` means that many pieces: in one warehouse of the variant, of every variant for a product. */
function keepStock(store: Store, collection: string, next: Doc, set: Record<string, unknown>) {
  if (typeof set.stock !== 'number') return
  const stocked = (sku: Doc) => ({
    ...sku,
    stock: set.stock,
    warehouses: { shanghai: set.stock, guangzhou: 0, chengdu: 0 },
  })
  if (collection === 'skus') Object.assign(next, stocked(next))
  else {
    delete next.stock
    for (const sku of store.where('skus', 'productId', next.id)) store.put('skus', sku.id, stocked(sku))
  }
}

/** A parcel set to a status has the history line and the delivery date of that status. */
function followParcelStatus(parcel: Doc, set: Record<string, unknown>, now: Date) {
  const at = now.toISOString()
  const arrived = parcel.status === 'delivered'
  if (!('deliveredAt' in set)) parcel.deliveredAt = arrived ? (parcel.deliveredAt ?? at) : null
  if ('events' in set) return
  const before = parcel.events.filter((event: Doc) => arrived || event.status !== 'delivered')
  parcel.events = [...before, shipmentEvent(parcel.status as ShipmentStatus, at, parcel.address.city, parcel.courier)]
}
