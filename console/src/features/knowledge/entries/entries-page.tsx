import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { CategoryTree } from '../categories/category-tree.tsx'
import { CategoryPicker } from '../pickers.tsx'
import { filterOf, orderOf } from './entry-filter.ts'
import { EntryFilters } from './entry-filters.tsx'
import { EntryGrid } from './entry-grid.tsx'
import { NewEntry } from './new-entry.tsx'
import { useEntries } from './use-entries.ts'
import './entries.css'

const EntryPage = lazy(async () => ({ default: (await import('./editor/entry-page.tsx')).EntryPage }))

/** Categories on the left and their entries; one opens at its own address. */
export function EntriesPage({ itemId }: { itemId: string | undefined }) {
  if (itemId)
    return (
      <Suspense fallback={<LoadingState />}>
        <EntryPage key={itemId} entryId={itemId} />
      </Suspense>
    )
  return <EntryOverview />
}

function EntryOverview() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { search } = useLocation()
  const { query, set, clear } = useQueryState()
  const filter = filterOf(query)
  const order = orderOf(query)
  const { query: list, items, total } = useEntries(filter, order)
  const wide = useWiderThan(900)
  const write = can('knowledge.write')
  const begin = () => set({ new: '1' })
  const filtered = Object.keys(filter).some((name) => name !== 'category')
  useHotkeys({ n: write ? begin : undefined })
  return (
    <div className="kb-split">
      {wide && (
        <aside className="kb-side" aria-label={t('knowledge.categories.title')}>
          <CategoryTree chosen={filter.category} count="entries" onChoose={(id) => set({ category: id })} />
        </aside>
      )}
      <div className="kb-list">
        <header className="kb-head">
          <h1>{t('knowledge.sections.entries')}</h1>
          {!wide && (
            <CategoryPicker
              className="kb-category"
              label={t('knowledge.categories.title')}
              value={filter.category}
              placeholder={t('knowledge.categories.all')}
              onChange={(category) => set({ category })}
            />
          )}
          {write && (
            <Button type="primary" icon={<PlusOutlined />} onClick={begin}>
              {t('knowledge.entries.create')}
            </Button>
          )}
        </header>
        <EntryFilters filter={filter} order={order} set={set} onClear={() => clear(['category'])} />
        {list.isPending && <LoadingState />}
        {list.isLoadingError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && items.length === 0 && (
          <NoEntries filtered={filtered} write={write} onClear={() => clear(['category'])} onNew={begin} />
        )}
        {items.length > 0 && (
          <EntryGrid
            key={JSON.stringify({ ...filter, order })}
            items={items}
            total={total}
            filter={filter}
            write={write}
            search={search}
            onNew={begin}
            onEnd={() => {
              if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
            }}
          />
        )}
      </div>
      <NewEntry open={query.get('new') === '1'} category={filter.category} onClose={() => set({ new: undefined })} />
    </div>
  )
}

interface NoneProps {
  filtered: boolean
  write: boolean
  onClear(): void
  onNew(): void
}

function NoEntries({ filtered, write, onClear, onNew }: NoneProps) {
  const { t } = useTranslation()
  if (filtered)
    return (
      <EmptyState
        title={t('knowledge.entries.noneFound')}
        help={t('knowledge.entries.noneFoundHelp')}
        action={<Button onClick={onClear}>{t('knowledge.entries.clear')}</Button>}
      />
    )
  return (
    <EmptyState
      title={t('knowledge.entries.empty')}
      help={t('knowledge.entries.emptyHelp')}
      action={write && <Button onClick={onNew}>{t('knowledge.entries.create')}</Button>}
    />
  )
}
