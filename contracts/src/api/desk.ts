import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery } from '../route.ts'

export const customer = z.object({
  id,
  name: z.string(),
  externalId: z.string().nullable(),
  locale: z.enum(['zh', 'en']).nullable(),
  /** Masked; reveal is a right of its own. */
  identities: z.array(z.object({ kind: z.string(), value: z.string() })),
  attributes: z.record(z.string(), z.unknown()),
  firstSeenAt: instant,
  lastSeenAt: instant,
})
export type Customer = z.infer<typeof customer>

/** A business object of the company (an order, a policy, a device) as its connector describes it. */
export const record = z.object({
  type: z.string(),
  id: z.string(),
  title: z.string(),
  subtitle: z.string(),
  status: z.string(),
  at: z.string().nullable(),
  imageUrl: z.string().nullable(),
  fields: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type BusinessRecord = z.infer<typeof record>

export const ticketStatus = z.enum(['open', 'pending', 'solved', 'closed'])
export const ticket = z.object({
  id,
  number: z.number().int(),
  subject: z.string(),
  description: z.string(),
  status: ticketStatus,
  priority: z.number().int().min(0).max(3),
  category: z.string(),
  assignee: z.object({ id, name: z.string() }).nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  conversationId: id.nullable(),
  fields: z.record(z.string(), z.string()),
  createdBy: z.string(),
  createdAt: instant,
  updatedAt: instant,
  history: z.array(z.object({ at: instant, who: z.string(), what: z.string() })),
})
export type Ticket = z.infer<typeof ticket>

const ticketInput = z.object({
  subject: z.string().min(1).max(200),
  description: z.string().max(8000).default(''),
  priority: z.number().int().min(0).max(3).default(1),
  category: z.string().max(100).default('general'),
  assigneeId: id.nullable().default(null),
  customerId: id.nullable().default(null),
  conversationId: id.nullable().default(null),
  fields: z.record(z.string().max(50), z.string().max(500)).default({}),
})

const ticketParams = z.object({ ticketId: id })

export const deskRoutes = {
  listCustomers: defineRoute({
    id: 'listCustomers',
    method: 'GET',
    path: '/v1/customers',
    summary: 'Customers, last seen first',
    tag: 'Customers',
    right: 'customers.read',
    query: pageQuery.extend({ search: z.string().max(200).optional() }),
    reply: pageOf(customer),
  }),
  readCustomer: defineRoute({
    id: 'readCustomer',
    method: 'GET',
    path: '/v1/customers/:customerId',
    summary: 'One customer',
    tag: 'Customers',
    right: 'customers.read',
    params: z.object({ customerId: id }),
    reply: customer,
  }),
  listCustomerRecords: defineRoute({
    id: 'listCustomerRecords',
    method: 'GET',
    path: '/v1/customers/:customerId/records',
    summary: "The customer's orders and the like, read live through the connectors",
    tag: 'Customers',
    right: 'customers.read',
    params: z.object({ customerId: id }),
    reply: z.object({ items: z.array(record), problems: z.array(z.string()) }),
  }),
  revealIdentity: defineRoute({
    id: 'revealIdentity',
    method: 'POST',
    path: '/v1/customers/:customerId/reveal',
    summary: 'Identities of a customer in clear; audited',
    tag: 'Customers',
    right: 'pii.reveal',
    params: z.object({ customerId: id }),
    body: z.object({ reason: z.string().max(300).default('') }),
    reply: z.object({ identities: z.array(z.object({ kind: z.string(), value: z.string() })) }),
  }),
  listTickets: defineRoute({
    id: 'listTickets',
    method: 'GET',
    path: '/v1/tickets',
    summary: 'Tickets, last change first',
    tag: 'Tickets',
    right: 'tickets.read',
    query: pageQuery.extend({
      status: ticketStatus.optional(),
      assignee: z.enum(['me', 'nobody', 'anyone']).default('anyone'),
      search: z.string().max(200).optional(),
    }),
    reply: pageOf(ticket),
  }),
  readTicket: defineRoute({
    id: 'readTicket',
    method: 'GET',
    path: '/v1/tickets/:ticketId',
    summary: 'One ticket',
    tag: 'Tickets',
    right: 'tickets.read',
    params: ticketParams,
    reply: ticket,
  }),
  draftTicket: defineRoute({
    id: 'draftTicket',
    method: 'GET',
    path: '/v1/conversations/:conversationId/ticket-draft',
    summary: 'A ticket prefilled from a conversation, not stored yet',
    tag: 'Tickets',
    right: 'tickets.write',
    params: z.object({ conversationId: id }),
    reply: ticketInput,
  }),
  createTicket: defineRoute({
    id: 'createTicket',
    method: 'POST',
    path: '/v1/tickets',
    summary: 'Make a ticket',
    tag: 'Tickets',
    right: 'tickets.write',
    body: ticketInput.extend({ idempotencyKey: z.string().min(1).max(100) }),
    reply: ticket,
    status: 201,
  }),
  updateTicket: defineRoute({
    id: 'updateTicket',
    method: 'PATCH',
    path: '/v1/tickets/:ticketId',
    summary: 'Change a ticket',
    tag: 'Tickets',
    right: 'tickets.write',
    params: ticketParams,
    body: z.object({
      status: ticketStatus.optional(),
      priority: ticketInput.shape.priority.optional(),
      assigneeId: id.nullable().optional(),
      comment: z.string().max(4000).optional(),
    }),
    reply: ticket,
  }),
}
