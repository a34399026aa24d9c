import { CloseOutlined, SearchOutlined } from '@ant-design/icons'
import { Input, type InputRef, Select } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { inLanguage, nodeName } from './node-name.ts'
import { outcomes, states, times } from './run-query.ts'
import { useReader } from './use-names.ts'
import type { useQueryState } from './use-query-state.ts'
import { useFlows, useVersions } from './use-runs.ts'

interface Props extends Pick<ReturnType<typeof useQueryState>, 'query' | 'set'> {
  text: string
  onText(text: string): void
  /** Figures know flows, versions and days only. */
  map: boolean
}

/** What is looked for: everything stands in the address, so that a search can be handed on. */
export function RunFilters({ text, onText, query, set, map }: Props) {
  const { t } = useTranslation()
  const field = useRef<InputRef>(null)
  useHotkeys({ '/': () => field.current?.focus() })
  return (
    <div className="filters run-filters">
      {!map && (
        <Input
          ref={field}
          prefix={<SearchOutlined />}
          allowClear
          value={text}
          placeholder={t('runs.search')}
          aria-label={t('runs.search')}
          onChange={(event) => onText(event.target.value)}
        />
      )}
      <FlowFilter query={query} set={set} map={map} />
      {map ? <DaysFilter query={query} set={set} /> : <StateFilters query={query} set={set} />}
      {!map &&
        (['customer', 'conversation'] as const)
          .filter((name) => query.get(name))
          .map((name) => (
            <button key={name} type="button" className="tag filter-chip" onClick={() => set({ [name]: undefined })}>
              {t(`runs.filter.${name}`)} <CloseOutlined />
            </button>
          ))}
    </div>
  )
}

type Part = Pick<Props, 'query' | 'set'>

function FlowFilter({ query, set, map }: Part & { map: boolean }) {
  const { t, i18n } = useTranslation()
  const flows = useFlows().data ?? []
  const flowId = query.get('flow') ?? undefined
  const versions = useVersions(flowId).data ?? []
  const asked = Number(query.get('version')) || undefined
  const shown = asked ?? flows.find(({ id }) => id === flowId)?.live ?? versions[0]?.version
  const reader = useReader(flowId, shown ?? undefined)
  return (
    <>
      <Select
        className="filter-flow"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('runs.filter.flow')}
        aria-label={t('runs.filter.flow')}
        value={flowId}
        options={flows.map(({ id, name }) => ({ value: id, label: inLanguage(name, i18n.language) || id }))}
        onChange={(flow) => set({ flow, version: undefined, node: undefined })}
      />
      {flowId && (
        <Select
          className="filter-small"
          allowClear
          placeholder={t('runs.filter.version')}
          aria-label={t('runs.filter.version')}
          value={asked}
          options={versions.map(({ version, live }) => ({
            value: version,
            label: t('runs.version', { n: version }) + (live ? ` · ${t('runs.repair.migrateLive')}` : ''),
          }))}
          onChange={(version) => set({ version: version ? String(version) : undefined })}
        />
      )}
      {flowId && !map && (
        <Select
          className="filter-node"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('runs.filter.node')}
          aria-label={t('runs.filter.node')}
          value={query.get('node') ?? undefined}
          options={Object.keys(reader.definition?.nodes ?? {}).map((id) => ({
            value: id,
            label: nodeName(reader, id),
          }))}
          onChange={(node) => set({ node })}
        />
      )}
    </>
  )
}

function StateFilters({ query, set }: Part) {
  const { t } = useTranslation()
  const time = query.get('time') ?? undefined
  return (
    <>
      <Select
        className="filter-small"
        allowClear
        placeholder={t('runs.filter.state')}
        aria-label={t('runs.filter.state')}
        value={query.get('state') ?? undefined}
        options={states.map((value) => ({ value, label: t(`runs.states.${value}`) }))}
        onChange={(state) => set({ state })}
      />
      <Select
        className="filter-small"
        allowClear
        placeholder={t('runs.filter.outcome')}
        aria-label={t('runs.filter.outcome')}
        value={query.get('outcome') ?? undefined}
        options={outcomes.map((value) => ({ value, label: t(`runs.outcomes.${value}`) }))}
        onChange={(outcome) => set({ outcome })}
      />
      <Select
        className="filter-small"
        allowClear
        placeholder={t('runs.filter.time')}
        aria-label={t('runs.filter.time')}
        value={time}
        options={[
          ...times.map((value) => ({ value: value as string, label: t(`runs.times.${value}`) })),
          { value: 'custom', label: t('runs.filter.custom') },
        ]}
        onChange={(chosen) => set({ time: chosen, ...(chosen !== 'custom' && { from: undefined, to: undefined }) })}
      />
      {time === 'custom' &&
        (['from', 'to'] as const).map((end) => (
          <Input
            key={end}
            type="datetime-local"
            className="filter-moment"
            prefix={t(`runs.filter.${end}`)}
            aria-label={t(`runs.filter.${end}`)}
            value={query.get(end) ?? ''}
            onChange={(event) => set({ [end]: event.target.value || undefined })}
          />
        ))}
    </>
  )
}

function DaysFilter({ query, set }: Part) {
  const { t } = useTranslation()
  return (
    <Select
      className="filter-small"
      aria-label={t('runs.filter.time')}
      value={query.get('days') ?? '7'}
      options={['1', '7', '30', '90'].map((n) => ({ value: n, label: t('runs.stats.days', { n }) }))}
      onChange={(days) => set({ days: days === '7' ? undefined : days })}
    />
  )
}
