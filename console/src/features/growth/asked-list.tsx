import { growthRoutes } from '@loopdesk/contracts/api/growth.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api.ts'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { growthKeys } from './growth-keys.ts'

interface Props {
  filter: { clusterId: string } | { source: string }
  /** Questions that are chosen, where they can be. */
  chosen?: { ids: ReadonlySet<string>; toggle(id: string): void } | undefined
}

/** What was asked, of a group or of a source, newest first; each leads to its conversation, where it was asked in one. */
export function AskedList({ filter, chosen }: Props) {
  const { t } = useTranslation()
  const asked = useInfiniteQuery({
    queryKey: growthKeys.questions(filter),
    queryFn: ({ pageParam, signal }) => {
      const page = { cursor: pageParam ?? undefined, limit: 20 }
      return 'clusterId' in filter
        ? call(growthRoutes.listClusterQuestions, { params: { clusterId: filter.clusterId }, query: page, signal })
        : call(growthRoutes.listSourceQuestions, { query: { ...page, source: filter.source }, signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  if (asked.isPending) return <LoadingState />
  if (asked.isLoadingError) return <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
  const items = asked.data?.pages.flatMap((page) => page.items) ?? []
  if (items.length === 0) return <p className="quiet">{t('knowledge.growth.health.noConversations')}</p>
  return (
    <>
      <ul className="growth-asked">
        {items.map(({ id, text, origin, conversationId, at, decision, outcome, channel }) => (
          <li key={id} className={chosen && 'growth-pickable'}>
            {chosen && (
              <Checkbox
                checked={chosen.ids.has(id)}
                aria-label={t('knowledge.growth.gaps.pick', { text })}
                onChange={() => chosen.toggle(id)}
              />
            )}
            {conversationId === null ? (
              <span>{text}</span>
            ) : (
              <Link to={`/conversations/${conversationId}`}>{text}</Link>
            )}
            <span className="quiet">
              {outcome
                ? t(`knowledge.growth.health.outcomes.${outcome}`)
                : t(`knowledge.growth.health.decisions.${decision}`)}
              {origin !== 'conversation' && ` · ${t(`knowledge.growth.gaps.origins.${origin}`)}`}
              {channel && ` · ${channel}`} · <Time at={at} />
            </span>
          </li>
        ))}
      </ul>
      {asked.hasNextPage && (
        <Button size="small" loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </>
  )
}
