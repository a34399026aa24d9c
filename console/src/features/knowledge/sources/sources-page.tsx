import { PlusOutlined } from '@ant-design/icons'
import type { DocumentSource, SourceRun } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { reasonText } from '../documents/reason-text.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { SourceDrawer } from './source-drawer.tsx'
import { SourceForm } from './source-form.tsx'
import './sources.css'

const isRunning = (run: SourceRun | null) => run?.state === 'waiting' || run?.state === 'running'

/** Web sites and help desks that are read again and again; each opens at its own address. */
export function SourcesPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const wide = useWiderThan(900)
  const [editing, setEditing] = useState<DocumentSource | 'new' | null>(null)
  const sources = useQuery({
    queryKey: knowledgeKeys.sources,
    queryFn: ({ signal }) => call(routes.listDocumentSources, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(({ lastRun }) => isRunning(lastRun)) ? 1500 : false),
  })
  const items = sources.data?.items ?? []
  const write = can('knowledge.write')
  const begin = () => setEditing('new')
  useHotkeys({ n: write ? begin : undefined })
  const open = (id: string) => void navigate(`/knowledge/sources/${id}`)
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.sources')}</h1>
        {write && (
          <Button type="primary" icon={<PlusOutlined />} onClick={begin}>
            {t('knowledge.sources.create')}
          </Button>
        )}
      </header>
      <p className="page-lead">{t('knowledge.sources.lead')}</p>
      {sources.isLoadingError ? (
        <ErrorState error={sources.error} onRetry={() => void sources.refetch()} />
      ) : (
        <Table<DocumentSource>
          size="small"
          rowKey="id"
          pagination={false}
          showHeader={wide}
          loading={sources.isPending}
          dataSource={items}
          locale={{
            emptyText: sources.isPending ? (
              ' '
            ) : (
              <EmptyState
                title={t('knowledge.sources.empty')}
                help={t('knowledge.sources.emptyHelp')}
                action={write && <Button onClick={begin}>{t('knowledge.sources.create')}</Button>}
              />
            ),
          }}
          onRow={({ id }) => ({
            onClick: () => open(id),
            onKeyDown: (event) => event.key === 'Enter' && open(id),
            tabIndex: 0,
          })}
          columns={[
            {
              title: t('knowledge.sources.name'),
              render: (_, one) => (
                <span className="doc-name">
                  <b className="cell-title">{one.name}</b>
                  <small>
                    {t(`knowledge.sources.kinds.${one.setup.kind}`)} · {one.setup.url}
                  </small>
                </span>
              ),
            },
            {
              title: t('knowledge.documents.state'),
              width: wide ? 190 : 110,
              render: (_, one) => <LastRun source={one} />,
            },
            ...(wide
              ? [
                  {
                    title: t('knowledge.sources.documents'),
                    dataIndex: 'documents',
                    align: 'right' as const,
                    width: 90,
                    render: (count: number) => <span className="num">{count.toLocaleString()}</span>,
                  },
                  {
                    title: t('knowledge.sources.next'),
                    width: 150,
                    render: (_: unknown, one: DocumentSource) => (
                      <span className="quiet">
                        {one.enabled && one.nextRunAt
                          ? new Date(one.nextRunAt).toLocaleString()
                          : t(one.enabled ? 'knowledge.sources.every.never' : 'knowledge.sources.off')}
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      <SourceDrawer
        source={items.find(({ id }) => id === itemId)}
        missing={itemId !== undefined && sources.isSuccess && !items.some(({ id }) => id === itemId)}
        onEdit={setEditing}
        onClose={() => void navigate('/knowledge/sources')}
      />
      <SourceForm
        editing={editing}
        onClose={() => setEditing(null)}
        onSaved={(id) => {
          setEditing(null)
          open(id)
        }}
      />
    </div>
  )
}

function LastRun({ source: { lastRun } }: { source: DocumentSource }) {
  const { t } = useTranslation()
  if (!lastRun) return <span className="tag">{t('knowledge.sources.notYet')}</span>
  const tone = { failed: ' tag-bad', done: ' tag-good', running: ' status-open', waiting: '', cancelled: '' }[
    lastRun.state
  ]
  return (
    <span className="kb-marks" title={lastRun.reason ? reasonText(lastRun.reason, t) : undefined}>
      <span className={`tag${tone}`}>{t(`knowledge.sources.runs.${lastRun.state}`)}</span>
      {lastRun.state === 'running' ? (
        <small className="num-left">{t('knowledge.sources.seen', { count: lastRun.counts.seen })}</small>
      ) : (
        <small>
          <Time at={lastRun.finishedAt ?? lastRun.startedAt} />
        </small>
      )}
    </span>
  )
}
