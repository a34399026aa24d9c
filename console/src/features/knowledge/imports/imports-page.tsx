import { UploadOutlined } from '@ant-design/icons'
import type { KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Progress, Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { ImportDrawer } from './import-drawer.tsx'
import { isBusy } from './use-import.ts'
import './imports.css'

/** Sheets of questions and answers that were taken in; each opens at its own address. */
export function ImportsPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const wide = useWiderThan(900)
  const imports = useInfiniteQuery({
    queryKey: [...knowledgeKeys.imports, 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listKnowledgeImports, { query: { cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isBusy)) ? 1500 : false),
  })
  const items = imports.data?.pages.flatMap((page) => page.items) ?? []
  const write = can('knowledge.write')
  const begin = () => void navigate('/knowledge/imports/new')
  useHotkeys({ n: write ? begin : undefined })
  const open = (id: string) => void navigate(`/knowledge/imports/${id}`)
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.imports')}</h1>
        {write && (
          <Button type="primary" icon={<UploadOutlined />} onClick={begin}>
            {t('knowledge.imports.create')}
          </Button>
        )}
      </header>
      <p className="page-lead">{t('knowledge.imports.lead')}</p>
      {imports.isLoadingError ? (
        <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
      ) : (
        <Table<KnowledgeImport>
          size="small"
          rowKey="id"
          pagination={false}
          showHeader={wide}
          loading={imports.isPending}
          dataSource={items}
          locale={{
            emptyText: imports.isPending ? (
              ' '
            ) : (
              <EmptyState title={t('knowledge.imports.empty')} help={t('knowledge.imports.emptyHelp')} />
            ),
          }}
          onRow={({ id }) => ({
            onClick: () => open(id),
            onKeyDown: (event) => event.key === 'Enter' && open(id),
            tabIndex: 0,
          })}
          columns={[
            {
              title: t('knowledge.imports.file'),
              render: (_, one) => (
                <span className="doc-name">
                  <b className="cell-title">{one.fileName}</b>
                  <small>{t('knowledge.imports.lines', { count: one.lines })}</small>
                </span>
              ),
            },
            {
              title: t('knowledge.documents.state'),
              width: wide ? 200 : 110,
              render: (_, one) => <ImportState job={one} />,
            },
            ...(wide
              ? [
                  {
                    title: t('knowledge.imports.result'),
                    render: (_: unknown, { counts }: KnowledgeImport) => (
                      <span className="quiet">{t('knowledge.imports.summary', counts)}</span>
                    ),
                  },
                  {
                    title: t('knowledge.imports.by'),
                    width: 200,
                    render: (_: unknown, one: KnowledgeImport) => (
                      <span className="quiet">
                        {one.createdBy} · <Time at={one.createdAt} />
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {imports.hasNextPage && (
        <Button className="more" loading={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      <ImportDrawer
        importId={itemId}
        onOpen={(id) => void navigate(`/knowledge/imports/${id}`, { replace: true })}
        onClose={() => void navigate('/knowledge/imports')}
      />
    </div>
  )
}

function ImportState({ job }: { job: KnowledgeImport }) {
  const { t } = useTranslation()
  if (isBusy(job))
    return (
      <Progress
        size="small"
        percent={Math.round(job.progress * 100)}
        aria-label={t(`knowledge.imports.states.${job.state}`)}
      />
    )
  const tone =
    job.state === 'failed'
      ? ' tag-bad'
      : job.state === 'done'
        ? ' tag-good'
        : job.state === 'checked'
          ? ' tag-warn'
          : ''
  return <span className={`tag${tone}`}>{t(`knowledge.imports.states.${job.state}`)}</span>
}
