import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { useCustomerTickets } from './use-tickets.ts'

/** The tickets of one customer as lines. */
export function TicketLines({ customerId, empty }: { customerId: string; empty: string }) {
  const { t } = useTranslation()
  const tickets = useCustomerTickets(customerId)
  if (tickets.isPending) return <LoadingState />
  if (tickets.isLoadingError) return <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} />
  if (tickets.data.length === 0) return <p className="quiet">{empty}</p>
  return (
    <ul className="lines">
      {tickets.data.map((ticket) => (
        <li key={ticket.id}>
          <Link to={`/tickets/${ticket.id}`}>
            #{ticket.number} {ticket.subject}
          </Link>
          <span className={`tag status-${ticket.status}`}>{t(`tickets.statuses.${ticket.status}`)}</span>
        </li>
      ))}
    </ul>
  )
}
