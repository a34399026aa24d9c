import type { HelpSite, HelpStatistics } from '@loopdesk/contracts/api/help.ts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx'
import { helpKeys } from './use-help-site.ts'

const spans = [7, 30, 90]
const filters = ['all', 'nothing_found', 'not_answered'] as const

/** What is read and looked for, and what found nothing. */
export function HelpFigures({ site }: { site: HelpSite }) {
  const { t } = useTranslation()
  const [days, setDays] = useState(30)
  const figures = useQuery({
    queryKey: helpKeys.figures(site.id, days),
    queryFn: ({ signal }) => call(routes.readHelpStatistics, { params: { siteId: site.id }, query: { days }, signal }),
  })
  return (
    <div className="help-figures">
      <Segmented
        value={days}
        onChange={setDays}
        options={spans.map((count) => ({ value: count, label: t('help.figures.days', { count }) }))}
      />
      {figures.isPending && <LoadingState />}
      {figures.isError && <ErrorState error={figures.error} onRetry={() => void figures.refetch()} />}
      {figures.data && <Figures figures={figures.data} />}
      <Searches site={site} days={days} />
    </div>
  )
}

function Figures({ figures }: { figures: HelpStatistics }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...figures.days.map(({ views }) => views))
  return (
    <>
      <dl className="help-sums">
        {(['views', 'searches', 'answered', 'withoutResult', 'helpful', 'notHelpful'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`help.figures.${name}`)}</dt>
            <dd>{figures[name]}</dd>
          </div>
        ))}
      </dl>
      <section>
        <h2>{t('help.figures.perDay')}</h2>
        <ol className="help-days" aria-label={t('help.figures.perDay')}>
          {figures.days.map((each) => (
            <li key={each.day} title={t('help.figures.perDayValue', each)}>
              <span className="unseen">{t('help.figures.perDayValue', each)}</span>
              <i style={{ height: `${Math.round((each.views / most) * 100)}%` }} />
            </li>
          ))}
        </ol>
        <p className="help-axis quiet" aria-hidden="true">
          <span>{figures.days[0]?.day}</span>
          <span>{figures.days.at(-1)?.day}</span>
        </p>
      </section>
      <section>
        <h2>{t('help.figures.articles')}</h2>
        {figures.articles.length === 0 ? (
          <p className="quiet">{t('help.figures.nothing')}</p>
        ) : (
          <Articles figures={figures} />
        )}
      </section>
    </>
  )
}

function Articles({ figures }: { figures: HelpStatistics }) {
  const { t } = useTranslation()
  return (
    <div className="help-scroll">
      <table className="help-table">
        <thead>
          <tr>
            <th scope="col">{t('help.figures.article')}</th>
            {(['views', 'helpful', 'notHelpful'] as const).map((name) => (
              <th scope="col" className="num" key={name}>
                {t(`help.figures.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.articles.map((each) => (
            <tr key={each.source}>
              <td>
                <Link to={addressOf(each.source)}>{each.title}</Link>
              </td>
              <td className="num">{each.views}</td>
              <td className="num">{each.helpful}</td>
              <td className="num">{each.notHelpful}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Where the console shows what was read. */
export function addressOf(source: string): string {
  const [kind, id] = source.split(/:(.*)/)
  return `/knowledge/${kind === 'entry' ? 'entries' : 'documents'}/${encodeURIComponent(id ?? '')}`
}

function Searches({ site, days }: { site: HelpSite; days: number }) {
  const { t } = useTranslation()
  const [only, setOnly] = useState<(typeof filters)[number]>('nothing_found')
  const searches = useInfiniteQuery({
    queryKey: helpKeys.searches(site.id, days, only),
    initialPageParam: 0,
    queryFn: ({ signal, pageParam }) =>
      call(routes.listHelpSearches, { params: { siteId: site.id }, query: { days, only, cursor: pageParam }, signal }),
    getNextPageParam: ({ next }) => next,
  })
  const items = searches.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section>
      <header className="kb-head">
        <h2>{t('help.figures.searched')}</h2>
        <Segmented
          size="small"
          value={only}
          onChange={setOnly}
          options={filters.map((value) => ({ value, label: t(`help.figures.only.${value}`) }))}
        />
      </header>
      {searches.isPending && <LoadingState />}
      {searches.isError && <ErrorState error={searches.error} onRetry={() => void searches.refetch()} />}
      {searches.isSuccess && items.length === 0 && <EmptyState title={t('help.figures.noSearches')} />}
      {items.length > 0 && (
        <div className="help-scroll">
          <table className="help-table">
            <thead>
              <tr>
                <th scope="col">{t('help.figures.query')}</th>
                <th scope="col" className="num">
                  {t('help.figures.times')}
                </th>
                <th scope="col" className="num">
                  {t('help.figures.results')}
                </th>
                <th scope="col">{t('help.figures.decision')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((each) => (
                <tr key={`${each.language} ${each.query}`}>
                  <td>{each.query}</td>
                  <td className="num">{each.searches}</td>
                  <td className="num">{each.results}</td>
                  <td>{t(`help.figures.decisions.${each.decision}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {searches.hasNextPage && (
        <Button onClick={() => void searches.fetchNextPage()} loading={searches.isFetchingNextPage}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}
