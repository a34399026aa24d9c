import { z } from 'zod'
import { notFound } from '../errors.ts'
import { addressSchema, clientRef, listOf } from '../schemas.ts'
import { operation } from '../service.ts'
import { customerSchema } from './order-schemas.ts'

const byCustomer = z.object({ customerId: z.string().min(1) })

export const customerOperations = [
  operation({
    id: 'getCustomer',
    method: 'GET',
    path: '/customers/:customerId',
    summary: 'One customer with the default address',
    params: byCustomer,
    result: customerSchema,
    run({ store, params }) {
      const customer = store.get('customers', params.customerId)
      if (!customer) throw notFound('customer', '客户', params.customerId)
      return customer
    },
  }),
  operation({
    id: 'findCustomers',
    method: 'GET',
    path: '/customers',
    summary:
      'Customers with this phone number (country code and separators do not matter) or exactly this e-mail address',
    query: z
      .object({ phone: z.string().min(5).max(20).optional(), email: z.string().min(3).max(120).optional() })
      .refine((q) => q.phone || q.email, 'phone or email is needed'),
    result: listOf(customerSchema),
    run({ store, query }) {
      const found = query.phone
        ? store.where('customers', 'phone', plainPhone(query.phone))
        : store.where('customers', 'email', query.email)
      const items = found.filter((c) => !query.email || c.email === query.email)
      return { items, total: items.length }
    },
  }),
  operation({
    id: 'updateCustomer',
    method: 'PATCH',
    path: '/customers/:customerId',
    summary: 'Change name, phone, e-mail, language or default address',
    write: true,
    params: byCustomer,
    body: z.object({
      name: z.string().min(1).max(60).optional(),
      phone: z
        .string()
        .regex(/^\+?\d{7,15}$/)
        .optional(),
      email: z.email().optional(),
      locale: z.enum(['zh', 'en']).optional(),
      address: addressSchema.optional(),
      clientRef,
    }),
    result: customerSchema,
    run({ store, params, body }) {
      const customer = store.get('customers', params.customerId)
      if (!customer) throw notFound('customer', '客户', params.customerId)
      const { clientRef: _ref, ...changes } = body
      return store.put('customers', customer.id, { ...customer, ...changes })
    },
  }),
]

/** A mainland number as it is stored: digits only, without +86. */
function plainPhone(phone: string): string {
  return phone.replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '')
}
