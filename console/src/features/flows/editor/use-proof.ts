import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { call, routes } from '../../../api.ts'
import { useDebounced } from '../../../ui/use-debounced.ts'
import type { NodeValue } from '../model/flow-doc.ts'
import { flowsCalledBy, proofWorld, proveDraft } from './prove-here.ts'
import { useDesk, useDrawnDoc } from './use-editor.ts'

const restMs = 300

/** Proves the flow here a moment after each change and hands the findings to the editor. */
export function useProof(): void {
  const { editor, world } = useDesk()
  const doc = useDebounced(useDrawnDoc(), restMs)
  const called = useMemo(() => flowsCalledBy(doc.nodes).filter((id) => id !== doc.id), [doc])
  const others = useQuery({
    queryKey: ['flows', 'called', ...called],
    queryFn: ({ signal }) => liveFlows(called, signal),
  })
  const around = useMemo(
    () => (world && others.data ? proofWorld(world, others.data) : undefined),
    [world, others.data],
  )
  useEffect(() => {
    if (around) editor.setFindings(proveDraft(doc, around))
  }, [editor, doc, around])
}

/** The live versions of flows and of those they call in turn. */
async function liveFlows(ids: string[], signal: AbortSignal): Promise<Map<string, FlowDefinition>> {
  const found = new Map<string, FlowDefinition>()
  const seen = new Set<string>()
  for (const open = [...ids]; open.length > 0; ) {
    const flowId = open.shift()!
    if (seen.has(flowId)) continue
    seen.add(flowId)
    const definition = await liveFlow(flowId, signal).catch(() => null)
    if (!definition) continue
    found.set(flowId, definition)
    open.push(...flowsCalledBy(definition.nodes as unknown as Record<string, NodeValue>))
  }
  return found
}

async function liveFlow(flowId: string, signal: AbortSignal): Promise<FlowDefinition | null> {
  const { live } = await call(routes.readFlow, { params: { flowId }, signal })
  if (live === null) return null
  const { definition } = await call(routes.readFlowVersion, { params: { flowId, version: live }, signal })
  return flowDefinition.parse(definition)
}
