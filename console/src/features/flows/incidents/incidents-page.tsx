import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Problem } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState } from '../../../ui/states.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { FlowsTabs } from '../runs/flows-tabs.tsx'
import { useQueryState } from '../runs/use-query-state.ts'
import { IncidentList } from './incident-list.tsx'
import { IncidentPane } from './incident-pane.tsx'
import '../runs/runs.css'
import './incidents.css'

/** What people must put right: the list on the left, everything needed to finish one by hand on the right. */
export function IncidentsPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { incidentId } = useParams()
  const navigate = useNavigate()
  const { query, set } = useQueryState()
  const wide = useWiderThan(1000)
  const open = (id: string | undefined) =>
    void navigate({ pathname: id ? `/flows/incidents/${id}` : '/flows/incidents', search: query.toString() })
  if (!can('flows.read'))
    return (
      <div className="flows-page">
        <FlowsTabs />
        <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
      </div>
    )
  return (
    <div className="flows-page">
      <FlowsTabs />
      <div className="incidents">
        {(wide || !incidentId) && <IncidentList query={query} set={set} chosen={incidentId} onOpen={open} />}
        {incidentId ? (
          <IncidentPane key={incidentId} incidentId={incidentId} onBack={wide ? undefined : () => open(undefined)} />
        ) : (
          wide && (
            <div className="incident-pane">
              <EmptyState title={t('incidents.choose')} />
            </div>
          )
        )}
      </div>
    </div>
  )
}
