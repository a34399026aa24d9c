import type { ProposalShown } from '@loopdesk/contracts/api/graph.ts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { problemText } from '../../../ui/problem-text.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { graphKeys } from '../graph-keys.ts'
import { OnlyFor } from '../only-for.tsx'
import { SourceLine } from '../source-line.tsx'
import { useOntology } from '../use-ontology.ts'

const states = ['proposed', 'accepted', 'rejected'] as const
const sure = 0.85

/** Facts that wait for somebody to accept or reject them, one by one with the keys or many at once. */
export function ReviewPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [state, setState] = useState<(typeof states)[number]>('proposed')
  const [limit, setLimit] = useState(50)
  const [at, setAt] = useState(0)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const list = useQuery({
    queryKey: [...graphKeys.proposals, { state, limit }],
    queryFn: ({ signal }) => call(routes.listProposals, { query: { state, limit }, signal }),
    placeholderData: keepPreviousData,
  })
  const decide = useDecide(() => setChosen(new Set()))
  const items = list.data?.items ?? []
  const current = Math.max(0, Math.min(at, items.length - 1))
  const writes = can('knowledge.write') && state === 'proposed'
  const judge = (decision: 'accept' | 'reject') => () => {
    const item = items[current]
    if (writes && item && !decide.isPending) decide.mutate({ ids: [item.id], decision })
  }
  const move = (by: number) => () => {
    const next = Math.max(0, Math.min(current + by, items.length - 1))
    setAt(next)
    document.getElementById(`proposal-${items[next]?.id}`)?.scrollIntoView({ block: 'nearest' })
  }
  useHotkeys({ j: move(1), k: move(-1), arrowdown: move(1), arrowup: move(-1), a: judge('accept'), x: judge('reject') })
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState />
  const toggle = (id: string) =>
    setChosen((now) => (now.has(id) ? new Set([...now].filter((each) => each !== id)) : new Set([...now, id])))
  return (
    <>
      <h1>{t('graph.sections.review')}</h1>
      <p className="kg-lead">{t('graph.review.lead')}</p>
      <div className="kg-bar">
        <Segmented
          value={state}
          options={states.map((value) => ({ value, label: t(`graph.review.states.${value}`) }))}
          onChange={(value) => {
            setState(value)
            setAt(0)
          }}
        />
        <span className="kg-quiet">{t('graph.review.total', { n: list.data.total })}</span>
        {writes && items.length > 0 && (
          <>
            <Button
              size="small"
              onClick={() =>
                setChosen(
                  new Set(
                    items.filter((each) => each.confidence >= sure && each.replaces === null).map(({ id }) => id),
                  ),
                )
              }
            >
              {t('graph.review.selectSure')}
            </Button>
            {chosen.size > 0 && (
              <>
                <Button
                  size="small"
                  type="primary"
                  loading={decide.isPending}
                  onClick={() => decide.mutate({ ids: [...chosen], decision: 'accept' })}
                >
                  {t('graph.review.acceptAll', { n: chosen.size })}
                </Button>
                <Button
                  size="small"
                  loading={decide.isPending}
                  onClick={() => decide.mutate({ ids: [...chosen], decision: 'reject' })}
                >
                  {t('graph.review.rejectAll', { n: chosen.size })}
                </Button>
              </>
            )}
            <span className="kg-quiet">{t('graph.review.keys')}</span>
          </>
        )}
      </div>
      {items.length === 0 && <EmptyState title={t('graph.review.empty')} help={t('graph.review.emptyHelp')} />}
      <ul className="kg-list">
        {items.map((item, index) => (
          <Item
            key={item.id}
            item={item}
            current={writes && index === current}
            chosen={chosen.has(item.id)}
            onFocus={() => setAt(index)}
            onChoose={writes ? () => toggle(item.id) : undefined}
            onDecide={writes ? (decision) => decide.mutate({ ids: [item.id], decision }) : undefined}
          />
        ))}
      </ul>
      {list.data.total > items.length && limit < 100 && (
        <Button onClick={() => setLimit(100)}>{t('common.more')}</Button>
      )}
    </>
  )
}

interface ItemProps {
  item: ProposalShown
  current: boolean
  chosen: boolean
  onFocus: () => void
  onChoose: (() => void) | undefined
  onDecide: ((decision: 'accept' | 'reject') => void) | undefined
}

function Item({ item, current, chosen, onFocus, onChoose, onDecide }: ItemProps) {
  const { t } = useTranslation()
  const { language } = useOntology()
  return (
    <li
      id={`proposal-${item.id}`}
      className={`kg-item${current ? ' current' : ''}`}
      aria-current={current || undefined}
      onPointerDown={onFocus}
    >
      {onChoose ? <Checkbox checked={chosen} onChange={onChoose} aria-label={item.text[language]} /> : <span />}
      <div>
        <div className="what">
          {item.text[language]}{' '}
          {item.replaces !== null && <Tag color="orange">{t('graph.review.replaces', { value: item.replaces })}</Tag>}
          {(!item.subject.id || (item.object && !item.object.id)) && <Tag color="blue">{t('graph.review.fresh')}</Tag>}
        </div>
        <SourceLine source={item.source} quote />
        <OnlyFor audiences={item.audiences} />
        <div className="kg-quiet">
          {t('graph.review.confidence')} {Math.round(item.confidence * 100)}%{item.decidedBy && ` · ${item.decidedBy}`}
        </div>
      </div>
      <div className="buttons">
        {onDecide && (
          <>
            <Button size="small" type={current ? 'primary' : 'default'} onClick={() => onDecide('accept')}>
              {t('graph.review.accept')}
            </Button>
            <Button size="small" onClick={() => onDecide('reject')}>
              {t('graph.review.reject')}
            </Button>
          </>
        )}
      </div>
    </li>
  )
}

function useDecide(onDone: () => void) {
  const { t } = useTranslation()
  const { language } = useOntology()
  const { message } = App.useApp()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { ids: string[]; decision: 'accept' | 'reject' }) => call(routes.decideProposals, { body }),
    onSuccess: ({ refused }) => {
      onDone()
      if (refused[0]) void message.warning(t('graph.review.refused', { message: refused[0].message[language] }))
      void cache.invalidateQueries({ queryKey: graphKeys.all })
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
}
