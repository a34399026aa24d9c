import { z } from 'zod'
import { invalid, notFound } from '../errors.ts'
import { clientRef, timestamp } from '../schemas.ts'
import { operation } from '../service.ts'
import type { Doc } from '../store.ts'

export const smsSchema = z.object({
  id: z.string(),
  customerId: z.string().nullable(),
  phone: z.string(),
  text: z.string(),
  code: z.string().nullable(),
  sentAt: timestamp,
  clientRef: z.string().nullable(),
})

export type FindCustomer = (by: { id?: string; phone?: string }) => Doc | undefined

export function makeSmsOperations(findCustomer: FindCustomer) {
  return [
    operation({
      id: 'send',
      method: 'POST',
      path: '/send',
      summary: 'Send a text message to a phone number or a customer',
      write: true,
      status: 201,
      body: z.object({
        phone: z
          .string()
          .regex(/^\+?\d{7,15}$/)
          .nullish(),
        customerId: z.string().nullish(),
        text: z.string().min(1).max(500),
        clientRef,
      }),
      result: smsSchema,
      run({ store, body, now, clientRef: ref }) {
        if (!body.phone && !body.customerId)
          throw invalid('no_recipient', 'phone or customerId is needed.', '需要手机号或客户编号。')
        const customer = findCustomer(body.customerId ? { id: body.customerId } : { phone: body.phone! })
        if (body.customerId && !customer) throw notFound('customer', '客户', body.customerId)
        const id = `SM${1_000_000 + store.next('messages')}`
        return store.put('messages', id, {
          id,
          customerId: customer?.id ?? null,
          phone: body.phone ?? customer?.phone,
          text: body.text,
          code: /(?<!\d)\d{4,8}(?!\d)/.exec(body.text)?.[0] ?? null,
          sentAt: now.toISOString(),
          clientRef: ref,
        })
      },
    }),
  ]
}
