import { lazy, Suspense } from 'react'
import { useParams } from 'react-router'
import { Problem } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { FlowList } from './list/flow-list.tsx'
import { FlowsTabs } from './runs/flows-tabs.tsx'
import './flows.css'

const DesignerPage = lazy(async () => ({ default: (await import('./editor/designer-page.tsx')).DesignerPage }))

/** All flows, or the designer of one. */
export function FlowsPage() {
  const { can } = useSession()
  const { flowId } = useParams()
  const denied = !can('flows.read') && <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
  if (flowId)
    return (
      denied || (
        <Suspense fallback={<LoadingState />}>
          <DesignerPage key={flowId} flowId={flowId} />
        </Suspense>
      )
    )
  return (
    <div className="flows-page">
      <FlowsTabs />
      {denied || <FlowList />}
    </div>
  )
}
