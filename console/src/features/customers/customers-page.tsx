import { SearchOutlined } from '@ant-design/icons'
import type { Customer } from '@loopdesk/contracts/api/desk.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { call, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useWiderThan } from '../../ui/use-width.ts'

/** Customers, last seen first, with search. */
export function CustomersPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const wide = useWiderThan(768)
  const [query, setQuery] = useSearchParams()
  const text = query.get('search') ?? ''
  const search = useDebounced(text.trim(), 200)
  const customers = useInfiniteQuery({
    queryKey: [...keys.customers, search],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listCustomers, {
        query: { search: search || undefined, cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const open = (customer: Customer) => void navigate(`/customers/${customer.id}`)
  const empty = search ? (
    <EmptyState title={t('customers.emptySearch', { text: search })} help={t('customers.emptySearchHelp')} />
  ) : (
    <EmptyState title={t('customers.empty')} help={t('customers.emptyHelp')} />
  )
  return (
    <div className="table-page">
      <header className="page-head">
        <h1>{t('customers.title')}</h1>
      </header>
      <div className="filters">
        <Input
          prefix={<SearchOutlined />}
          allowClear
          style={{ width: wide ? 360 : '100%' }}
          value={text}
          placeholder={t('customers.search')}
          onChange={(event) => setQuery(event.target.value ? { search: event.target.value } : {}, { replace: true })}
        />
      </div>
      {customers.isLoadingError ? (
        <ErrorState error={customers.error} onRetry={() => void customers.refetch()} />
      ) : (
        <Table<Customer>
          size="small"
          rowKey="id"
          pagination={false}
          loading={customers.isPending}
          dataSource={customers.data?.pages.flatMap((page) => page.items) ?? []}
          locale={{ emptyText: customers.isPending ? ' ' : empty }}
          onRow={(customer) => ({
            onClick: () => open(customer),
            onKeyDown: (event) => event.key === 'Enter' && open(customer),
            tabIndex: 0,
          })}
          columns={[
            {
              title: t('customers.name'),
              render: (_, customer) => (
                <span className="person">
                  <Avatar name={customer.name} seed={customer.id} size={24} />
                  <b className="cell-title">{customer.name || t('customers.visitor')}</b>
                </span>
              ),
            },
            { title: t('customers.externalId'), dataIndex: 'externalId', width: wide ? 140 : 90 },
            ...(wide
              ? [
                  {
                    title: t('customers.contact'),
                    render: (_: unknown, customer: Customer) =>
                      customer.identities.map((identity) => identity.value).join(' · '),
                    ellipsis: true,
                  },
                  {
                    title: t('customers.firstSeen'),
                    width: 130,
                    align: 'right' as const,
                    render: (_: unknown, customer: Customer) => <Time at={customer.firstSeenAt} />,
                  },
                ]
              : []),
            {
              title: t('customers.lastSeen'),
              width: 120,
              align: 'right',
              render: (_, customer) => <Time at={customer.lastSeenAt} />,
            },
          ]}
        />
      )}
      {customers.hasNextPage && (
        <Button className="more" loading={customers.isFetchingNextPage} onClick={() => void customers.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}
