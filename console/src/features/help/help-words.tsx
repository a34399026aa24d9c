import type { HelpSite } from '@loopdesk/contracts/api/help.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { addressOf } from './help-figures.tsx'
import { helpKeys } from './use-help-site.ts'

const filters = ['all', 'not_helpful', 'with_words'] as const

/** What visitors said about articles, newest first. */
export function HelpWords({ site }: { site: HelpSite }) {
  const { t } = useTranslation()
  const [only, setOnly] = useState<(typeof filters)[number]>('all')
  const votes = useInfiniteQuery({
    queryKey: helpKeys.words(site.id, only),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) =>
      call(routes.listHelpFeedback, {
        params: { siteId: site.id },
        query: { only, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
  })
  const items = votes.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="help-figures">
      <Segmented
        value={only}
        onChange={setOnly}
        options={filters.map((value) => ({ value, label: t(`help.words.only.${value}`) }))}
      />
      {votes.isPending && <LoadingState />}
      {votes.isError && <ErrorState error={votes.error} onRetry={() => void votes.refetch()} />}
      {votes.isSuccess && items.length === 0 && (
        <EmptyState title={t('help.words.nothing')} help={t('help.words.nothingHelp')} />
      )}
      <ul className="help-votes">
        {items.map((each) => (
          <li key={each.id}>
            <span className={each.helpful ? 'help-yes' : 'help-no'}>
              {t(each.helpful ? 'help.words.yes' : 'help.words.no')}
            </span>
            <Link to={addressOf(each.source)}>{each.title}</Link>
            <Time at={each.at} />
            {each.comment !== '' && <p>{each.comment}</p>}
          </li>
        ))}
      </ul>
      {votes.hasNextPage && (
        <Button onClick={() => void votes.fetchNextPage()} loading={votes.isFetchingNextPage}>
          {t('common.more')}
        </Button>
      )}
    </div>
  )
}
