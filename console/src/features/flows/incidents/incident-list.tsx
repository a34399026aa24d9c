import type { IncidentSummary } from '@loopdesk/contracts/api/flows.ts'
import { Button, Segmented, Select } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { waited } from '../../../ui/format-time.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { moveFocus } from '../runs/move-focus.ts'
import { inLanguage } from '../runs/node-name.ts'
import { useReaders } from '../runs/use-names.ts'
import type { useQueryState } from '../runs/use-query-state.ts'
import { useFlows } from '../runs/use-runs.ts'
import type { Reader } from '../runs/waiting-words.ts'
import { halfDone } from './incident-words.ts'
import { type IncidentFilter, useIncidents } from './use-incidents.ts'

type Query = Pick<ReturnType<typeof useQueryState>, 'query' | 'set'>

interface Props extends Query {
  chosen: string | undefined
  onOpen(incidentId: string): void
}

const kinds = ['compensation', 'unknown', 'halted'] as const

/** Incidents, open ones unless asked otherwise: whose, how old, what is half done. J and K move. */
export function IncidentList({ query, set, chosen, onOpen }: Props) {
  const { t } = useTranslation()
  const { myId } = useSession()
  const frame = useRef<HTMLElement>(null)
  useHotkeys({ j: () => moveFocus(frame.current, 1), k: () => moveFocus(frame.current, -1) })
  const filter: IncidentFilter = {
    state: query.get('state') === 'resolved' ? 'resolved' : 'open',
    ...(kinds.some((kind) => kind === query.get('kind')) && { kind: query.get('kind') as IncidentSummary['kind'] }),
    ...(query.get('flow') && { flow: query.get('flow')! }),
    ...(query.get('mine') && myId && { assigneeId: myId }),
  }
  const incidents = useIncidents(filter)
  const items = incidents.data?.pages.flatMap((page) => page.items) ?? []
  // Names of nodes stand in the newest version that is known; a list does not say of which version an incident is.
  const flows = useFlows().data ?? []
  const liveOf = (flowId: string) => flows.find(({ id }) => id === flowId)?.live ?? undefined
  const readerOf = useReaders(
    items.flatMap(({ flowId }) => {
      const version = liveOf(flowId)
      return version === undefined ? [] : [{ flowId, version }]
    }),
  )
  return (
    <section className="incident-list" ref={frame} aria-label={t('incidents.list')}>
      <Filters query={query} set={set} filter={filter} />
      {incidents.isPending && <LoadingState />}
      {incidents.isLoadingError && <ErrorState error={incidents.error} onRetry={() => void incidents.refetch()} />}
      {incidents.data && items.length === 0 && <Nothing filter={filter} />}
      {items.map((incident) => (
        <IncidentRow
          key={incident.id}
          incident={incident}
          reader={readerOf(incident.flowId, liveOf(incident.flowId) ?? 0)}
          chosen={incident.id === chosen}
          onOpen={onOpen}
        />
      ))}
      {incidents.hasNextPage && (
        <Button className="more" loading={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}

function Filters({ query, set, filter }: Query & { filter: IncidentFilter }) {
  const { t, i18n } = useTranslation()
  const flows = useFlows().data ?? []
  return (
    <div className="incident-filters">
      <Segmented
        block
        value={filter.state}
        options={[
          { value: 'open', label: t('incidents.open') },
          { value: 'resolved', label: t('incidents.resolved') },
        ]}
        onChange={(state) => set({ state: state === 'open' ? undefined : state })}
      />
      <div>
        <Select
          size="small"
          allowClear
          placeholder={t('incidents.all')}
          aria-label={t('incidents.all')}
          value={filter.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`incidents.kinds.${kind}`) }))}
          onChange={(kind) => set({ kind })}
        />
        <Select
          size="small"
          allowClear
          placeholder={t('incidents.anyFlow')}
          aria-label={t('incidents.anyFlow')}
          value={filter.flow}
          options={flows.map(({ id, name }) => ({ value: id, label: inLanguage(name, i18n.language) || id }))}
          onChange={(flow) => set({ flow })}
        />
        <Select
          size="small"
          aria-label={t('incidents.assignee')}
          value={query.get('mine') ? 'mine' : 'everyone'}
          options={(['everyone', 'mine'] as const).map((who) => ({ value: who, label: t(`incidents.${who}`) }))}
          onChange={(who) => set({ mine: who === 'mine' ? '1' : undefined })}
        />
      </div>
    </div>
  )
}

function Nothing({ filter }: { filter: IncidentFilter }) {
  const { t } = useTranslation()
  if (filter.kind || filter.flow || filter.assigneeId)
    return <EmptyState title={t('incidents.emptyFiltered')} help={t('incidents.emptyFilteredHelp')} />
  return filter.state === 'open' ? (
    <EmptyState title={t('incidents.empty')} help={t('incidents.emptyHelp')} />
  ) : (
    <EmptyState title={t('incidents.emptyResolved')} help={t('incidents.emptyResolvedHelp')} />
  )
}

interface RowProps {
  incident: IncidentSummary
  reader: Reader
  chosen: boolean
  onOpen(incidentId: string): void
}

function IncidentRow({ incident, reader, chosen, onOpen }: RowProps) {
  const { t, now, language } = reader
  const open = incident.state === 'open'
  return (
    <button
      type="button"
      data-row
      className={`incident-row${chosen ? ' incident-chosen' : ''}`}
      aria-current={chosen}
      onClick={() => onOpen(incident.id)}
    >
      <span className="incident-top">
        <span className={`dot ${open ? 'dot-bad' : 'dot-online'}`} />
        <b>{inLanguage(incident.flowName, language)}</b>
        {open ? (
          <span className="incident-age">{t('incidents.age', { waited: waited(incident.createdAt, now, t) })}</span>
        ) : (
          incident.resolvedAt && <Time at={incident.resolvedAt} />
        )}
      </span>
      <span className="incident-half">
        {t(`incidents.kinds.${incident.kind}`)} · {halfDone(incident, reader)}
      </span>
      <small>
        {incident.customer ? incident.customer.name || t('incidents.visitor') : '—'} ·{' '}
        {incident.assignee?.name ?? t('incidents.nobody')}
      </small>
    </button>
  )
}
