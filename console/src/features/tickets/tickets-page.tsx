import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import type { Ticket } from '@loopdesk/contracts/api/desk.ts'
import { Button, Input, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../app/session.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useWiderThan } from '../../ui/use-width.ts'
import { NewTicketDrawer } from './new-ticket-drawer.tsx'
import { Priority } from './priority.tsx'
import { TicketDrawer } from './ticket-drawer.tsx'
import { type TicketFilter, useTickets } from './use-tickets.ts'

const statuses = ['open', 'pending', 'solved', 'closed'] as const

/** All tickets with filters; each opens at its own address in the drawer on the right. */
export function TicketsPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { ticketId } = useParams()
  const navigate = useNavigate()
  const [query, setQuery] = useSearchParams()
  const [text, setText] = useState(query.get('search') ?? '')
  const search = useDebounced(text.trim(), 200)
  const filter: TicketFilter = {
    status: statuses.find((status) => status === query.get('status')),
    assignee: (['me', 'nobody'] as const).find((who) => who === query.get('assignee')) ?? 'anyone',
    ...(search && { search }),
  }
  const set = (name: string, value: string | undefined) =>
    setQuery((now) => {
      const next = new URLSearchParams(now)
      if (value) next.set(name, value)
      else next.delete(name)
      return next
    })
  const filtered = filter.status !== undefined || filter.assignee !== 'anyone' || search !== ''
  return (
    <div className="table-page">
      <header className="page-head">
        <h1>{t('tickets.title')}</h1>
        {can('tickets.write') && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => set('new', '1')}>
            {t('tickets.create')}
          </Button>
        )}
      </header>
      <div className="filters">
        <Segmented<TicketFilter['assignee']>
          value={filter.assignee}
          options={(['anyone', 'me', 'nobody'] as const).map((who) => ({ value: who, label: t(`tickets.who.${who}`) }))}
          onChange={(who) => set('assignee', who === 'anyone' ? undefined : who)}
        />
        <Select
          style={{ width: 120 }}
          allowClear
          placeholder={t('tickets.anyStatus')}
          aria-label={t('tickets.status')}
          value={filter.status}
          options={statuses.map((status) => ({ value: status, label: t(`tickets.statuses.${status}`) }))}
          onChange={(status) => set('status', status)}
        />
        <Input
          prefix={<SearchOutlined />}
          allowClear
          value={text}
          placeholder={t('tickets.search')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <TicketTable
        filter={filter}
        filtered={filtered}
        onOpen={(id) => void navigate({ pathname: `/tickets/${id}`, search: query.toString() })}
        onClear={() => {
          setText('')
          setQuery({})
        }}
      />
      <TicketDrawer
        ticketId={ticketId}
        onClose={() => void navigate({ pathname: '/tickets', search: query.toString() })}
      />
      <NewTicketDrawer open={query.get('new') === '1'} onClose={() => set('new', undefined)} />
    </div>
  )
}

interface TableProps {
  filter: TicketFilter
  filtered: boolean
  onOpen(ticketId: string): void
  onClear(): void
}

function TicketTable({ filter, filtered, onOpen, onClear }: TableProps) {
  const { t } = useTranslation()
  const wide = useWiderThan(768)
  const tickets = useTickets(filter)
  const items = tickets.data?.pages.flatMap((page) => page.items) ?? []
  if (tickets.isLoadingError) return <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} />
  const empty = filtered ? (
    <EmptyState
      title={t('tickets.emptyFiltered')}
      help={t('tickets.emptyFilteredHelp')}
      action={<Button onClick={onClear}>{t('tickets.clear')}</Button>}
    />
  ) : (
    <EmptyState title={t('tickets.empty')} help={t('tickets.emptyHelp')} />
  )
  return (
    <>
      <Table<Ticket>
        size="small"
        rowKey="id"
        pagination={false}
        loading={tickets.isPending}
        dataSource={items}
        locale={{ emptyText: tickets.isPending ? ' ' : empty }}
        onRow={(ticket) => ({
          onClick: () => onOpen(ticket.id),
          onKeyDown: (event) => event.key === 'Enter' && onOpen(ticket.id),
          tabIndex: 0,
        })}
        columns={[
          {
            title: t('tickets.number'),
            dataIndex: 'number',
            width: 76,
            align: 'right',
            render: (n) => <span className="num">#{n}</span>,
          },
          {
            title: t('tickets.subject'),
            dataIndex: 'subject',
            ellipsis: true,
            render: (subject) => <b className="cell-title">{subject}</b>,
          },
          {
            title: t('tickets.status'),
            dataIndex: 'status',
            width: 90,
            render: (_, ticket) => (
              <span className={`tag status-${ticket.status}`}>{t(`tickets.statuses.${ticket.status}`)}</span>
            ),
          },
          ...(wide
            ? [
                {
                  title: t('tickets.priority'),
                  width: 90,
                  render: (_: unknown, ticket: Ticket) => <Priority level={ticket.priority} />,
                },
                {
                  title: t('tickets.customer'),
                  width: 130,
                  ellipsis: true,
                  render: (_: unknown, ticket: Ticket) => ticket.customer?.name,
                },
                {
                  title: t('tickets.assignee'),
                  width: 120,
                  render: (_: unknown, ticket: Ticket) =>
                    ticket.assignee?.name ?? <span className="quiet">{t('tickets.nobody')}</span>,
                },
                {
                  title: t('tickets.updated'),
                  width: 120,
                  align: 'right' as const,
                  render: (_: unknown, ticket: Ticket) => <Time at={ticket.updatedAt} />,
                },
              ]
            : []),
        ]}
      />
      {tickets.hasNextPage && (
        <Button className="more" loading={tickets.isFetchingNextPage} onClick={() => void tickets.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
