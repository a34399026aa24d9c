import type { Evaluation } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Progress, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { authorName } from '../author-name.ts'
import { percent } from '../figures.tsx'
import { NewEvaluation } from './new-evaluation.tsx'
import { SetList } from './set-list.tsx'
import { useEvaluations } from './use-evaluations.ts'

/** All evaluations with their figures, and the sets they are made on. */
export function EvaluationList() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [starting, setStarting] = useState(false)
  const { query, evaluations } = useEvaluations()
  const start = can('understanding.write') && (
    <Button type="primary" onClick={() => setStarting(true)}>
      {t('workbench.evaluate.start')}
    </Button>
  )
  return (
    <>
      <header className="page-head">
        <h1>{t('workbench.sections.evaluate')}</h1>
        {start}
      </header>
      <p className="page-lead">{t('workbench.evaluate.lead')}</p>
      {query.isLoadingError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <EvaluationTable evaluations={evaluations} loading={query.isPending} />
      )}
      <SetList />
      <NewEvaluation open={starting} onClose={() => setStarting(false)} />
    </>
  )
}

function EvaluationTable({ evaluations, loading }: { evaluations: Evaluation[]; loading: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const wide = useWiderThan(900)
  const open = (one: Evaluation) => one.state === 'done' && void navigate(`/understanding/evaluate/${one.id}`)
  return (
    <Table<Evaluation>
      size="small"
      rowKey="id"
      loading={loading}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      rowClassName={(one) => (one.state === 'done' ? '' : 'row-plain')}
      dataSource={evaluations}
      locale={{
        emptyText: loading ? (
          ' '
        ) : (
          <EmptyState title={t('workbench.evaluate.empty')} help={t('workbench.evaluate.emptyHelp')} />
        ),
      }}
      onRow={(one) => ({ onClick: () => open(one) })}
      columns={[
        {
          title: t('workbench.evaluate.version'),
          width: wide ? 110 : 74,
          render: (_, one) =>
            one.state === 'done' ? (
              <Link
                to={`/understanding/evaluate/${one.id}`}
                className="cell-title"
                onClick={(event) => event.stopPropagation()}
              >
                {t('workbench.versions.number', { number: one.version })}
              </Link>
            ) : (
              t('workbench.versions.number', { number: one.version })
            ),
        },
        {
          title: t('workbench.evaluate.set'),
          ellipsis: true,
          render: (_, one) => one.setName ?? t('workbench.evaluate.cross'),
        },
        {
          title: t('workbench.evaluate.accuracy'),
          width: wide ? 170 : 96,
          align: 'right',
          render: (_, one) => <Outcome evaluation={one} />,
        },
        ...(wide
          ? [
              {
                title: t('workbench.evaluate.macroF1'),
                width: 100,
                align: 'right' as const,
                render: (_: unknown, one: Evaluation) => <span className="num">{percent(one.figures?.macroF1)}</span>,
              },
              {
                title: t('workbench.evaluate.outsideRecall'),
                width: 130,
                align: 'right' as const,
                render: (_: unknown, one: Evaluation) => (
                  <span className="num">{percent(one.figures?.outside?.recall)}</span>
                ),
              },
              {
                title: t('workbench.evaluate.messages'),
                width: 90,
                align: 'right' as const,
                render: (_: unknown, one: Evaluation) => (
                  <span className="num">{one.figures?.items.toLocaleString()}</span>
                ),
              },
              {
                title: t('workbench.versions.by'),
                width: 120,
                ellipsis: true,
                render: (_: unknown, one: Evaluation) => authorName(one.createdBy, t),
              },
              {
                title: t('workbench.versions.at'),
                width: 110,
                align: 'right' as const,
                render: (_: unknown, one: Evaluation) => <Time at={one.createdAt} />,
              },
            ]
          : []),
      ]}
    />
  )
}

function Outcome({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation()
  if (evaluation.state === 'failed')
    return (
      <span className="bad" title={evaluation.reason ?? undefined}>
        {t('workbench.evaluate.failed')}
      </span>
    )
  if (evaluation.state !== 'done')
    return (
      <Progress
        size="small"
        percent={Math.round(evaluation.progress * 100)}
        aria-label={t('workbench.evaluate.running')}
      />
    )
  return <b className="num">{percent(evaluation.figures?.accuracy)}</b>
}
