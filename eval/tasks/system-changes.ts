import { isDeepStrictEqual } from 'node:util'
import { SERVICE_NAMES } from '../../examples/shop/src/service-names.ts'
import type { Shop } from '../../examples/shop/src/start-shop.ts'
import type { Doc } from '../../examples/shop/src/store.ts'
import type { SystemEntry } from './scenario.ts'

export type Snapshot = Map<string, { service: string; collection: string; doc: Doc }>
export type Change = { service: string; collection: string; id: string; before?: Doc; after?: Doc }

/** Every record of every service as it is now. */
export function snapshotOf(shop: Shop): Snapshot {
  const all: Snapshot = new Map()
  for (const service of SERVICE_NAMES)
    for (const [collection, docs] of Object.entries(shop.control.state(service).collections))
      for (const doc of docs) all.set(`${service}/${collection}/${doc.id}`, { service, collection, doc })
  return all
}

/** What was made, changed or removed between two moments; a sent text message is no change. */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  const changes: Change[] = []
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const old = before.get(key)
    const now = after.get(key)
    const { service, collection, doc } = (now ?? old)!
    if (service === 'sms' || isDeepStrictEqual(old?.doc, now?.doc)) continue
    changes.push({ service, collection, id: String(doc.id), before: old?.doc, after: now?.doc })
  }
  return changes
}

const UNDONE = ['cancelled', 'released', 'voided', 'withdrawn', 'removed']

/** Made during the run and taken back again: the trace of a compensation, without effect. */
export const isUndone = (change: Change) => !change.before && UNDONE.includes(change.after?.status)

/** Records a shop keeps totals in: they follow other records and are not counted beside them. */
const MASTERS = ['skus', 'products', 'payers', 'customers', 'members', 'rewards']

/**
 * The records an entry speaks of: those of its service which the run made or changed and which fit `find` and `has`. A record
 * named by its own id is also found when the run left it alone. Undone records count only when a status is asked for that
 * they have.
 */
export function recordsOf(entry: SystemEntry, changes: Change[], after: Snapshot): Change[] {
  const wantedStatus = String(entry.has?.status ?? entry.find.status ?? '')
  const here = changes.filter(
    (change) => change.service === entry.service && (!entry.in || change.collection === entry.in),
  )
  const live = here.filter((change) => change.after && (!isUndone(change) || UNDONE.includes(wantedStatus)))
  const found = live.filter((change) => fits(change.after, entry.find))
  const candidates = found.length > 0 ? found : otherwiseFound(entry, live, after)
  const fitting = candidates.filter((change) => !entry.has || fits(change.after, entry.has))
  const plain = fitting.filter((change) => !MASTERS.includes(change.collection))
  return plain.length > 0 ? plain : fitting
}

/** An order asked for by `orderId`, and records named by id that the run left alone; the latter only with something to check. */
function otherwiseFound(entry: SystemEntry, live: Change[], after: Snapshot): Change[] {
  const { orderId, ...rest } = entry.find
  const find = entry.service === 'orders' && orderId ? { ...rest, id: orderId } : entry.find
  const changed = live.filter((change) => fits(change.after, find))
  if (changed.length > 0 || find.id === undefined || !entry.has) return changed
  return untouched({ ...entry, find }, after)
}

function untouched(entry: SystemEntry, after: Snapshot): Change[] {
  return [...after.values()]
    .filter(
      ({ service, collection, doc }) =>
        service === entry.service && (!entry.in || entry.in === collection) && fits(doc, entry.find),
    )
    .map(({ service, collection, doc }) => ({ service, collection, id: String(doc.id), before: doc, after: doc }))
}

/** Fields of one record that follow from another of the same service, and by which field that one names it. */
const MIRRORS: Record<string, { by: string; of: string; fields: string[] }> = {
  returns: { by: 'orderId', of: 'orders', fields: ['status', 'return'] },
  invoices: { by: 'orderId', of: 'orders', fields: ['invoice'] },
  expectedReturns: { by: 'sku', of: 'skus', fields: ['expectedBack'] },
  reservations: { by: 'sku', of: 'skus', fields: ['reserved'] },
  payments: { by: 'payerId', of: 'payers', fields: ['balance'] },
}

/**
 * Whether a change follows by itself from one that is accounted for: an order that shows its return, a counter, a balance; or the
 * other way round, where the order, the counter or the balance was asked for.
 */
export function followsFrom(change: Change, cause: Change): boolean {
  if (change.service !== cause.service || !change.after || !cause.after) return false
  if (namedBy(change, cause)) return true
  const mirror = MIRRORS[cause.collection]
  if (mirror && change.collection === mirror.of && cause.after[mirror.by] === change.id)
    return changedFields(change).every((field) => mirror.fields.includes(field))
  if (cause.collection === 'orders') return [cause.after.return?.id, cause.after.invoice?.id].includes(change.id)
  const mirrored = MIRRORS[change.collection]
  return mirrored?.of === cause.collection && change.after[mirrored.by] === cause.id
}

/** In customer relations and after-sales a record names what it made or used: its coupon, its complaint, its time slot. */
function namedBy(change: Change, cause: Change): boolean {
  const named = cause.after!
  if (cause.collection === 'quotes') return named.orderId === change.id
  if (change.service !== 'crm' && change.service !== 'aftersales') return false
  if (change.collection === 'pointsEntries') return change.after!.customerId === named.customerId
  return Object.values(named).includes(change.id)
}

export function changedFields({ before = {}, after = {} }: Change): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]))
}

/**
 * Whether a value is as wanted. Objects may have more fields (`a.b` reaches inside), lists have the same length, texts may differ
 * in spaces and width, `/…/` is a regular expression, `today+1` a day in China counted from today.
 */
export function fits(actual: unknown, wanted: unknown): boolean {
  if (wanted === null) return actual === null || actual === undefined
  if (typeof wanted === 'string') return fitsText(actual, wanted)
  if (typeof wanted === 'number') return typeof actual === 'number' && Math.abs(actual - wanted) < 0.005
  if (Array.isArray(wanted))
    return (
      Array.isArray(actual) &&
      actual.length === wanted.length &&
      wanted.every((want) => actual.some((each) => fits(each, want)))
    )
  if (typeof wanted === 'object')
    return Object.entries(wanted as object).every(([path, want]) => fits(reach(actual, path), want))
  return actual === wanted
}

function fitsText(actual: unknown, wanted: string): boolean {
  if (typeof actual !== 'string') return false
  const pattern = /^\/(.+)\/$/.exec(wanted)?.[1]
  if (pattern) return new RegExp(pattern, 'i').test(actual)
  const day = /^today\+(\d+)$/.exec(wanted)?.[1]
  return plain(actual) === plain(day ? chinaDay(Number(day)) : wanted)
}

const plain = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()

const chinaDay = (ahead: number) => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10)

function reach(value: unknown, path: string): unknown {
  const record = value as Record<string, unknown> | null | undefined
  if (record && typeof record === 'object' && path in record) return record[path]
  const [head, ...rest] = path.split('.')
  return rest.length === 0 ? record?.[head!] : reach(record?.[head!], rest.join('.'))
}
