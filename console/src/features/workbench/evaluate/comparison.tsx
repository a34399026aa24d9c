import type { Evaluation } from '@loopdesk/contracts/api/workbench.ts'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, type Reply, routes } from '../../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { percent } from '../figures.tsx'
import { useIntentName } from '../use-intents.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { useEvaluations } from './use-evaluations.ts'

type Compared = Reply<typeof routes.compareEvaluations>
type Kind = 'broken' | 'fixed' | 'changed'

/** This version against another on the same messages: what got fixed, what got broken, and whether that is more than chance. */
export function Comparison({ evaluation }: { evaluation: Evaluation }) {
  const { t } = useTranslation()
  const { query, evaluations } = useEvaluations()
  const [chosen, setChosen] = useState<string>()
  const others = evaluations.filter(
    (one) => one.id !== evaluation.id && one.state === 'done' && one.setId !== null && one.setId === evaluation.setId,
  )
  const other = others.find((one) => one.id === chosen) ?? others.find((one) => one.version !== evaluation.version)
  if (query.isPending) return <LoadingState />
  if (others.length === 0)
    return (
      <EmptyState
        title={t(evaluation.setId ? 'workbench.compare.none' : 'workbench.compare.cross')}
        help={t(evaluation.setId ? 'workbench.compare.noneHelp' : 'workbench.compare.crossHelp')}
      />
    )
  const pair = other && ([evaluation, other] as const)
  const [before, after] = pair
    ? [...pair].sort((a, b) => a.version - b.version || a.createdAt.localeCompare(b.createdAt))
    : []
  return (
    <>
      <div className="labelled compare-with">
        <span>{t('workbench.compare.with')}</span>
        <Select
          value={other?.id}
          aria-label={t('workbench.compare.with')}
          options={others.map((one) => ({
            value: one.id,
            label: `${t('workbench.versions.number', { number: one.version })} · ${percent(one.figures?.accuracy)}`,
          }))}
          onChange={setChosen}
        />
      </div>
      {before && after && <Difference key={`${before.id}${after.id}`} before={before} after={after} />}
    </>
  )
}

function Difference({ before, after }: { before: Evaluation; after: Evaluation }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind>('broken')
  const list = useInfiniteQuery({
    queryKey: [...workbenchKeys.evaluations, 'compare', before.id, after.id, kind],
    queryFn: ({ pageParam, signal }) =>
      call(routes.compareEvaluations, {
        params: { evaluationId: before.id, otherId: after.id },
        query: { kind, offset: pageParam, limit: 50 },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => {
      const shown = pages.reduce((sum, one) => sum + one.items.length, 0)
      return page.items.length > 0 && shown < page.total ? shown : null
    },
    placeholderData: keepPreviousData,
  })
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const first = list.data?.pages[0]
  if (!first) return <LoadingState />
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <p className={`compare-verdict verdict-${first.verdict}`}>
        {t(`workbench.compare.verdicts.${first.verdict}`, { before: before.version, after: after.version })}
        <small>{t('workbench.compare.chance', { p: first.pValue < 0.001 ? '< 0.1%' : percent(first.pValue) })}</small>
      </p>
      <dl className="figure-line">
        <div>
          <dt>{t('workbench.evaluate.accuracy')}</dt>
          <dd>
            {percent(before.figures?.accuracy)} → {percent(after.figures?.accuracy)}
          </dd>
        </div>
        {(['fixed', 'broken', 'bothRight', 'bothWrong'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`workbench.compare.${name}`)}</dt>
            <dd className={name === 'fixed' ? 'good' : name === 'broken' ? 'bad' : undefined}>{first[name]}</dd>
          </div>
        ))}
      </dl>
      <Segmented<Kind>
        value={kind}
        aria-label={t('workbench.compare.kind')}
        options={(['broken', 'fixed', 'changed'] as const).map((value) => ({
          value,
          label: t(`workbench.compare.${value}`),
        }))}
        onChange={setKind}
      />
      {items.length === 0 && <EmptyState title={t(`workbench.compare.empty.${kind}`)} />}
      <ComparedItems items={items} />
      {list.hasNextPage && (
        <Button className="more" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}

function ComparedItems({ items }: { items: Compared['items'] }) {
  const nameOf = useIntentName()
  const tone = (right: boolean) => (right ? 'good' : 'bad')
  return (
    <ul className="judged">
      {items.map((item) => (
        <li key={item.itemId}>
          <Link to={`/understanding/try?text=${encodeURIComponent(item.text)}`}>{item.text}</Link>
          <small>
            {nameOf(item.intent)}：<span className={tone(item.before === item.intent)}>{nameOf(item.before)}</span> →{' '}
            <span className={tone(item.after === item.intent)}>{nameOf(item.after)}</span>
          </small>
        </li>
      ))}
    </ul>
  )
}
