import type { DocumentSource, SourceRun } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, Problem, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { safeUrl } from '../../../ui/safe-url.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useNotice } from '../../workbench/use-notice.tsx'
import { reasonText } from '../documents/reason-text.ts'
import { documentsChanged } from '../documents/use-documents.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { scheduleWords } from './schedule-words.ts'

interface Props {
  source: DocumentSource | undefined
  /** There is none of this id. */
  missing: boolean
  onEdit(source: DocumentSource): void
  onClose(): void
}

/** How the readings of a source went, page by page where one failed. */
export function SourceDrawer({ source, missing, onEdit, onClose }: Props) {
  return (
    <SideDrawer open={source !== undefined || missing} width={620} title={source?.name ?? ''} onClose={onClose}>
      {missing && <ErrorState error={new Problem({ code: 'not_found', status: 404 })} />}
      {source && <Body source={source} onEdit={onEdit} onClose={onClose} />}
    </SideDrawer>
  )
}

function Body({ source, onEdit, onClose }: { source: DocumentSource } & Pick<Props, 'onEdit' | 'onClose'>) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { modal } = App.useApp()
  const cache = useQueryClient()
  const notice = useNotice()
  const keepDocuments = useRef(false)
  const params = { sourceId: source.id }
  const settle = () => void cache.invalidateQueries({ queryKey: knowledgeKeys.sources })
  const run = useMutation({
    mutationFn: (what: 'run' | 'cancel'): Promise<unknown> =>
      what === 'run' ? call(routes.runDocumentSource, { params }) : call(routes.cancelDocumentSourceRun, { params }),
    onSuccess: settle,
    onError: notice.fail,
  })
  const running = source.lastRun?.state === 'running' || source.lastRun?.state === 'waiting'
  const was = useRef(running)
  useEffect(() => {
    if (was.current && !running) documentsChanged(cache)
    was.current = running
  }, [running, cache])
  const remove = () =>
    void modal.confirm({
      title: t('knowledge.sources.deleteTitle', { name: source.name }),
      content: (
        <Checkbox
          onChange={(event) => {
            keepDocuments.current = event.target.checked
          }}
        >
          {t('knowledge.sources.keep', { count: source.documents })}
        </Checkbox>
      ),
      okText: t('knowledge.documents.delete'),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () =>
        call(routes.deleteDocumentSource, {
          params,
          query: { documents: keepDocuments.current ? 'keep' : 'remove' },
        })
          .then(() => {
            onClose()
            settle()
            documentsChanged(cache)
          })
          .catch(notice.fail),
    })
  const url = safeUrl(source.setup.url)
  return (
    <div className="kb-form">
      <dl className="facts">
        <div>
          <dt>{t('knowledge.sources.kind')}</dt>
          <dd>{t(`knowledge.sources.kinds.${source.setup.kind}`)}</dd>
        </div>
        <div>
          <dt>{t('knowledge.sources.url')}</dt>
          <dd>
            {url ? (
              <a href={url} target="_blank" rel="noreferrer noopener">
                {source.setup.url}
              </a>
            ) : (
              source.setup.url
            )}
          </dd>
        </div>
        <div>
          <dt>{t('knowledge.sources.schedule')}</dt>
          <dd>{source.enabled ? scheduleWords(source.schedule, t) : t('knowledge.sources.off')}</dd>
        </div>
        <div>
          <dt>{t('knowledge.sources.documents')}</dt>
          <dd>
            <Link to={`/knowledge/documents?sourceId=${source.id}`}>
              {t('knowledge.sources.openDocuments', { count: source.documents })}
            </Link>
          </dd>
        </div>
      </dl>
      {can('knowledge.write') && (
        <div className="buttons">
          {running ? (
            <Button loading={run.isPending} onClick={() => run.mutate('cancel')}>
              {t('knowledge.sources.cancel')}
            </Button>
          ) : (
            <Button type="primary" loading={run.isPending} onClick={() => run.mutate('run')}>
              {t('knowledge.sources.run')}
            </Button>
          )}
          <Button onClick={() => onEdit(source)}>{t('knowledge.sources.edit')}</Button>
          <Button danger onClick={remove}>
            {t('knowledge.documents.delete')}
          </Button>
        </div>
      )}
      <Runs source={source} />
    </div>
  )
}

function Runs({ source }: { source: DocumentSource }) {
  const { t } = useTranslation()
  const runs = useInfiniteQuery({
    // The last reading is part of the name: what it says moves on while it runs.
    queryKey: [...knowledgeKeys.sources, source.id, 'runs', source.lastRun],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listDocumentSourceRuns, {
        params: { sourceId: source.id },
        query: { cursor: pageParam ?? undefined, limit: 10 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
  if (runs.isPending) return <LoadingState />
  if (runs.isError) return <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
  const items = runs.data.pages.flatMap((page) => page.items)
  return (
    <section>
      <h2>{t('knowledge.sources.history')}</h2>
      {items.length === 0 && <p className="quiet">{t('knowledge.sources.notYet')}</p>}
      <ol className="kb-versions">
        {items.map((one, at) => (
          <RunView key={one.id} run={one} open={at === 0} />
        ))}
      </ol>
      {runs.hasNextPage && (
        <Button size="small" className="more" onClick={() => void runs.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}

function RunView({ run, open }: { run: SourceRun; open: boolean }) {
  const { t } = useTranslation()
  return (
    <li>
      <header>
        <b>{t(`knowledge.sources.runs.${run.state}`)}</b>
        <Time at={run.startedAt} />
        <small>{run.startedBy || t('knowledge.sources.bySchedule')}</small>
      </header>
      <p className="quiet num-left">{t('knowledge.sources.counts', run.counts)}</p>
      {run.reason && <p className="bad">{reasonText(run.reason, t)}</p>}
      {run.problems.length > 0 && (
        <details open={open}>
          <summary>{t('knowledge.sources.problems', { count: run.problems.length })}</summary>
          <ul className="kb-reasons">
            {run.problems.map((one) => (
              <li key={one.url}>
                <b>{one.url}</b> <span>{reasonText(one, t)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
