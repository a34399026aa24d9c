import { type ClusterState, clusterState, type GrowthCluster } from '@loopdesk/contracts/api/growth.ts'
import { Button, Input, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { Sparkline } from '../sparkline.tsx'
import { ClusterDetail } from './cluster-detail.tsx'
import { type ClusterOrder, useClusterActions, useClusters } from './use-clusters.ts'
import '../growth.css'

const orders: ClusterOrder[] = ['recent', 'growing', 'size', 'new']

/** What nobody could answer, by meaning; on the right the chosen group becomes an entry. */
export function GapsPage({ itemId }: { itemId: string | undefined }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const { query, set } = useQueryState()
  const wide = useWiderThan(900)
  const parsed = clusterState.safeParse(query.get('state'))
  const state: ClusterState = parsed.success ? parsed.data : 'open'
  const order = orders.find((each) => each === query.get('order')) ?? 'recent'
  const q = useDebounced(query.get('q') ?? '', 250)
  const clusters = useClusters({ state, order, q })
  const actions = useClusterActions()
  const { draft, setState } = actions
  const items = clusters.data?.pages.flatMap((page) => page.items) ?? []
  const chosenId = itemId ?? (wide ? items[0]?.id : undefined)
  const open = (id: string | undefined) => navigate(`/knowledge/gaps${id ? `/${id}` : ''}?${query}`, { replace: true })
  const move = (by: number) => {
    const at = items.findIndex(({ id }) => id === chosenId)
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))]
    if (next) void open(next.id)
  }
  const write = can('knowledge.write')
  /** The group leaves this list when it is drafted; it stays open beside it. */
  const begin = (id: string) => {
    void open(id)
    draft.mutate(id)
  }
  const chosen = items.find(({ id }) => id === chosenId)
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    d: write && chosen && !chosen.entryId ? () => begin(chosen.id) : undefined,
    x:
      write && chosen && chosen.state !== 'dismissed'
        ? () => setState.mutate({ id: chosen.id, state: 'dismissed' })
        : undefined,
  })
  return (
    <div className={`growth-split${itemId ? ' growth-one' : ''}`}>
      <div className="growth-list">
        <header className="growth-head">
          <h1>{t('knowledge.sections.gaps')}</h1>
          {wide && (
            <span className="key-line">
              <span>
                <KeyHint keys="J" /> <KeyHint keys="K" /> {t('knowledge.growth.gaps.keys')}
              </span>
            </span>
          )}
        </header>
        <div className="growth-filters">
          <Segmented<ClusterState>
            value={state}
            options={clusterState.options.map((value) => ({
              value,
              label: t(`knowledge.growth.gaps.states.${value}`),
            }))}
            onChange={(value) => set({ state: value === 'open' ? undefined : value })}
          />
          <Input
            allowClear
            aria-label={t('knowledge.growth.gaps.search')}
            placeholder={t('knowledge.growth.gaps.search')}
            value={query.get('q') ?? ''}
            onChange={({ target }) => set({ q: target.value || undefined })}
          />
          <Select<ClusterOrder>
            aria-label={t('knowledge.growth.gaps.order')}
            value={order}
            options={orders.map((value) => ({ value, label: t(`knowledge.growth.gaps.orders.${value}`) }))}
            onChange={(value) => set({ order: value === 'recent' ? undefined : value })}
          />
        </div>
        {clusters.isPending && <LoadingState />}
        {clusters.isLoadingError && <ErrorState error={clusters.error} onRetry={() => void clusters.refetch()} />}
        {clusters.isSuccess && items.length === 0 && (
          <EmptyState
            title={t(`knowledge.growth.gaps.none.${state}`)}
            {...(state === 'open' && { help: t('knowledge.growth.gaps.noneHelp') })}
          />
        )}
        <ul className="growth-rows" aria-label={t('knowledge.growth.gaps.list')}>
          {items.map((item) => (
            <ClusterRow key={item.id} item={item} chosen={item.id === chosenId} onOpen={() => void open(item.id)} />
          ))}
        </ul>
        {clusters.hasNextPage && (
          <Button
            className="growth-more"
            size="small"
            loading={clusters.isFetchingNextPage}
            onClick={() => void clusters.fetchNextPage()}
          >
            {t('common.more')}
          </Button>
        )}
      </div>
      <div className="growth-detail">
        {chosenId ? (
          <ClusterDetail
            key={chosenId}
            id={chosenId}
            write={write}
            onBack={() => void open(undefined)}
            onDraft={begin}
            onOpen={(id) => void open(id)}
            actions={actions}
          />
        ) : (
          items.length > 0 && (
            <EmptyState title={t('knowledge.growth.gaps.choose')} help={t('knowledge.growth.gaps.lead')} />
          )
        )}
      </div>
    </div>
  )
}

function ClusterRow({ item, chosen, onOpen }: { item: GrowthCluster; chosen: boolean; onOpen(): void }) {
  const { t } = useTranslation()
  const trend = item.week - item.weekBefore
  return (
    <li>
      <button type="button" className="growth-row" aria-current={chosen} onClick={onOpen}>
        <span className="growth-row-title">{item.title}</span>
        <span className="growth-row-facts">
          <span>{t('knowledge.growth.gaps.week', { n: item.week })}</span>
          {trend !== 0 && (
            <span className={trend > 0 ? 'growth-up' : 'growth-down'}>{trend > 0 ? `↑${trend}` : `↓${-trend}`}</span>
          )}
          <span className="quiet">{t('knowledge.growth.gaps.total', { n: item.size })}</span>
        </span>
        <Sparkline days={item.days} label={t('knowledge.growth.gaps.days', { list: item.days.join(' ') })} />
      </button>
    </li>
  )
}
