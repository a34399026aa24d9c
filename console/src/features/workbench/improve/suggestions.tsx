import type { Suggestion } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useNotice } from '../use-notice.tsx'
import { LabelPanel } from './label-panel.tsx'
import { type Decision, useSuggestions } from './use-suggestions.ts'

type Reason = Suggestion['reason']

/** Real messages nobody has labelled, the most informative first; labelled with one key each. */
export function Suggestions() {
  const { t } = useTranslation()
  const { can } = useSession()
  const notice = useNotice()
  const [reason, setReason] = useState<Reason>()
  const [currentId, setCurrentId] = useState<string | null>(null)
  const queue = useSuggestions(reason)
  const look = useMutation({
    mutationFn: () => call(routes.findSuggestions, {}),
    onSuccess: queue.expectNews,
    onError: notice.fail,
  })
  const write = can('understanding.write')
  const { items } = queue
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === currentId),
  )
  const current = items[at]
  const step = (by: number) => setCurrentId(items[Math.min(Math.max(at + by, 0), items.length - 1)]?.id ?? null)
  const decide = (decision: Decision) => {
    if (!current) return
    setCurrentId((items[at + 1] ?? items[at - 1])?.id ?? null)
    queue.decide(current, decision)
  }
  const undo = () => {
    const id = queue.undo()
    if (id) setCurrentId(id)
    else notice.say(t('workbench.suggest.nothingToUndo'))
  }
  const filters = (
    <div className="suggest-bar">
      <Segmented<Reason | 'all'>
        value={reason ?? 'all'}
        aria-label={t('workbench.suggest.why')}
        options={(['all', 'outside', 'unsure'] as const).map((value) => ({
          value,
          label: t(`workbench.suggest.reasons.${value}`),
        }))}
        onChange={(value) => setReason(value === 'all' ? undefined : value)}
      />
      <span className="quiet" role="status">
        {queue.looking
          ? t('workbench.suggest.looking')
          : queue.decided > 0
            ? t('workbench.suggest.progress', { done: queue.decided, left: Math.max(queue.total, items.length) })
            : queue.readUntil && (
                <>
                  {t('workbench.suggest.readUntil')} <Time at={queue.readUntil} />
                </>
              )}
      </span>
      {write && (
        <Button size="small" type="text" loading={look.isPending || queue.looking} onClick={() => look.mutate()}>
          {t('workbench.suggest.look')}
        </Button>
      )}
    </div>
  )
  if (queue.query.isLoadingError)
    return <ErrorState error={queue.query.error} onRetry={() => void queue.query.refetch()} />
  if (queue.query.isPending) return <LoadingState />
  if (!current)
    return (
      <>
        {filters}
        <EmptyState
          title={t(queue.decided > 0 ? 'workbench.suggest.allDone' : 'workbench.suggest.empty')}
          help={t('workbench.suggest.emptyHelp')}
          action={queue.decided > 0 && <Button onClick={undo}>{t('workbench.suggest.undo')}</Button>}
        />
      </>
    )
  return (
    <>
      {filters}
      <div className="suggest">
        <LabelPanel
          key={current.id}
          suggestion={current}
          write={write}
          onDecide={decide}
          onStep={step}
          onUndo={undo}
          canUndo={queue.decided > 0}
        />
        <Queue items={items} at={at} onChoose={setCurrentId} />
      </div>
    </>
  )
}

function Queue({ items, at, onChoose }: { items: Suggestion[]; at: number; onChoose(id: string): void }) {
  const { t } = useTranslation()
  const from = Math.max(0, at - 3)
  return (
    <ol className="suggest-queue" aria-label={t('workbench.suggest.queue')}>
      {items.slice(from, from + 30).map((item, offset) => (
        <li key={item.id}>
          <button
            type="button"
            tabIndex={-1}
            aria-current={from + offset === at}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(item.id)}
          >
            <span>{item.text}</span>
            <small>
              {item.count > 1 ? t('workbench.suggest.times', { count: item.count }) : ''}{' '}
              {t(`workbench.suggest.reasons.${item.reason}`)}
            </small>
          </button>
        </li>
      ))}
    </ol>
  )
}
