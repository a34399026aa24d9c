import { z } from 'zod'
import { notFound } from '../errors.ts'
import { money, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import { currentPrice } from './current-price.ts'

const WAREHOUSES: Record<string, { zh: string; en: string }> = {
  shanghai: { zh: '上海仓', en: 'Shanghai' },
  guangzhou: { zh: '广州仓', en: 'Guangzhou' },
  chengdu: { zh: '成都仓', en: 'Chengdu' },
}

export const campaignSchema = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  startsAt: timestamp,
  endsAt: timestamp,
  protectionDays: z.number().int().describe('price protection of what is bought during it, days after delivery'),
  storewide: z.boolean().describe('the protection counts for everything bought during it'),
  prices: z.record(z.string(), money).describe('sku → campaign price'),
})

export const priceOperations = [
  operation({
    id: 'getPrice',
    method: 'GET',
    path: '/prices/:sku',
    summary: 'What a variant costs now, and the campaign that lowers it',
    params: z.object({ sku: z.string().min(1) }),
    result: z.object({
      sku: z.string(),
      productId: z.string(),
      listPrice: money,
      price: money,
      campaign: campaignSchema.omit({ prices: true }).nullable(),
    }),
    run({ store, params, now }) {
      const found = currentPrice(store, params.sku, now)
      if (!found) throw notFound('sku', '货号', params.sku)
      if (!found.campaign) return found
      const { prices: _prices, ...campaign } = found.campaign
      return { ...found, campaign }
    },
  }),
  operation({
    id: 'checkAvailability',
    method: 'GET',
    path: '/availability',
    summary: 'Whether a quantity can be supplied, and from which warehouses (the fullest first)',
    query: z.object({ sku: z.string().min(1), quantity: z.coerce.number().int().min(1).max(9999) }),
    result: z.object({
      sku: z.string(),
      quantity: z.number().int(),
      available: z.number().int(),
      enough: z.boolean(),
      missing: z.number().int(),
      warehouses: z.array(
        z.object({ id: z.string(), name: z.string(), nameEn: z.string(), stock: z.number(), take: z.number() }),
      ),
      restockDays: z
        .number()
        .int()
        .nullable()
        .describe('days until the missing pieces can be made, null when none miss'),
    }),
    run({ store, query }) {
      const sku = store.get('skus', query.sku)
      if (!sku) throw notFound('sku', '货号', query.sku)
      const available = Math.max(0, sku.stock - sku.reserved)
      const missing = Math.max(0, query.quantity - available)
      let open = query.quantity - missing
      const shelves = Object.entries(sku.warehouses as Record<string, number>).sort(([, a], [, b]) => b - a)
      const warehouses = shelves.map(([id, stock]) => {
        const take = Math.min(stock, open)
        open -= take
        return { id, name: WAREHOUSES[id]?.zh ?? id, nameEn: WAREHOUSES[id]?.en ?? id, stock, take }
      })
      return {
        sku: sku.sku,
        quantity: query.quantity,
        available,
        enough: missing === 0,
        missing,
        warehouses,
        restockDays: missing === 0 ? null : 7 + Math.ceil(missing / 50) * 3,
      }
    },
  }),
]
