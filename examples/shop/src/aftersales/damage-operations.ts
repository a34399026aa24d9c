import { z } from 'zod'
import { addDays } from '../clock.ts'
import { conflict, invalid, notFound, type ShopError } from '../errors.ts'
import { money } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'
import type { UnitDesk } from './find-unit.ts'

/** Days after delivery in which transport damage is put right without further questions. */
const REPORT_DAYS = 7
/** Up to this much (yuan) money is given back at once; above it somebody looks first. */
const INSTANT_LIMIT = 200
/** Part of the price given back for what can still be used, by how bad it is. Percent. */
const SHARE: Record<string, number> = { cosmetic: 15, functional: 40, destroyed: 100 }

const SOLUTIONS = ['partial_refund', 'resend', 'return'] as const

/** What the shop offers for a parcel that arrived damaged. */
export function makeDamageOperations(desk: UnitDesk) {
  return [
    operation({
      id: 'assessDamage',
      method: 'GET',
      path: '/damage-assessments',
      summary: 'What is offered for an item that arrived damaged: money, the goods again, or a return; changes nothing',
      query: z.object({
        orderId: z.string().min(1),
        sku: z.string().optional(),
        severity: z.enum(['cosmetic', 'functional', 'destroyed']),
        photos: z.coerce.number().int().min(0).max(9).default(0).describe('how many photos there are'),
      }),
      result: z.object({
        orderId: z.string(),
        sku: z.string(),
        name: z.string(),
        nameEn: z.string(),
        price: money,
        eligible: z.boolean(),
        code: z.string().nullable(),
        message: z.string().nullable(),
        messageZh: z.string().nullable(),
        solutions: z.array(z.object({ kind: z.enum(SOLUTIONS), amount: money.nullable(), instant: z.boolean() })),
        recommended: z.enum(SOLUTIONS).nullable(),
        reportUntil: z.string().nullable(),
      }),
      run({ query, now }) {
        const order = desk.order(query.orderId)
        if (!order) throw notFound('order', '订单', query.orderId)
        const item = itemOf(order, query.sku)
        const reportUntil = order.deliveredAt ? addDays(order.deliveredAt, REPORT_DAYS) : null
        const refusal = refusalOf(order, reportUntil, query.photos, now)
        const solutions = refusal ? [] : solutionsFor(item, query.severity, desk.available(item.sku))
        return {
          orderId: order.id,
          sku: item.sku,
          name: item.name,
          nameEn: item.nameEn,
          price: item.price,
          eligible: !refusal,
          code: refusal?.code ?? null,
          message: refusal?.message ?? null,
          messageZh: refusal?.messageZh ?? null,
          solutions,
          recommended: solutions[0]?.kind ?? null,
          reportUntil,
        }
      },
    }),
  ]
}

function itemOf(order: Doc, sku: string | undefined): Doc {
  if (!sku && order.items.length > 1)
    throw invalid('item_needed', 'The order has several items: say which.', '该订单有多件商品，请指定哪一件。', {
      skus: order.items.map((item: Doc) => item.sku),
    })
  const item = sku ? order.items.find((each: Doc) => each.sku === sku) : order.items[0]
  if (!item) throw invalid('item_not_in_order', 'That item is not in this order.', '订单中没有该商品。', { sku })
  return item
}

function refusalOf(order: Doc, until: string | null, photos: number, now: Date): ShopError | null {
  if (!until) return conflict('not_delivered', 'The order has not been delivered.', '订单尚未签收。')
  if (['returned', 'refunded', 'return_requested'].includes(order.status))
    return conflict('already_returned', 'The goods are being or were returned.', '该订单已在退货。')
  if (until < now.toISOString())
    return conflict(
      'report_window_closed',
      `Transport damage is reported within ${REPORT_DAYS} days.`,
      `运输破损请在签收后 ${REPORT_DAYS} 天内反馈。`,
      { until },
    )
  if (photos === 0) return conflict('photos_required', 'At least one photo is needed.', '请至少提供一张照片。')
  return null
}

/** The best first: money for scratches, the goods again for what is broken, else a return. */
function solutionsFor(item: Doc, severity: string, available: number) {
  const amount = Math.round(item.price * SHARE[severity]!) / 100
  const money = { kind: 'partial_refund' as const, amount, instant: amount <= INSTANT_LIMIT }
  const again = available > 0 ? [{ kind: 'resend' as const, amount: null, instant: true }] : []
  const back = { kind: 'return' as const, amount: Number(item.price), instant: false }
  if (severity === 'cosmetic') return [money, ...again, back]
  if (severity === 'functional') return [...again, back, money]
  return money.instant ? [...again, money, back] : [...again, back]
}
