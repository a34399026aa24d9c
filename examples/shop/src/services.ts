import { join } from 'node:path'
import { shopSeed } from '../seed/shop-seed.ts'
import { apiKeyAuth, basicAuth, bearerAuth, makeTokenDesk } from './auth.ts'
import type { Secrets } from './config.ts'
import { catalogueOperations, movementOperations } from './inventory/inventory-operations.ts'
import { logisticsOperations } from './logistics/logistics-operations.ts'
import { customerOperations } from './orders/customer-operations.ts'
import { invoiceOperations } from './orders/invoice-operations.ts'
import { type FindVariant, makeOrderOperations } from './orders/order-operations.ts'
import { makeReturnOperations } from './orders/return-operations.ts'
import type { FindProduct } from './orders/return-rules.ts'
import { makeCollectionOperations } from './payments/collection-operations.ts'
import { paymentOperations } from './payments/payment-operations.ts'
import type { ServiceDefinition } from './service.ts'
import { makeSmsOperations } from './sms/sms-operations.ts'
import { openStore, type Store } from './store.ts'

export const SERVICE_NAMES = ['orders', 'inventory', 'payments', 'logistics', 'sms'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]
export type Stores = Record<ServiceName, Store>

/** What each service keeps, and by which fields it is looked up. */
const COLLECTIONS: Record<ServiceName, Record<string, string[]>> = {
  orders: {
    customers: ['phone', 'email'],
    orders: ['customerId', 'clientRef'],
    returns: ['orderId', 'clientRef'],
    invoices: ['orderId', 'clientRef'],
  },
  inventory: {
    products: [],
    skus: ['productId'],
    expectedReturns: ['orderId', 'clientRef'],
    reservations: ['orderId', 'clientRef'],
  },
  payments: {
    payers: ['phone'],
    payments: ['orderId', 'clientRef'],
    refunds: ['orderId', 'paymentId', 'clientRef'],
    paymentLinks: ['orderId', 'clientRef'],
  },
  logistics: { shipments: ['orderId'], pickups: ['orderId', 'clientRef'] },
  sms: { messages: ['customerId', 'phone'] },
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
  }
  if (SERVICE_NAMES.some((name) => !stores[name].get('meta', 'seeded'))) seedStores(stores, now)
  return stores
}

/** Puts the whole shop back to its opening day, which is `now`. */
export function seedStores(stores: Stores, now: Date) {
  const seed = shopSeed(now)
  for (const name of SERVICE_NAMES) {
    const store = stores[name]
    store.transaction(() => {
      store.clear()
      for (const [collection, records] of Object.entries(seed[name]))
        for (const record of records) store.put(collection, record.id, record)
      if (name === 'orders') store.put('sequences', 'orders', Number(seed.orders.orders.at(-1)!.id.slice(5)) as never)
      store.put('meta', 'seeded', {
        at: now.toISOString(),
        last: Object.fromEntries(store.collections.map((c) => [c, store.lastSeq(c)])),
      })
    })
  }
}

/** The five services as definitions; the shop's own wiring between them (catalogue, customers) is handed in here. */
export function defineServices(
  stores: Stores,
  secrets: Secrets,
  pageUrl: () => string,
  tokenSeconds: number,
): Record<ServiceName, ServiceDefinition> {
  const desk = makeTokenDesk(secrets.logisticsClientId, secrets.logisticsClientSecret, tokenSeconds)
  const findProduct: FindProduct = (id) => stores.inventory.get('products', id) as ReturnType<FindProduct>
  const findVariant: FindVariant = (productId, sku) => {
    const product = stores.inventory.get('products', productId)
    const variant = product && stores.inventory.get('skus', sku ?? product.skus[0])
    if (!product || variant?.productId !== productId) return undefined
    return { productId, sku: variant.sku, name: product.name, nameEn: product.nameEn, price: variant.price }
  }
  return {
    orders: {
      name: 'orders',
      title: 'Shop orders',
      description: 'Customers, orders, returns and invoices. Writes are idempotent on clientRef.',
      auth: apiKeyAuth(secrets.ordersKey),
      idempotent: true,
      operations: [
        ...customerOperations,
        ...makeOrderOperations(findVariant),
        ...makeReturnOperations(findProduct),
        ...invoiceOperations,
      ],
    },
    inventory: {
      name: 'inventory',
      title: 'Shop inventory',
      description:
        'Products, stock, reservations and announced returns. Writes are NOT idempotent: look up by clientRef before repeating.',
      auth: basicAuth(secrets.inventoryUser, secrets.inventoryPassword),
      idempotent: false,
      operations: [...catalogueOperations, ...movementOperations],
    },
    payments: {
      name: 'payments',
      title: 'Shop payments',
      description: 'Payments, refunds and payment links. Writes are idempotent on clientRef.',
      auth: bearerAuth(secrets.paymentsToken),
      idempotent: true,
      operations: [...paymentOperations, ...makeCollectionOperations(pageUrl)],
    },
    logistics: {
      name: 'logistics',
      title: 'Shop logistics',
      description: 'Parcels and pickups. Writes are NOT idempotent: look up by clientRef before repeating.',
      auth: desk.auth,
      tokenDesk: desk,
      idempotent: false,
      operations: logisticsOperations,
    },
    sms: {
      name: 'sms',
      title: 'Shop SMS gateway',
      description: 'Sends text messages; what was sent can be read on /sms.',
      auth: apiKeyAuth(secrets.smsKey),
      idempotent: true,
      prefix: '/sms',
      operations: makeSmsOperations(({ id, phone }) =>
        id ? stores.orders.get('customers', id) : stores.orders.where('customers', 'phone', phone)[0],
      ),
    },
  }
}
