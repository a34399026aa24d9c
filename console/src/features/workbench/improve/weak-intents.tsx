import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { Bar, percent } from '../figures.tsx'
import { useIntents, useLanguage } from '../use-intents.ts'
import { weakOnes } from './weak-ones.ts'

/** Intents that need work, the neediest first, with the reason and what to do about it. */
export function WeakIntents() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const language = useLanguage()
  const wide = useWiderThan(900)
  const { query, intents } = useIntents()
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <LoadingState />
  const weak = weakOnes(intents)
  if (weak.length === 0) return <EmptyState title={t('workbench.weak.empty')} help={t('workbench.weak.emptyHelp')} />
  const to = (intent: Intent) => `/understanding/intents/${encodeURIComponent(intent.id)}`
  return (
    <Table<Intent>
      size="small"
      rowKey="id"
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      dataSource={weak}
      onRow={(intent) => ({ onClick: () => void navigate(to(intent)) })}
      columns={[
        {
          title: t('workbench.sections.intents'),
          render: (_, intent) => (
            <>
              <Link to={to(intent)} className="cell-title">
                {intent.name[language]}
              </Link>
              {!wide && <Advice intent={intent} />}
            </>
          ),
        },
        ...(wide
          ? [
              {
                title: t('workbench.weak.why'),
                render: (_: unknown, intent: Intent) => <Advice intent={intent} />,
              },
              {
                title: t('workbench.examples.title'),
                width: 90,
                align: 'right' as const,
                sorter: (a: Intent, b: Intent) => a.examples.on - b.examples.on,
                render: (_: unknown, intent: Intent) => <span className="num">{intent.examples.on}</span>,
              },
              {
                title: 'F1',
                width: 90,
                align: 'right' as const,
                sorter: (a: Intent, b: Intent) => (a.figures?.f1 ?? 2) - (b.figures?.f1 ?? 2),
                render: (_: unknown, intent: Intent) => <span className="num">{percent(intent.figures?.f1)}</span>,
              },
            ]
          : []),
        {
          title: t('workbench.weak.score'),
          width: wide ? 180 : 130,
          sorter: (a, b) => a.weak - b.weak,
          render: (_, intent) => <Bar share={intent.weak} tone={intent.weak >= 0.5 ? 'bad' : 'warn'} />,
        },
      ]}
    />
  )
}

/** The reasons in words, each with what helps. */
function Advice({ intent }: { intent: Intent }) {
  const { t } = useTranslation()
  return (
    <ul className="advice">
      {intent.reasons.map((reason) => (
        <li key={reason}>
          <b>{t(`workbench.reasons.${reason}`)}</b>{' '}
          {reason === 'conflicts' ? (
            <Link
              to={`/understanding/improve/conflicts?intent=${encodeURIComponent(intent.id)}`}
              onClick={(event) => event.stopPropagation()}
            >
              {t('workbench.intents.conflicts', { count: intent.conflicts })}
            </Link>
          ) : (
            t(`workbench.weak.advice.${reason}`)
          )}
        </li>
      ))}
    </ul>
  )
}
