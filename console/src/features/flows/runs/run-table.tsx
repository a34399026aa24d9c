import type { RunSummary } from '@loopdesk/contracts/api/flows.ts'
import { Button, Table, type TableColumnsType } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { moveFocus } from './move-focus.ts'
import { inLanguage } from './node-name.ts'
import { CustomerName, RunTag } from './run-tag.tsx'
import { StandingLine } from './standing-line.tsx'
import { span } from './time-words.ts'
import { useReaders } from './use-names.ts'
import { type RunFilter, useRuns } from './use-runs.ts'
import { type Reader, standingOf } from './waiting-words.ts'

interface Props {
  filter: RunFilter
  live: boolean
  onOpen(runId: string): void
  onClear(): void
}

/** Runs, newest first: how each stands and where, in words. J and K move, Enter opens. */
export function RunTable({ filter, live, onOpen, onClear }: Props) {
  const { t } = useTranslation()
  const wide = useWiderThan(900)
  const frame = useRef<HTMLDivElement>(null)
  const runs = useRuns(filter, live)
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []
  const readerOf = useReaders(items)
  const columns = useColumns(readerOf)
  useHotkeys({
    j: () => moveFocus(frame.current, 1),
    k: () => moveFocus(frame.current, -1),
  })
  if (runs.isLoadingError) return <ErrorState error={runs.error} onRetry={() => void runs.refetch()} />
  const filtered = Object.keys(filter).length > 0
  const empty = filtered ? (
    <EmptyState
      title={t('runs.emptyFiltered')}
      help={t('runs.emptyFilteredHelp')}
      action={<Button onClick={onClear}>{t('runs.filter.clear')}</Button>}
    />
  ) : (
    <EmptyState title={t('runs.empty')} help={t('runs.emptyHelp')} />
  )
  return (
    <div ref={frame} className="run-table">
      <Table<RunSummary>
        size="small"
        rowKey="id"
        showHeader={wide}
        pagination={false}
        loading={runs.isPending || runs.isPlaceholderData}
        dataSource={items}
        columns={columns}
        locale={{ emptyText: runs.isPending ? ' ' : empty }}
        onRow={({ id }) => ({
          onClick: () => onOpen(id),
          onKeyDown: (event) => event.key === 'Enter' && onOpen(id),
          tabIndex: 0,
        })}
      />
      {runs.hasNextPage && (
        <Button className="more" loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      {items.length > 0 && (
        <p className="table-foot">
          <span>{t('runs.found', { n: items.length })}</span>
          <span className="only-wide">{t('runs.keyHint')}</span>
        </p>
      )}
    </div>
  )
}

function useColumns(readerOf: (flowId: string, version: number) => Reader): TableColumnsType<RunSummary> {
  const { t, i18n } = useTranslation()
  const wide = useWiderThan(900)
  const flow = (run: RunSummary) => (
    <span className="run-flow">
      <b className="cell-title">{inLanguage(run.name, i18n.language)}</b>{' '}
      <small>{t('runs.version', { n: run.version })}</small>
    </span>
  )
  const state = (run: RunSummary) => <RunTag {...run} />
  const standing = (run: RunSummary) => <StandingLine standing={standingOf(run, readerOf(run.flowId, run.version))} />
  if (!wide)
    return [
      {
        key: 'all',
        title: t('runs.title'),
        render: (_, run) => (
          <div className="run-brief">
            <div>
              {flow(run)} {state(run)}
            </div>
            {standing(run)}
            <small>
              <CustomerName customer={run.customer} /> · <Time at={run.startedAt} />
            </small>
          </div>
        ),
      },
    ]
  return [
    { title: t('runs.column.state'), width: 96, render: (_, run) => state(run) },
    { title: t('runs.column.flow'), width: 210, ellipsis: true, render: (_, run) => flow(run) },
    { title: t('runs.column.standing'), ellipsis: true, render: (_, run) => standing(run) },
    {
      title: t('runs.column.customer'),
      width: 120,
      ellipsis: true,
      render: (_, run) => <CustomerName customer={run.customer} />,
    },
    {
      title: t('runs.column.started'),
      width: 110,
      align: 'right',
      render: (_, run) => <Time at={run.startedAt} />,
    },
    {
      title: t('runs.column.took'),
      width: 84,
      align: 'right',
      render: (_, run) =>
        run.endedAt ? <span className="num">{span(Date.parse(run.endedAt) - Date.parse(run.startedAt), t)}</span> : '',
    },
  ]
}
