import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { percent } from '../figures.tsx'
import { useIntentName } from '../use-intents.ts'
import { type JudgedFilter, useJudged } from './use-evaluations.ts'

/** Messages of an evaluation with what they mean and what they were taken for; each opens in the try-it box. */
export function JudgedList({ evaluationId, filter }: { evaluationId: string; filter: JudgedFilter }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const list = useJudged(evaluationId, filter)
  if (list.isPending) return <LoadingState />
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const items = list.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <EmptyState title={t('workbench.evaluate.noErrors')} />
  return (
    <>
      <ul className="judged">
        {items.map((item) => (
          <li key={item.itemId}>
            <Link to={`/understanding/try?text=${encodeURIComponent(item.text)}`}>{item.text}</Link>
            <small>
              {nameOf(item.intent)}
              {!item.right && (
                <>
                  {' → '}
                  <span className="bad">{nameOf(item.predicted)}</span>
                </>
              )}{' '}
              {percent(item.predicted === 'oos' ? item.outside : item.score, 0)}
            </small>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="more" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
