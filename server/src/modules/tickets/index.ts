/** Work that outlives a conversation. */
export { createTicket, type NewTicket, type TicketRef } from './create-ticket.ts'
export { registerTicketRoutes } from './routes.ts'
