import { ArrowLeftOutlined } from '@ant-design/icons'
import type { Figures } from '@loopdesk/contracts/api/workbench.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { call, routes } from '../../../api.ts'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { authorName } from '../author-name.ts'
import { percent } from '../figures.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { Comparison } from './comparison.tsx'
import { Confusion } from './confusion.tsx'
import { IntentFigures } from './intent-figures.tsx'
import { JudgedList } from './judged-list.tsx'

const tabs = ['confusion', 'intents', 'errors', 'compare'] as const
type Tab = (typeof tabs)[number]

/** One evaluation: the figures, who is mistaken for whom, each intent, each error, and against another version. */
export function EvaluationDetail({ evaluationId }: { evaluationId: string }) {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const tab: Tab = tabs.find((one) => one === address.get('tab')) ?? 'confusion'
  const evaluation = useQuery({
    queryKey: [...workbenchKeys.evaluations, evaluationId],
    queryFn: ({ signal }) => call(routes.readEvaluation, { params: { evaluationId }, signal }),
  })
  if (evaluation.isPending) return <LoadingState />
  if (evaluation.isLoadingError)
    return <ErrorState error={evaluation.error} onRetry={() => void evaluation.refetch()} />
  const { data } = evaluation
  return (
    <>
      <header className="evaluation-head">
        <Link to="/understanding/evaluate">
          <ArrowLeftOutlined /> {t('workbench.evaluate.all')}
        </Link>
        <h1>
          {t('workbench.versions.number', { number: data.version })} · {data.setName ?? t('workbench.evaluate.cross')}
        </h1>
        <span className="quiet">
          {authorName(data.createdBy, t)} <Time at={data.createdAt} />
        </span>
      </header>
      {data.figures && <FigureLine figures={data.figures} />}
      <div className="workbench-tabs" role="tablist" aria-label={t('workbench.sections.evaluate')}>
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === tab}
            className={one === tab ? 'tab active' : 'tab'}
            onClick={() => setAddress({ tab: one }, { replace: true })}
          >
            {t(`workbench.evaluate.tabs.${one}`)}
          </button>
        ))}
      </div>
      {tab === 'confusion' && <Confusion evaluation={data} />}
      {tab === 'intents' && <IntentFigures evaluation={data} />}
      {tab === 'errors' && <JudgedList evaluationId={data.id} filter={{ right: 'false' }} />}
      {tab === 'compare' && <Comparison evaluation={data} />}
    </>
  )
}

function FigureLine({ figures }: { figures: Figures }) {
  const { t } = useTranslation()
  const { outside } = figures
  const shown = [
    { name: t('workbench.evaluate.accuracy'), value: figures.accuracy, help: t('workbench.evaluate.accuracyHelp') },
    {
      name: t('workbench.evaluate.withoutRejection'),
      value: figures.accuracyWithoutRejection,
      help: t('workbench.evaluate.withoutRejectionHelp'),
    },
    { name: t('workbench.evaluate.macroF1'), value: figures.macroF1, help: t('workbench.evaluate.macroF1Help') },
    ...(outside
      ? [
          {
            name: t('workbench.evaluate.outsideRecall'),
            value: outside.recall,
            help: t('workbench.evaluate.outsideRecallHelp', { count: outside.items }),
          },
          {
            name: t('workbench.evaluate.outsidePrecision'),
            value: outside.precision,
            help: t('workbench.evaluate.outsidePrecisionHelp'),
          },
        ]
      : []),
  ]
  return (
    <dl className="figure-line">
      {shown.map((one) => (
        <div key={one.name} title={one.help}>
          <dt>{one.name}</dt>
          <dd>{percent(one.value)}</dd>
        </div>
      ))}
      <div>
        <dt>{t('workbench.evaluate.messages')}</dt>
        <dd>{figures.items.toLocaleString()}</dd>
      </div>
    </dl>
  )
}
