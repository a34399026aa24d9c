import type { FindingPlace, FindingShown } from '@loopdesk/contracts/api/graph.ts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { problemText } from '../../../ui/problem-text.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { graphKeys } from '../graph-keys.ts'
import { placeOf } from '../source-line.tsx'
import { ForbiddenWords } from './forbidden-words.tsx'

const groups = ['contradictions', 'stale', 'forbidden', 'dismissed'] as const
type Group = (typeof groups)[number]

/** Places that contradict each other, that time has overtaken, or that say what must not be said. */
export function FindingsPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [group, setGroup] = useState<Group>('contradictions')
  const [limit, setLimit] = useState(50)
  const list = useQuery({
    queryKey: [...graphKeys.findings, { group, limit }],
    queryFn: ({ signal }) =>
      call(routes.listFindings, {
        query: group === 'dismissed' ? { dismissed: 'true', limit } : { group, limit },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  const summary = useQuery({
    queryKey: graphKeys.summary,
    queryFn: ({ signal }) => call(routes.graphSummary, { signal }),
  })
  const { dismiss, look } = useFindingActions()
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <LoadingState />
  const { items, total } = list.data
  const write = can('knowledge.write')
  return (
    <>
      <div className="kg-head">
        <h1>{t('graph.sections.findings')}</h1>
        <span className="kg-quiet">
          {summary.data?.lookedAt ? (
            <>
              {t('graph.findings.lookedAt')} <Time at={summary.data.lookedAt} />
            </>
          ) : (
            t('graph.findings.never')
          )}
        </span>
        {write && (
          <Button size="small" loading={look.isPending} onClick={() => look.mutate()}>
            {t('graph.findings.look')}
          </Button>
        )}
      </div>
      <p className="kg-lead">{t('graph.findings.lead')}</p>
      <div className="kg-bar">
        <Segmented<Group>
          value={group}
          options={groups.map((value) => ({ value, label: t(`graph.findings.groups.${value}`) }))}
          onChange={setGroup}
        />
        <span className="kg-quiet">{t('graph.review.total', { n: total })}</span>
      </div>
      {items.length === 0 && (
        <EmptyState title={t(`graph.findings.empty.${group}`)} help={t('graph.findings.emptyHelp')} />
      )}
      <ul className="kg-list">
        {items.map((item) => (
          <Finding
            key={item.id}
            item={item}
            onDismiss={write ? () => dismiss.mutate({ ids: [item.id], dismissed: !item.dismissed }) : undefined}
          />
        ))}
      </ul>
      {total > items.length && limit < 100 && <Button onClick={() => setLimit(100)}>{t('common.more')}</Button>}
      {group === 'forbidden' && <ForbiddenWords write={write} />}
    </>
  )
}

function useFindingActions() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const onError = (error: unknown) => void message.error(problemText(error, t))
  const dismiss = useMutation({
    mutationFn: (body: { ids: string[]; dismissed: boolean }) => call(routes.dismissFindings, { body }),
    onSuccess: (_, { dismissed }) => {
      if (dismissed) void message.success(t('graph.findings.dismissed'))
      void cache.invalidateQueries({ queryKey: graphKeys.all })
    },
    onError,
  })
  const look = useMutation({
    mutationFn: () => call(routes.lookForFindings, {}),
    onSuccess: () => void message.success(t('graph.findings.looking')),
    onError,
  })
  return { dismiss, look }
}

function Finding({ item, onDismiss }: { item: FindingShown; onDismiss: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { kind, a, b, about, note, dismissed, dismissedBy } = item
  const words =
    kind === 'date_past' ||
    kind === 'validity_over' ||
    kind === 'old_present' ||
    kind === 'gone' ||
    kind === 'forbidden'
      ? t(`graph.findings.about.${kind}`, { about: about.replace(/^--/, '') })
      : about
  return (
    <li className="kg-finding">
      <header>
        <Tag color={b ? 'red' : 'orange'}>{t(`graph.findings.kinds.${kind}`)}</Tag>
        <span className="grow">
          {[words, note].filter((each) => each !== '').join(' · ')}
          {dismissedBy && <span className="kg-quiet"> · {dismissedBy}</span>}
        </span>
        {onDismiss && (
          <Button size="small" onClick={onDismiss}>
            {t(dismissed ? 'graph.findings.restore' : 'graph.findings.dismiss')}
          </Button>
        )}
      </header>
      <div className={`kg-sides${b ? '' : ' one'}`}>
        <Side place={a} {...(b && a.updatedAt ? { age: t('graph.findings.older') } : {})} />
        {b && <Side place={b} {...(b.updatedAt ? { age: t('graph.findings.newer') } : {})} />}
      </div>
    </li>
  )
}

/** One of the two places, with what differs marked. */
function Side({
  place: { quote, start, end, source, page, headings, updatedAt },
  age,
}: {
  place: FindingPlace
  age?: string
}) {
  const { t } = useTranslation()
  return (
    <div className="kg-side">
      <blockquote>
        {quote.slice(0, start)}
        {end > start && <mark>{quote.slice(start, end)}</mark>}
        {quote.slice(Math.max(start, end))}
      </blockquote>
      <span className="kg-source">
        <Link to={placeOf(source.kind, source.id)}>{source.title || t('graph.findings.graph')}</Link>
        {[headings, page && t('graph.ask.page', { page }), age].filter(Boolean).map((each) => ` · ${each}`)}
        {updatedAt && (
          <>
            {' · '}
            <Time at={updatedAt} />
          </>
        )}
      </span>
    </div>
  )
}
