import { SearchOutlined } from '@ant-design/icons'
import type { EntryFilter } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useStable } from '../../../ui/use-stable.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { OwnerPicker } from '../pickers.tsx'
import { useAudienceName, useAudiences } from '../use-audiences.ts'
import { type Order, orders, type QuickView, quickViewOf, quickViews } from './entry-filter.ts'
import { useEntryCounts } from './use-entries.ts'

interface Props {
  filter: EntryFilter
  order: Order
  set(changes: Record<string, string | undefined>): void
  onClear(): void
}

const none = { status: undefined, validity: undefined, owner: undefined, missing: undefined, reviewDue: undefined }

/** What is looked at most as one press with its number; the rest as choices. All of it is in the address. */
export function EntryFilters({ filter, order, set, onClear }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState(filter.q ?? '')
  const words = useDebounced(text.trim(), 200)
  const asked = filter.q ?? ''
  const ask = useStable((now: string) => {
    if (now !== asked) set({ q: now || undefined })
  })
  useEffect(() => ask(words), [ask, words])
  useEffect(() => {
    if (asked === '') setText('')
  }, [asked])
  const labels = useQuery({
    queryKey: knowledgeKeys.labels,
    queryFn: ({ signal }) => call(routes.listLabels, { signal }),
  })
  const { audiences } = useAudiences()
  const audienceName = useAudienceName()
  const narrowed = Object.keys(filter).some((name) => name !== 'category')
  return (
    <>
      <QuickViews
        filter={filter}
        onChoose={(view) => set({ ...none, label: undefined, audience: undefined, ...view.set })}
      />
      <div className="kb-filters">
        <Input
          allowClear
          prefix={<SearchOutlined />}
          value={text}
          placeholder={t('knowledge.entries.search')}
          aria-label={t('knowledge.entries.search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          allowClear
          value={filter.label}
          placeholder={t('knowledge.entries.anyLabel')}
          aria-label={t('knowledge.entries.label')}
          popupMatchSelectWidth={false}
          showSearch
          options={(labels.data?.items ?? []).map(({ label, entries }) => ({
            value: label,
            label: `${label}　${entries}`,
          }))}
          onChange={(label?: string) => set({ label })}
        />
        <Select
          allowClear
          value={filter.audience}
          placeholder={t('knowledge.entries.anyAudience')}
          aria-label={t('knowledge.entries.audience')}
          popupMatchSelectWidth={false}
          options={audiences.map(({ id }) => ({ value: id, label: audienceName(id) }))}
          onChange={(audience?: string) => set({ audience })}
        />
        <OwnerPicker
          label={t('knowledge.entries.owner')}
          value={filter.owner === 'me' || filter.owner === 'none' ? undefined : filter.owner}
          placeholder={t('knowledge.entries.anyOwner')}
          onChange={(owner) => set({ owner })}
        />
        <OriginSelect value={filter.origin} onChange={(origin) => set({ origin })} />
        <Select<Order>
          value={order}
          aria-label={t('knowledge.entries.order')}
          popupMatchSelectWidth={false}
          options={orders.map((value) => ({ value, label: t(`knowledge.entries.orders.${value}`) }))}
          onChange={(value) => set({ order: value === 'updated' ? undefined : value })}
        />
        {narrowed && (
          <Button type="text" onClick={onClear}>
            {t('knowledge.entries.clear')}
          </Button>
        )}
      </div>
    </>
  )
}

function QuickViews({ filter, onChoose }: { filter: EntryFilter; onChoose(view: QuickView): void }) {
  const { t } = useTranslation()
  const counts = useEntryCounts(filter.category)
  const chosen = quickViewOf(filter)
  // What is empty is not offered, unless somebody is looking at it.
  const shown = quickViews.filter(
    ({ name, count }) => name === 'all' || name === chosen || (counts.data?.[count] ?? 0) > 0,
  )
  return (
    <div className="kb-quick" role="toolbar" aria-label={t('knowledge.entries.quick')}>
      {shown.map((view) => (
        <button
          key={view.name}
          type="button"
          aria-pressed={view.name === chosen}
          className={view.name === chosen ? 'kb-quick-on' : ''}
          onClick={() => onChoose(view)}
        >
          {t(`knowledge.entries.views.${view.name}`)}
          <span className="num">{counts.data?.[view.count].toLocaleString()}</span>
        </button>
      ))}
    </div>
  )
}

const origins = ['console', 'import', 'pack', 'config', 'growth', 'helpdesk'] as const

function OriginSelect({ value, onChange }: { value: string | undefined; onChange(value: string | undefined): void }) {
  const { t } = useTranslation()
  const known = origins.map((origin) => ({ value: origin as string, label: t(`knowledge.origins.${origin}`) }))
  const other = value && !origins.some((one) => one === value) ? [{ value, label: value }] : []
  return (
    <Select
      allowClear
      value={value}
      placeholder={t('knowledge.entries.anyOrigin')}
      aria-label={t('knowledge.entries.origin')}
      popupMatchSelectWidth={false}
      options={[...known, ...other]}
      onChange={(origin?: string) => onChange(origin)}
    />
  )
}
