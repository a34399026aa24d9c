import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '../../app/session.tsx'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { CustomerCard } from '../customers/customer-card.tsx'
import { PastConversations } from '../customers/past-conversations.tsx'
import { RecordList } from '../customers/record-list.tsx'
import { TicketLines } from '../tickets/ticket-lines.tsx'
import type { Insert } from './composer.tsx'
import { triedIcons } from './handover-brief.tsx'

// Comes after the conversation itself: nobody waits for it.
const SuggestionsPanel = lazy(async () => ({
  default: (await import('../assist/suggestions-panel.tsx')).SuggestionsPanel,
}))

/** What is known around a conversation: who, their records, what the bot tried, what came before. */
export function ContextPanel({
  detail,
  onNewTicket,
  onInsert,
  onNote,
}: {
  detail: ConversationDetail
  onNewTicket: (() => void) | undefined
  /** Puts a suggestion into the reply; undefined while this agent cannot reply. */
  onInsert: Insert | undefined
  onNote: Insert | undefined
}) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { customer, brief } = detail
  return (
    <div className="context">
      {can('customers.read') && (
        <Section
          title={t('inbox.context.who')}
          open
          extra={<Link to={`/customers/${customer.id}`}>{t('inbox.context.openCustomer')}</Link>}
        >
          <CustomerCard customerId={customer.id} />
        </Section>
      )}
      {can('knowledge.read') && (
        <Suspense fallback={null}>
          <SuggestionsPanel detail={detail} onInsert={onInsert} onNote={onNote} />
        </Suspense>
      )}
      {can('customers.read') && (
        <Section title={t('inbox.context.records')} open>
          {customer.externalId ? (
            <RecordList customerId={customer.id} empty={t('inbox.context.noRecords')} />
          ) : (
            <p className="quiet">{t('inbox.context.anonymousRecords')}</p>
          )}
        </Section>
      )}
      <Section title={t('inbox.context.tried')} open>
        {brief && brief.tried.length > 0 ? (
          <ul className="lines">
            {brief.tried.map((step) => (
              <li key={`${step.at}${step.text}`} className={`line-tried tried-${step.state}`}>
                {triedIcons[step.state]}
                <span>{step.text}</span>
                <Time at={step.at} short />
              </li>
            ))}
          </ul>
        ) : (
          <p className="quiet">{t('inbox.context.nothingTried')}</p>
        )}
      </Section>
      {can('tickets.read') && (
        <Section
          title={t('inbox.context.tickets')}
          open
          extra={
            onNewTicket && (
              <button type="button" className="link" onClick={onNewTicket}>
                {t('inbox.context.newTicket')}
              </button>
            )
          }
        >
          <TicketLines customerId={customer.id} empty={t('inbox.context.noTickets')} />
        </Section>
      )}
      <Section title={t('inbox.context.past')}>
        <PastConversations customerId={customer.id} except={detail.id} empty={t('inbox.context.noPast')} />
      </Section>
      {detail.rating && (
        <Section title={t('inbox.context.rating')} open>
          <p>
            {'★'.repeat(detail.rating.score)}
            {'☆'.repeat(5 - detail.rating.score)} {detail.rating.comment}
          </p>
        </Section>
      )}
      <Section title={t('inbox.context.history')}>
        <ul className="lines">
          {detail.ownerHistory.map((change) => (
            <li key={change.at}>
              <span>
                {change.who ?? t(`inbox.owner.${change.to}`, { name: '' })} · {t(`inbox.reason.${change.reason}`)}
              </span>
              <Time at={change.at} short />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}
