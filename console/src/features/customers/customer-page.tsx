import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../../app/session.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { TicketLines } from '../tickets/ticket-lines.tsx'
import { CustomerCard, useCustomer } from './customer-card.tsx'
import { PastConversations } from './past-conversations.tsx'
import { RecordList } from './record-list.tsx'
import './customers.css'

/** One customer: profile at the left, what happened and what they own beside it. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const customerId = useParams().customerId!
  const customer = useCustomer(customerId)
  if (customer.isPending) return <LoadingState />
  if (customer.isLoadingError) return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />
  const name = customer.data.name || t('customers.visitor')
  return (
    <div className="table-page">
      <header className="page-head">
        <Button
          type="text"
          icon={<ArrowLeftOutlined />}
          aria-label={t('common.back')}
          onClick={() => void navigate('/customers')}
        />
        <Avatar name={name} seed={customerId} size={36} />
        <h1>{name}</h1>
      </header>
      <div className="customer">
        <section>
          <h2>{t('customers.profile')}</h2>
          <CustomerCard customerId={customerId} />
        </section>
        <section>
          <h2>{t('customers.records')}</h2>
          <RecordList customerId={customerId} empty={t('customers.noRecords')} />
        </section>
        <section>
          {can('conversations.read') && (
            <>
              <h2>{t('customers.conversations')}</h2>
              <PastConversations customerId={customerId} empty={t('customers.noConversations')} />
            </>
          )}
          {can('tickets.read') && (
            <>
              <h2>{t('customers.tickets')}</h2>
              <TicketLines customerId={customerId} empty={t('customers.noTickets')} />
            </>
          )}
        </section>
      </div>
    </div>
  )
}
