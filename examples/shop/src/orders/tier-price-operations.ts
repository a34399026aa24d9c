import { z } from 'zod'
import { invalid } from '../errors.ts'
import { money } from '../schemas.ts'
import { operation } from '../service.ts'
import { discounted, GROUP_MINIMUM, tiersOf } from './group-prices.ts'

/** What quotes ask the catalogue: a variant by sku, with its list price, category and pieces left. */
export type FindGoods = (sku: string) =>
  | {
      productId: string
      sku: string
      name: string
      nameEn: string
      category: string
      listPrice: number
      available: number
    }
  | undefined

/** Company prices by quantity. */
export function makeTierPrices(findGoods: FindGoods) {
  return operation({
    id: 'getTierPrices',
    method: 'GET',
    path: '/tier-prices',
    summary: 'Company prices of a variant by quantity, and what the asked-for quantity would cost',
    query: z.object({
      sku: z.string().min(1),
      quantity: z.coerce.number().int().min(1).max(9999).default(GROUP_MINIMUM),
    }),
    result: z.object({
      sku: z.string(),
      name: z.string(),
      nameEn: z.string(),
      listPrice: money,
      minimum: z.number().int(),
      tiers: z.array(z.object({ from: z.number().int(), percent: z.number(), unitPrice: money })),
      quantity: z.number().int(),
      unitPrice: money,
      percent: z.number(),
      total: money,
      listTotal: money,
      available: z.number().int(),
    }),
    run({ query }) {
      const goods = goodsOf(findGoods, query.sku)
      const line = priced(goods, query.quantity, 0)
      return {
        sku: goods.sku,
        name: goods.name,
        nameEn: goods.nameEn,
        listPrice: goods.listPrice,
        minimum: GROUP_MINIMUM,
        tiers: tiersOf(goods.category, goods.listPrice),
        quantity: query.quantity,
        unitPrice: line.unitPrice,
        percent: line.tierPercent,
        total: cents(line.unitPrice * query.quantity),
        listTotal: cents(goods.listPrice * query.quantity),
        available: goods.available,
      }
    },
  })
}

/** The variant, or a 422 that names it. */
export function goodsOf(findGoods: FindGoods, sku: string) {
  const goods = findGoods(sku)
  if (!goods) throw invalid('unknown_product', `There is no product ${sku}.`, `没有商品 ${sku}。`, { sku })
  return goods
}

/** One line of a quote: the tier the quantity reaches, and the unit price after tier and extra discount (percent). */
export function priced(goods: NonNullable<ReturnType<FindGoods>>, quantity: number, extraPercent: number) {
  const tierPercent = tiersOf(goods.category, goods.listPrice).findLast((tier) => quantity >= tier.from)?.percent ?? 0
  const { productId, sku, name, nameEn, listPrice } = goods
  const unitPrice = discounted(discounted(listPrice, tierPercent), extraPercent)
  return { productId, sku, name, nameEn, quantity, listPrice, tierPercent, unitPrice }
}

/** Yuan to the fen. */
export const cents = (amount: number) => Math.round(amount * 100) / 100
