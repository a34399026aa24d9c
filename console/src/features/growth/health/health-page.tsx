import { DownloadOutlined } from '@ant-design/icons'
import { growthRoutes, type HealthFinding, type SourceHealth } from '@loopdesk/contracts/api/growth.ts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, pathOf } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { AskedList } from '../asked-list.tsx'
import { growthKeys } from '../growth-keys.ts'
import { HealthCharts } from './health-charts.tsx'
import '../growth.css'

const kinds = ['all', 'entry', 'document'] as const
const days = 30

/** Which entries and documents need work first, and why. */
export function HealthPage(_: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { query, set } = useQueryState()
  const [looked, setLooked] = useState<SourceHealth>()
  const kind = kinds.find((each) => each === query.get('kind')) ?? 'all'
  const finding = (query.get('finding') ?? undefined) as HealthFinding['code'] | undefined
  const filter = { days, ...(kind !== 'all' && { kind }), ...(finding && { finding }) }
  const health = useInfiniteQuery({
    queryKey: [...growthKeys.health, filter],
    queryFn: ({ pageParam, signal }) =>
      call(growthRoutes.listSourceHealth, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const summary = useQuery({
    queryKey: [...growthKeys.summary, days],
    queryFn: ({ signal }) => call(growthRoutes.growthSummary, { query: { days }, signal }),
  })
  const items = health.data?.pages.flatMap((page) => page.items) ?? []
  const first = health.data?.pages[0]
  return (
    <div className="kb-page">
      <header className="kb-head">
        <h1>{t('knowledge.sections.health')}</h1>
        <Segmented
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`knowledge.growth.health.kinds.${value}`) }))}
          onChange={(value) => set({ kind: value === 'all' ? undefined : value })}
        />
        <Button
          icon={<DownloadOutlined />}
          href={pathOf(growthRoutes.exportSourceHealth.path, {}, { days, ...(kind !== 'all' && { kind }) })}
        >
          {t('knowledge.growth.health.export')}
        </Button>
      </header>
      <p className="quiet page-lead">{t('knowledge.growth.health.lead')}</p>
      {health.isPending && <LoadingState />}
      {health.isLoadingError && <ErrorState error={health.error} onRetry={() => void health.refetch()} />}
      {first && (
        <HealthCharts
          page={first}
          days={summary.data?.days ?? []}
          finding={finding}
          onFinding={(code) => set({ finding: code === finding ? undefined : code })}
        />
      )}
      {health.isSuccess && items.length === 0 && (
        <EmptyState
          title={t(finding ? 'knowledge.growth.health.noneFound' : 'knowledge.growth.health.none')}
          help={t('knowledge.growth.health.noneHelp')}
        />
      )}
      {items.length > 0 && <HealthTable items={items} onLook={setLooked} />}
      {health.hasNextPage && (
        <Button size="small" loading={health.isFetchingNextPage} onClick={() => void health.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      <SideDrawer open={looked !== undefined} title={looked?.title ?? ''} onClose={() => setLooked(undefined)}>
        {looked && <AskedList filter={{ source: looked.source }} />}
      </SideDrawer>
    </div>
  )
}

function HealthTable({ items, onLook }: { items: readonly SourceHealth[]; onLook(item: SourceHealth): void }) {
  const { t } = useTranslation()
  return (
    <div className="growth-table">
      <table>
        <thead>
          <tr>
            <th>{t('knowledge.growth.health.columns.title')}</th>
            <th className="num">{t('knowledge.growth.health.columns.score')}</th>
            <th>{t('knowledge.growth.health.columns.findings')}</th>
            <th className="num">{t('knowledge.growth.health.columns.asked')}</th>
            <th className="num">{t('knowledge.growth.health.columns.solved')}</th>
            <th>{t('knowledge.growth.health.columns.last')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.source}>
              <td>
                <Link to={addressOf(item.source)}>{item.title || item.source}</Link>
              </td>
              <td className="num">
                <b className={item.score < 50 ? 'growth-poor' : item.score < 80 ? 'growth-fair' : 'growth-good'}>
                  {item.score}
                </b>
              </td>
              <td>
                <Findings findings={item.findings} />
              </td>
              <td className="num">
                {item.asked > 0 ? (
                  <button type="button" className="link" onClick={() => onLook(item)}>
                    {item.asked}
                  </button>
                ) : (
                  0
                )}
              </td>
              <td className="num">{item.solved}</td>
              <td>
                {item.lastAt ? (
                  <Time at={item.lastAt} />
                ) : (
                  <span className="quiet">{t('knowledge.growth.health.never')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What takes from 100, in words, the heaviest first. */
function Findings({ findings }: { findings: readonly HealthFinding[] }) {
  const { t } = useTranslation()
  if (findings.length === 0) return <span className="quiet">{t('knowledge.growth.health.fine')}</span>
  return (
    <ul className="growth-findings">
      {findings.map(({ code, count, weight, about }) => (
        <li key={code}>
          {t(`knowledge.growth.health.words.${code}`, {
            count,
            about: (about ?? '')
              .split(',')
              .map((each) => (each === 'en' || each === 'zh' ? t(`knowledge.growth.health.languages.${each}`) : each))
              .join('、'),
          })}{' '}
          <span className="quiet">{t('knowledge.growth.health.minus', { n: weight })}</span>
        </li>
      ))}
    </ul>
  )
}

const addressOf = (source: string) =>
  source.startsWith('entry:')
    ? `/knowledge/entries/${encodeURIComponent(source.slice('entry:'.length))}`
    : `/knowledge/documents/${encodeURIComponent(source.slice('document:'.length))}`
