import { join } from 'node:path'
import { shopSeed } from '../seed/shop-seed.ts'
import { SERVICE_NAMES, type ServiceName } from './service-names.ts'
import { openStore, type Store } from './store.ts'

export type Stores = Record<ServiceName, Store>

/** What each service keeps, and by which fields it is looked up. */
const COLLECTIONS: Record<ServiceName, Record<string, string[]>> = {
  orders: {
    customers: ['phone', 'email'],
    orders: ['customerId', 'clientRef', 'resendOf'],
    returns: ['orderId', 'clientRef'],
    invoices: ['orderId', 'clientRef'],
    redLetters: ['invoiceId', 'orderId', 'clientRef'],
    deductions: [],
    priceProtectionClaims: ['orderId', 'clientRef'],
    quotes: ['customerId', 'clientRef'],
  },
  inventory: {
    products: [],
    skus: ['productId'],
    expectedReturns: ['orderId', 'clientRef'],
    reservations: ['orderId', 'clientRef'],
    campaigns: [],
  },
  payments: {
    payers: ['phone'],
    payments: ['orderId', 'clientRef'],
    refunds: ['orderId', 'paymentId', 'clientRef'],
    paymentLinks: ['orderId', 'clientRef'],
    credits: ['payerId', 'goodwillId', 'clientRef'],
  },
  logistics: {
    shipments: ['orderId'],
    pickups: ['orderId', 'clientRef'],
    carrierClaims: ['orderId', 'clientRef'],
    hazardousPickups: ['registrationId', 'orderId', 'clientRef'],
  },
  sms: { messages: ['customerId', 'phone'] },
  crm: {
    members: [],
    pointsEntries: ['customerId'],
    rewards: [],
    redemptions: ['customerId', 'clientRef'],
    birthdayGifts: ['customerId', 'clientRef'],
    coupons: ['customerId', 'clientRef', 'reissuedFrom', 'usedOnOrder'],
    addresses: ['customerId', 'clientRef'],
    recalls: [],
    acknowledgements: ['customerId', 'recallId', 'clientRef'],
    recallRegistrations: ['customerId', 'recallId', 'orderId', 'clientRef'],
    complaints: ['customerId', 'orderId', 'clientRef'],
    goodwills: ['complaintId', 'customerId', 'clientRef'],
  },
  aftersales: {
    registeredUnits: ['customerId'],
    technicians: ['city'],
    slotReservations: ['slotId', 'customerId', 'clientRef'],
    serviceOrders: ['customerId', 'orderId', 'serialNo', 'clientRef'],
  },
}

/** Opens (and on first use seeds) one database per service; without a folder they live in memory. */
export function openStores(dataDir: string | null, now: Date): Stores {
  const open = (name: ServiceName) => openStore(dataDir ? join(dataDir, `${name}.db`) : ':memory:', COLLECTIONS[name])
  const stores = {
    orders: open('orders'),
    inventory: open('inventory'),
    payments: open('payments'),
    logistics: open('logistics'),
    sms: open('sms'),
    crm: open('crm'),
    aftersales: open('aftersales'),
  }
  const opened = SERVICE_NAMES.map((name) => stores[name].get('meta', 'seeded')?.at).find(Boolean)
  if (opened) seedWhatIsNew(stores, new Date(opened))
  else seedStores(stores, now)
  return stores
}

/** Puts the whole shop back to its opening day, which is `now`. */
export function seedStores(stores: Stores, now: Date) {
  const seed = shopSeed(now)
  for (const name of SERVICE_NAMES) {
    const store = stores[name]
    store.transaction(() => {
      store.clear()
      for (const [collection, records] of Object.entries<{ id: string }[]>(seed[name]))
        for (const record of records) store.put(collection, record.id, record)
      if (name === 'orders') store.put('sequences', 'orders', Number(seed.orders.orders.at(-1)!.id.slice(5)) as never)
      markSeeded(store, now)
    })
  }
}

/** A shop opened by an earlier version gets the records of collections it did not have; everything else stays. */
function seedWhatIsNew(stores: Stores, openedAt: Date) {
  const unknown = (name: ServiceName) => {
    const known = stores[name].get('meta', 'seeded')?.last ?? {}
    return stores[name].collections.filter((collection) => !(collection in known))
  }
  if (SERVICE_NAMES.every((name) => unknown(name).length === 0)) return
  const seed = shopSeed(openedAt)
  for (const name of SERVICE_NAMES)
    stores[name].transaction(() => {
      const before = stores[name].get('meta', 'seeded')?.last ?? {}
      const records = seed[name] as Record<string, { id: string }[]>
      for (const collection of unknown(name))
        for (const record of records[collection] ?? []) stores[name].put(collection, record.id, record)
      markSeeded(stores[name], openedAt, before)
    })
}

/** Notes up to where each collection holds the records of opening day. */
function markSeeded(store: Store, at: Date, before: Record<string, number> = {}) {
  const last = Object.fromEntries(store.collections.map((name) => [name, store.lastSeq(name)]))
  store.put('meta', 'seeded', { at: at.toISOString(), last: { ...last, ...before } })
}
