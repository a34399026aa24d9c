import type { UnitDesk } from './aftersales/find-unit.ts'
import type { AddressDesk } from './crm/address-operations.ts'
import type { OrderDesk } from './crm/coupon-operations.ts'
import { campaignsAt, currentPrice } from './inventory/current-price.ts'
import type { FindVariant } from './orders/order-operations.ts'
import type { PriceDesk } from './orders/price-protection-rules.ts'
import type { FindProduct } from './orders/return-rules.ts'
import type { FindGoods } from './orders/tier-price-operations.ts'
import type { Doc } from './store.ts'
import type { Stores } from './stores.ts'

/** What each system may ask the others: the shop's own wiring, so that no service opens another's database. */
export function makeDesks(stores: Stores) {
  const { orders, inventory, crm } = stores
  const order = (id: string) => orders.get('orders', id)
  const customer = (id: string) => orders.get('customers', id)
  const product = (id: string) => inventory.get('products', id)
  const available = (sku: string) => {
    const record = inventory.get('skus', sku)
    return record ? Math.max(0, record.stock - record.reserved) : 0
  }

  const findVariant: FindVariant = (productId, sku, now) => {
    const found = product(productId)
    const variant = found && inventory.get('skus', sku ?? found.skus[0])
    if (!found || variant?.productId !== productId) return undefined
    const price = currentPrice(inventory, variant.sku, now)?.price ?? variant.price
    return { productId, sku: variant.sku, name: found.name, nameEn: found.nameEn, price }
  }

  const findGoods: FindGoods = (sku) => {
    const variant = inventory.get('skus', sku)
    const found = variant && product(variant.productId)
    if (!found) return undefined
    const { id: productId, name, nameEn, category } = found
    return { productId, sku, name, nameEn, category, listPrice: variant.price, available: available(sku) }
  }

  const prices: PriceDesk = {
    price: (sku, now) => currentPrice(inventory, sku, now),
    campaignsAt: (at) => campaignsAt(inventory, at),
    category: (productId) => product(productId)?.category,
  }

  /** Amounts of an order by category of goods, as coupons look at it. */
  function basket(found: Doc) {
    const byCategory: Record<string, number> = {}
    for (const item of found.items) {
      const category = product(item.productId)?.category ?? 'other'
      byCategory[category] = (byCategory[category] ?? 0) + item.price * item.quantity
    }
    return { orderId: found.id as string, amount: found.amount as number, byCategory }
  }

  const addresses: AddressDesk = {
    customer,
    defaultChanged(customerId, address) {
      const found = customer(customerId)
      if (found) orders.put('customers', customerId, { ...found, address })
    },
  }

  return {
    findVariant,
    findGoods,
    findProduct: product as FindProduct,
    prices,
    findClaim: (id: string) => orders.get('priceProtectionClaims', id),
    findGoodwill: (id: string) => crm.get('goodwills', id),
    findRegistration: (id: string) => crm.get('recallRegistrations', id),
    shop: { customer, order, basket } satisfies OrderDesk,
    ordersOf: (customerId: string) => orders.where('orders', 'customerId', customerId),
    units: { order, product, available } satisfies UnitDesk,
    addresses,
  }
}
