import { useQuery } from '@tanstack/react-query'
import { ReactFlowProvider } from '@xyflow/react'
import { useMemo, useState } from 'react'
import { call, type Reply, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { flowKeys } from '../flow-keys.ts'
import { docOf } from '../model/flow-doc.ts'
import { SampleProvider } from '../properties/sample.tsx'
import { useWorld } from '../use-flows.ts'
import { Designer } from './designer.tsx'
import { makeEditor } from './editor.ts'
import { FlowReading } from './flow-reading.tsx'
import { DeskContext } from './use-editor.ts'

/** Opens one flow: its draft to work on, or to read where the right or the room is missing. */
export function DesignerPage({ flowId }: { flowId: string }) {
  const draft = useQuery({
    queryKey: flowKeys.draft(flowId),
    queryFn: ({ signal }) => call(routes.readFlowDraft, { params: { flowId }, signal }),
    // The page holds the draft from here on and saves it itself; an old copy must never come back.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (draft.isPending) return <LoadingState />
  if (draft.isError) return <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />
  return <Opened flowId={flowId} draft={draft.data} />
}

function Opened({ flowId, draft }: { flowId: string; draft: Reply<typeof routes.readFlowDraft> }) {
  const { can } = useSession()
  const roomy = useWiderThan(900)
  const world = useWorld()
  const [editor] = useState(() => {
    const made = makeEditor(docOf(draft.definition), !can('flows.write'))
    made.setFindings(draft.findings)
    return made
  })
  const desk = useMemo(() => ({ editor, world: world.data }), [editor, world.data])
  return (
    <DeskContext value={desk}>
      <SampleProvider>
        <ReactFlowProvider>
          {roomy ? <Designer flowId={flowId} firstRevision={draft.revision} /> : <FlowReading flowId={flowId} />}
        </ReactFlowProvider>
      </SampleProvider>
    </DeskContext>
  )
}
