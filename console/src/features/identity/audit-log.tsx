import { SearchOutlined } from '@ant-design/icons'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useWiderThan } from '../../ui/use-width.ts'

type Entry = Reply<typeof routes.listAudit>['items'][number]

/** Who did or looked at what, newest first. */
export function AuditLog() {
  const { t } = useTranslation()
  const wide = useWiderThan(768)
  const [text, setText] = useState('')
  const action = useDebounced(text.trim(), 250)
  const entries = useInfiniteQuery({
    queryKey: [...keys.audit, action],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listAudit, {
        query: { action: action || undefined, cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  })
  return (
    <>
      <header className="page-head">
        <h1>{t('identity.settings.audit')}</h1>
      </header>
      <p className="page-lead">{t('identity.audit.lead')}</p>
      <div className="filters">
        <Input
          prefix={<SearchOutlined />}
          allowClear
          value={text}
          placeholder={t('identity.audit.filterAction')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {entries.isLoadingError ? (
        <ErrorState error={entries.error} onRetry={() => void entries.refetch()} />
      ) : (
        <Table<Entry>
          size="small"
          rowKey="seq"
          rowClassName="row-plain"
          pagination={false}
          loading={entries.isPending}
          dataSource={entries.data?.pages.flatMap((page) => page.items) ?? []}
          locale={{
            emptyText: entries.isPending ? (
              ' '
            ) : (
              <EmptyState title={t('identity.audit.empty')} help={t('identity.audit.emptyHelp')} />
            ),
          }}
          expandable={{
            rowExpandable: (entry) => Object.keys(entry.details).length > 0,
            expandedRowRender: (entry) => <pre className="audit-details">{JSON.stringify(entry.details, null, 2)}</pre>,
          }}
          columns={[
            ...(wide ? [{ title: '#', dataIndex: 'seq', width: 72, align: 'right' as const }] : []),
            { title: t('identity.audit.at'), width: 120, render: (_, entry) => <Time at={entry.at} /> },
            {
              title: t('identity.audit.actor'),
              width: 120,
              ellipsis: true,
              render: (_, entry) => entry.actorName ?? entry.actor,
            },
            { title: t('identity.audit.action'), dataIndex: 'action', width: wide ? 200 : undefined, ellipsis: true },
            ...(wide ? [{ title: t('identity.audit.target'), dataIndex: 'target', ellipsis: true }] : []),
          ]}
        />
      )}
      {entries.hasNextPage && (
        <Button className="more" loading={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
