import { growthRoutes } from '@loopdesk/contracts/api/growth.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call } from '../../api.ts'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { growthKeys } from './growth-keys.ts'

/** What was asked, of a group or of a source, newest first; each leads to its conversation. */
export function AskedList({ filter }: { filter: { clusterId: string } | { source: string } }) {
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
        {items.map(({ id, text, conversationId, at, decision, outcome, channel }) => (
          <li key={id}>
            <Link to={`/conversations/${conversationId}`}>{text}</Link>
            <span className="quiet">
              {outcome
                ? t(`knowledge.growth.health.outcomes.${outcome}`)
                : t(`knowledge.growth.health.decisions.${decision}`)}
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
