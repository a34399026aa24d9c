import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'

export interface TicketFilter {
  status?: 'open' | 'pending' | 'solved' | 'closed'
  assignee: 'me' | 'nobody' | 'anyone'
  search?: string
}

/** Tickets that fit a filter, last change first. */
export function useTickets(filter: TicketFilter) {
  return useInfiniteQuery({
    queryKey: [...keys.tickets, filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listTickets, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}

/** Of the hundred tickets changed last, those of one customer. */
export function useCustomerTickets(customerId: string) {
  return useQuery({
    queryKey: [...keys.tickets, 'of-customers'],
    queryFn: ({ signal }) => call(routes.listTickets, { query: { limit: 100 }, signal }),
    select: (page) => page.items.filter((ticket) => ticket.customer?.id === customerId),
  })
}

export function useTicket(ticketId: string | undefined) {
  return useQuery({
    queryKey: keys.ticket(ticketId ?? ''),
    queryFn: ({ signal }) => call(routes.readTicket, { params: { ticketId: ticketId! }, signal }),
    enabled: ticketId !== undefined,
  })
}
