import { z } from 'zod'
import { ORDER_STATUSES } from '../../seed/order-bundle.ts'
import { addressSchema, money, timestamp } from '../schemas.ts'

export const customerSchema = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string(),
  email: z.string(),
  locale: z.enum(['zh', 'en']),
  level: z.enum(['regular', 'silver', 'gold']),
  address: addressSchema,
  createdAt: timestamp,
})

const itemSchema = z.object({
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  nameEn: z.string(),
  quantity: z.number().int(),
  price: money,
})

const invoiceSchema = z.object({
  id: z.string(),
  type: z.enum(['personal', 'company']),
  title: z.string(),
  taxNo: z.string().nullable(),
  email: z.string(),
  status: z.enum(['issued', 'voided', 'red_flushed']),
  amount: money,
  issuedAt: timestamp,
})

const returnSchema = z.object({
  id: z.string(),
  status: z.enum(['requested', 'in_transit', 'received', 'refunded', 'cancelled']),
  reason: z.string(),
  items: z.array(z.object({ productId: z.string(), sku: z.string(), quantity: z.number().int() })),
  photos: z.array(z.string()),
  refundAmount: money,
  createdAt: timestamp,
})

export const returnRecordSchema = returnSchema.extend({
  orderId: z.string(),
  previousStatus: z.enum(ORDER_STATUSES).describe('what the order goes back to when the return is withdrawn'),
  clientRef: z.string().nullable(),
})
export const invoiceRecordSchema = invoiceSchema.extend({ orderId: z.string(), clientRef: z.string().nullable() })

export const orderSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  status: z.enum(ORDER_STATUSES),
  items: z.array(itemSchema),
  amount: money,
  currency: z.literal('CNY'),
  createdAt: timestamp,
  paidAt: timestamp.nullable(),
  shippedAt: timestamp.nullable(),
  deliveredAt: timestamp.nullable(),
  address: addressSchema,
  trackingNo: z.string().nullable(),
  paymentId: z.string().nullable(),
  invoice: invoiceSchema.nullable(),
  return: returnSchema.nullable(),
  resendOf: z.string().optional().describe('the order whose goods this one sends again, free of charge'),
  quoteId: z.string().optional().describe('the company quote it was made from'),
  clientRef: z.string().nullable(),
})
