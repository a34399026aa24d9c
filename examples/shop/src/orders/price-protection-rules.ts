import { addDays } from '../clock.ts'
import { conflict, type ShopError } from '../errors.ts'
import type { CurrentPrice } from '../inventory/current-price.ts'
import type { Doc } from '../store.ts'

/** What the rules ask the catalogue. */
export type PriceDesk = {
  price(sku: string, now: Date): CurrentPrice | undefined
  campaignsAt(at: string): Doc[]
  category(productId: string): string | undefined
}

/** Days after delivery outside of campaigns. */
const WINDOW_DAYS = 15

const NOT_BOUGHT: Record<string, [string, string]> = {
  pending_payment: ['The order has not been paid.', '订单尚未付款。'],
  cancelled: ['The order was cancelled.', '订单已取消。'],
  return_requested: ['The goods are being returned.', '商品正在退货。'],
  returned: ['The goods were returned.', '商品已退回。'],
  refunded: ['The goods were returned and refunded.', '商品已退货退款。'],
}

/** How much cheaper the goods of an order have become, and whether that is given back. Amounts in yuan. */
export function judgeProtection(order: Doc, prices: PriceDesk, now: Date, sku?: string) {
  const ordered: Doc[] = sku ? order.items.filter((item: Doc) => item.sku === sku) : order.items
  const items = ordered.map((item) => lineOf(item, prices, now))
  const campaign = lengthening(order, prices, ordered)
  const windowDays = Math.max(WINDOW_DAYS, campaign?.protectionDays ?? 0)
  const protectedUntil = order.deliveredAt ? addDays(order.deliveredAt, windowDays) : null
  const difference = Math.round(items.reduce((sum, line) => sum + line.difference, 0) * 100) / 100
  const figures = { items, difference, windowDays, campaign: campaign?.name ?? null, protectedUntil }
  return { ...figures, refusal: refusalOf(order, figures, now) }
}

function lineOf(item: Doc, prices: PriceDesk, now: Date) {
  const current = prices.price(item.sku, now)?.price ?? item.price
  const unprotected = prices.category(item.productId) === 'consumable'
  const drop = unprotected ? 0 : Math.max(0, item.price - current)
  return {
    sku: String(item.sku),
    productId: String(item.productId),
    name: String(item.name),
    nameEn: String(item.nameEn),
    quantity: Number(item.quantity),
    paidPrice: Number(item.price),
    currentPrice: current,
    difference: Math.round(drop * item.quantity * 100) / 100,
    code: unprotected ? 'not_protected' : drop === 0 ? 'no_price_drop' : null,
  }
}

/** The campaign during which the order was placed, with the longest protection of what is asked about. */
function lengthening(order: Doc, prices: PriceDesk, items: Doc[]): Doc | undefined {
  return prices
    .campaignsAt(order.createdAt)
    .filter((campaign) => campaign.storewide || items.some((item) => item.sku in campaign.prices))
    .sort((a, b) => b.protectionDays - a.protectionDays)[0]
}

type Figures = {
  items: ReturnType<typeof lineOf>[]
  difference: number
  windowDays: number
  protectedUntil: string | null
}

function refusalOf(order: Doc, figures: Figures, now: Date): ShopError | null {
  const { items, windowDays, protectedUntil } = figures
  const closed = NOT_BOUGHT[order.status]
  if (closed) return conflict('not_protectable', closed[0], closed[1], { status: order.status })
  if (items.length === 0) return conflict('item_not_in_order', 'That item is not in this order.', '订单中没有该商品。')
  if (protectedUntil && protectedUntil < now.toISOString())
    return conflict(
      'protection_window_closed',
      `Price protection ended ${windowDays} days after delivery.`,
      `已超过签收后 ${windowDays} 天的价保期。`,
      { windowDays, protectedUntil },
    )
  if (items.every((line) => line.code === 'not_protected'))
    return conflict('not_protected', 'Consumables have no price protection.', '耗材配件不参加价保。')
  if (figures.difference > 0) return null
  return conflict('no_price_drop', 'The price has not fallen.', '当前价格没有低于您的成交价。')
}
