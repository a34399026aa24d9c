import type { Doc, Store } from '../store.ts'

export type CurrentPrice = { sku: string; productId: string; listPrice: number; price: number; campaign: Doc | null }

/** What a variant costs now: its list price, or less while a campaign names it. Yuan. */
export function currentPrice(inventory: Store, sku: string, now: Date): CurrentPrice | undefined {
  const record = inventory.get('skus', sku)
  if (!record) return undefined
  const running = campaignsAt(inventory, now.toISOString()).filter((campaign) => sku in campaign.prices)
  const best = running.sort((a, b) => a.prices[sku] - b.prices[sku])[0]
  const lower = best && best.prices[sku] < record.price ? best : null
  return {
    sku,
    productId: record.productId,
    listPrice: record.price,
    price: lower ? lower.prices[sku] : record.price,
    campaign: lower,
  }
}

/** Campaigns running at an instant (ISO, UTC). */
export function campaignsAt(inventory: Store, at: string): Doc[] {
  return inventory.where('campaigns').filter((campaign) => campaign.startsAt <= at && at < campaign.endsAt)
}
