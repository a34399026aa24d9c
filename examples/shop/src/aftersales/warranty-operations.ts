import { z } from 'zod'
import { notFound } from '../errors.ts'
import { listOf, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import { findUnit, serialOf, type UnitDesk } from './find-unit.ts'
import { judgeWarranty, visitKind } from './warranty-rules.ts'

export const registeredUnitSchema = z.object({
  id: z.string().describe('the serial number'),
  customerId: z.string(),
  productId: z.string(),
  sku: z.string(),
  boughtAt: timestamp,
  shop: z.string(),
  shopEn: z.string(),
})

/** Warranty by serial number or order item. */
export function makeWarrantyOperations(desk: UnitDesk) {
  return [
    operation({
      id: 'checkWarranty',
      method: 'GET',
      path: '/warranty',
      summary: 'Whether an appliance is under warranty, until when, and whether a technician comes; changes nothing',
      query: z
        .object({ serialNo: z.string().optional(), orderId: z.string().optional(), sku: z.string().optional() })
        .refine((q) => q.serialNo || q.orderId, 'serialNo or orderId is needed'),
      result: z.object({
        serialNo: z.string(),
        orderId: z.string().nullable(),
        customerId: z.string(),
        productId: z.string(),
        sku: z.string(),
        name: z.string(),
        nameEn: z.string(),
        category: z.string(),
        months: z.number().int(),
        startsAt: timestamp.nullable(),
        until: timestamp.nullable(),
        inWarranty: z.boolean(),
        code: z.string().nullable(),
        message: z.string().nullable(),
        messageZh: z.string().nullable(),
        visit: z.enum(['home_visit', 'send_in']),
        openServiceOrderId: z.string().nullable(),
      }),
      run({ store, query, now }) {
        const unit = findUnit(store, desk, query)
        const product = desk.product(unit.productId)!
        const { until, refusal } = judgeWarranty(unit, product, now)
        const open = store
          .where('serviceOrders', 'serialNo', unit.serialNo)
          .find((order) => !['finished', 'cancelled'].includes(order.status))
        return {
          serialNo: unit.serialNo,
          orderId: unit.orderId,
          customerId: unit.customerId,
          productId: unit.productId,
          sku: unit.sku,
          name: product.name,
          nameEn: product.nameEn,
          category: product.category,
          months: product.warrantyMonths,
          startsAt: unit.startsAt,
          until,
          inWarranty: !refusal,
          code: refusal?.code ?? null,
          message: refusal?.message ?? null,
          messageZh: refusal?.messageZh ?? null,
          visit: visitKind(product),
          openServiceOrderId: open?.id ?? null,
        }
      },
    }),
    operation({
      id: 'listRegisteredUnits',
      method: 'GET',
      path: '/customers/:customerId/units',
      summary: 'Appliances a customer bought elsewhere and registered by serial number',
      params: z.object({ customerId: z.string().min(1) }),
      result: listOf(registeredUnitSchema),
      run({ store, params }) {
        const items = store.where('registeredUnits', 'customerId', params.customerId)
        return { items, total: items.length }
      },
    }),
    operation({
      id: 'listSerialNumbers',
      method: 'GET',
      path: '/orders/:orderId/serial-numbers',
      summary: 'The serial numbers of the goods of an order',
      params: z.object({ orderId: z.string().min(1) }),
      result: listOf(z.object({ serialNo: z.string(), sku: z.string(), name: z.string(), nameEn: z.string() })),
      run({ params }) {
        const order = desk.order(params.orderId)
        if (!order) throw notFound('order', '订单', params.orderId)
        const items = order.items.flatMap(
          (item: { sku: string; name: string; nameEn: string; quantity: number }, i: number) =>
            Array.from({ length: item.quantity }, (_, piece) => ({
              serialNo: serialOf(order.id, i, piece + 1),
              sku: item.sku,
              name: item.name,
              nameEn: item.nameEn,
            })),
        )
        return { items, total: items.length }
      },
    }),
  ]
}
