import { z } from 'zod'

/** Shapes more than one service speaks of. */
export const money = z.number().describe('yuan')
export const timestamp = z.string().describe('ISO 8601, UTC')
export const clientRef = z
  .string()
  .min(1)
  .max(200)
  .nullish()
  .describe("the caller's own reference of this write; the Idempotency-Key header does the same")

export const addressSchema = z.object({
  name: z.string().min(1).max(60),
  phone: z.string().regex(/^\+?\d{7,15}$/, 'digits only'),
  province: z.string().min(1).max(40),
  city: z.string().min(1).max(40),
  district: z.string().max(40),
  detail: z.string().min(1).max(200),
})

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD')
  .describe('a day in China, YYYY-MM-DD')
export const slot = z.enum(['09:00-12:00', '13:00-18:00', '18:00-21:00'])
export const reason = z.string().min(1).max(200)
export const orderId = z.string().min(1).max(40)
export const limit = z.coerce.number().int().min(1).max(200).default(20)
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.number() })
