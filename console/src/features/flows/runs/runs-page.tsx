import { CaretRightOutlined, PauseOutlined } from '@ant-design/icons'
import { Button, Segmented, Tooltip } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Problem } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useStable } from '../../../ui/use-stable.ts'
import { FlowsTabs } from './flows-tabs.tsx'
import { RunFilters } from './run-filters.tsx'
import { RunPage } from './run-page.tsx'
import { daysOf, filterOf } from './run-query.ts'
import { RunTable } from './run-table.tsx'
import { StatsView } from './stats-view.tsx'
import { useQueryState } from './use-query-state.ts'
import './runs.css'

/** Runs of flows: searched in a list or seen as figures on the canvas; one opens at its own address. */
export function RunsPage() {
  const { can } = useSession()
  const { runId } = useParams()
  return (
    <div className="flows-page">
      <FlowsTabs />
      {!can('flows.read') ? (
        <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
      ) : runId ? (
        <RunPage key={runId} runId={runId} />
      ) : (
        <RunsOverview />
      )}
    </div>
  )
}

function RunsOverview() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { query, set, clear } = useQueryState()
  const [live, setLive] = useState(true)
  const [text, setText] = useState(query.get('search') ?? '')
  const search = useDebounced(text.trim(), 250)
  const address = query.toString()
  // "The last hour" begins anew with each search, not with each drawing, or nothing would ever be found in the cache.
  const filter = useMemo(() => filterOf(new URLSearchParams(address), Date.now()), [address])
  const asked = query.get('search') ?? ''
  const ask = useStable((words: string) => {
    if (words !== asked) set({ search: words || undefined })
  })
  useEffect(() => {
    ask(search)
  }, [ask, search])
  const map = query.get('view') === 'map'
  return (
    <div className="runs-body">
      <header className="page-head">
        <h1>{t('runs.title')}</h1>
        {!map && (
          <Tooltip title={t(live ? 'runs.pause' : 'runs.resume')}>
            <Button
              type="text"
              size="small"
              className="live-switch"
              aria-pressed={live}
              icon={live ? <PauseOutlined /> : <CaretRightOutlined />}
              onClick={() => setLive(!live)}
            >
              <span className={`dot${live ? ' dot-online dot-beat' : ' dot-offline'}`} />
              {t(live ? 'runs.live' : 'runs.paused')}
            </Button>
          </Tooltip>
        )}
        <Segmented
          value={map ? 'map' : 'list'}
          options={[
            { value: 'list', label: t('runs.list') },
            { value: 'map', label: t('runs.map') },
          ]}
          onChange={(view) => set({ view: view === 'map' ? 'map' : undefined })}
        />
      </header>
      <RunFilters text={text} onText={setText} query={query} set={set} map={map} />
      {map ? (
        <StatsView
          flowId={filter.flow}
          version={filter.version}
          days={daysOf(query)}
          onNode={(node) => set({ node, view: undefined, state: 'open' })}
        />
      ) : (
        <RunTable
          filter={filter}
          live={live}
          onOpen={(id) => void navigate({ pathname: `/flows/runs/${id}`, search: address })}
          onClear={() => {
            setText('')
            clear(['view'])
          }}
        />
      )}
    </div>
  )
}
