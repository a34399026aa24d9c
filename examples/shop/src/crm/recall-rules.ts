import type { Doc } from '../store.ts'

/** One bought item that a recall concerns. */
type AffectedItem = {
  recallId: string
  orderId: string
  productId: string
  sku: string
  name: string
  nameEn: string
  quantity: number
  batch: string
  boughtAt: string
}

/** Orders whose goods are with the customer. */
const AT_HOME = ['delivered', 'completed', 'return_requested']

/** The items of these orders that come from a recalled batch: by variant, and by when they were bought. */
export function affectedItems(recall: Doc, orders: Doc[]): AffectedItem[] {
  return orders
    .filter((order) => AT_HOME.includes(order.status))
    .flatMap((order) =>
      order.items.flatMap((item: Doc) => {
        const batch = recall.skus.includes(item.sku)
          ? recall.batches.find((each: Doc) => each.soldFrom <= order.createdAt && order.createdAt < each.soldUntil)
          : undefined
        if (!batch) return []
        const { productId, sku, name, nameEn, quantity } = item
        return [
          {
            recallId: recall.id,
            orderId: order.id,
            productId,
            sku,
            name,
            nameEn,
            quantity,
            batch: batch.no,
            boughtAt: order.createdAt,
          },
        ]
      }),
    )
}
