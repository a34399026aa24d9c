import { addDays } from '../clock.ts'
import { conflict, type ShopError } from '../errors.ts'
import type { Doc } from '../store.ts'

/** Reasons a customer can give, and whether the shop wants to see photos for them. */
export const RETURN_REASONS = [
  { code: 'quality', zh: '质量问题', en: 'Quality problem', photos: true },
  { code: 'defect', zh: '故障或损坏', en: 'Defective or broken', photos: true },
  { code: 'damaged_in_transit', zh: '运输中损坏', en: 'Damaged in transit', photos: true },
  { code: 'wrong_item', zh: '发错货或少件', en: 'Wrong or missing item', photos: true },
  { code: 'not_as_described', zh: '与描述不符', en: 'Not as described', photos: true },
  { code: 'no_longer_needed', zh: '不想要了', en: 'No longer needed', photos: false },
] as const

export type Product = { id: string; returnable: boolean; notReturnableReason: string | null; returnDays: number }
export type FindProduct = (productId: string) => Product | undefined
type Wanted = { sku?: string; productId?: string; quantity?: number }

/** What may come back of an order right now, or the rule that forbids it. */
export function judgeReturn(
  order: Doc,
  findProduct: FindProduct,
  now: Date,
  wanted?: Wanted[],
  /** yuan of one piece that price protection has paid back already */
  paidBack: (sku: string) => number = () => 0,
) {
  const closed = stateForbids(order)
  if (closed) return { refusal: closed }
  const lines = wanted?.length ? wanted.map((want) => ({ want, item: matchItem(order, want) })) : undefined
  const strange = lines?.find((line) => !line.item)
  if (strange)
    return {
      refusal: conflict('item_not_in_order', 'That item is not in this order.', '订单中没有该商品。', {
        item: strange.want,
      }),
    }
  const candidates =
    lines?.map(({ want, item }) => ({ item: item!, quantity: want.quantity ?? item!.quantity })) ??
    order.items.map((item: Doc) => ({ item, quantity: item.quantity }))
  const excess = candidates.find((line: { item: Doc; quantity: number }) => line.quantity > line.item.quantity)
  if (excess)
    return {
      refusal: conflict('quantity_exceeds_order', 'More than was ordered.', '退货数量超过购买数量。', {
        sku: excess.item.sku,
        ordered: excess.item.quantity,
      }),
    }
  const judged = candidates.map((line: { item: Doc; quantity: number }) => ({
    ...line,
    refusal: itemForbids(order, line.item, findProduct, now),
  }))
  const allowed = judged.filter((line: { refusal?: ShopError }) => !line.refusal)
  const refused = judged.filter((line: { refusal?: ShopError }) => line.refusal)
  // Asked for by name, one forbidden item refuses all; for the whole order, the allowed part may come back.
  if (refused.length > 0 && (wanted?.length || allowed.length === 0))
    return { refusal: refused[0].refusal as ShopError }
  return {
    items: allowed.map(({ item, quantity }: { item: Doc; quantity: number }) => ({
      productId: item.productId,
      sku: item.sku,
      quantity,
    })),
    refundAmount: allowed.reduce(
      (sum: number, line: { item: Doc; quantity: number }) =>
        sum + (line.item.price - paidBack(line.item.sku)) * line.quantity,
      0,
    ) as number,
    until: allowed
      .map((line: { item: Doc }) => addDays(order.deliveredAt, findProduct(line.item.productId)?.returnDays ?? 15))
      .sort()[0] as string,
    excluded: refused.map((line: { item: Doc; refusal: ShopError }) => ({
      sku: line.item.sku,
      name: line.item.name,
      nameEn: line.item.nameEn,
      code: line.refusal.code,
    })),
  }
}

function stateForbids(order: Doc): ShopError | undefined {
  if (order.resendOf)
    return conflict(
      'resend_order',
      'Goods sent again go back with the order they belong to.',
      '补发商品请在原订单上申请退货。',
      {
        orderId: order.resendOf,
      },
    )
  if (order.return && order.return.status !== 'cancelled')
    return conflict('already_returned', 'A return of this order exists already.', '该订单已申请过退货。', {
      returnId: order.return.id,
      returnStatus: order.return.status,
    })
  switch (order.status) {
    case 'delivered':
    case 'completed':
      return undefined
    case 'return_requested':
    case 'returned':
    case 'refunded':
      return conflict('already_returned', 'A return of this order exists already.', '该订单已申请过退货。')
    case 'cancelled':
      return conflict('order_cancelled', 'This order was cancelled.', '该订单已取消。')
    default:
      return conflict('not_delivered', 'This order has not been delivered yet.', '该订单尚未签收，暂不能退货。', {
        status: order.status,
      })
  }
}

function itemForbids(order: Doc, item: Doc, findProduct: FindProduct, now: Date): ShopError | undefined {
  const product = findProduct(item.productId)
  if (product && !product.returnable) {
    const why = product.notReturnableReason
    return conflict(
      'not_returnable',
      why === 'hygiene'
        ? 'Hygiene products cannot be returned once delivered.'
        : 'Consumables cannot be returned once delivered.',
      why === 'hygiene' ? '个人卫生用品签收后不支持退货。' : '耗材类商品签收后不支持退货。',
      { sku: item.sku, reason: why },
    )
  }
  const days = product?.returnDays ?? 15
  const until = addDays(order.deliveredAt ?? order.createdAt, days)
  if (new Date(until) < now)
    return conflict(
      'return_window_closed',
      `The return window of ${days} days after delivery is over.`,
      `已超过签收后 ${days} 天的退货期限。`,
      { sku: item.sku, days, deliveredAt: order.deliveredAt, until },
    )
  return undefined
}

function matchItem(order: Doc, want: Wanted): Doc | undefined {
  return order.items.find((item: Doc) => (want.sku ? item.sku === want.sku : item.productId === want.productId))
}
