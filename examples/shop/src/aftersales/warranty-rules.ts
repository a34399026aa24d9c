import { conflict, type ShopError } from '../errors.ts'
import type { Doc } from '../store.ts'

/** One appliance of a customer: from an order, or bought elsewhere and registered by its serial number. */
export type Unit = {
  serialNo: string
  customerId: string
  orderId: string | null
  productId: string
  sku: string
  /** when the warranty began; null while it is not at the customer's */
  startsAt: string | null
  /** status of its order, when it has one */
  orderStatus: string | null
}

/** Repaired at home beside the large appliances: what is plumbed in, wired in or hangs on a wall. */
const FIXED = ['P001', 'P003', 'P006', 'P010', 'P020', 'P071', 'P075']

/** Whether a technician comes for it, or it is sent in. */
export function visitKind(product: Doc): 'home_visit' | 'send_in' {
  return product.category === 'large' || FIXED.includes(product.id) ? 'home_visit' : 'send_in'
}

/** Whether a unit is repaired free of charge. Months are counted in calendar months from delivery. */
export function judgeWarranty(
  unit: Unit,
  product: Doc,
  now: Date,
): { until: string | null; refusal: ShopError | null } {
  if (!unit.startsAt)
    return {
      until: null,
      refusal: conflict('not_delivered', 'It has not been delivered.', '商品尚未签收。', { status: unit.orderStatus }),
    }
  if (unit.orderStatus && ['returned', 'refunded'].includes(unit.orderStatus))
    return { until: null, refusal: conflict('order_returned', 'The goods were returned.', '该商品已退货。') }
  if (product.warrantyMonths === 0)
    return {
      until: null,
      refusal: conflict('not_in_warranty', 'Consumables have no warranty.', '耗材配件没有保修。', { months: 0 }),
    }
  const until = monthsAfter(unit.startsAt, product.warrantyMonths)
  if (until < now.toISOString())
    return {
      until,
      refusal: conflict(
        'not_in_warranty',
        `The warranty of ${product.warrantyMonths} months ended on ${until.slice(0, 10)}.`,
        `${product.warrantyMonths} 个月保修期已于 ${until.slice(0, 10)} 届满。`,
        { months: product.warrantyMonths, until },
      ),
    }
  return { until, refusal: null }
}

function monthsAfter(iso: string, months: number): string {
  const at = new Date(iso)
  at.setUTCMonth(at.getUTCMonth() + months)
  return at.toISOString()
}
