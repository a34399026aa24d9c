import type { FlowFile } from '@loopdesk/contracts/flow.ts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useNow } from '../../../ui/clock.ts'
import { flowKeys } from '../flow-keys.ts'
import { runKeys } from './run-keys.ts'
import type { Reader } from './waiting-words.ts'

const forEver = Number.POSITIVE_INFINITY
/** Ms after which words that tell how long ago something was are written anew. */
const step = 5000

/** What flows are made of: names of tools and systems, and how writes are undone. */
export function useWorld() {
  const { can } = useSession()
  return useQuery({
    queryKey: flowKeys.world,
    queryFn: ({ signal }) => call(routes.readFlowWorld, { signal }),
    enabled: can('flows.read'),
  })
}

/** A published version never changes, so it is read once. */
const definitionQuery = (flowId: string, version: number, enabled = true) => ({
  queryKey: runKeys.definition(flowId, version),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(routes.readFlowVersion, { params: { flowId, version: String(version) }, signal }),
  select: ({ definition }: { definition: FlowFile }) => definition,
  staleTime: forEver,
  enabled,
})

export function useDefinition(flowId: string | undefined, version: number | undefined) {
  return useQuery(definitionQuery(flowId ?? '', version ?? 0, flowId !== undefined && version !== undefined))
}

/** What turns ids of nodes, tools and systems of one version into words, with the time of day moving on. */
export function useReader(flowId: string | undefined, version: number | undefined): Reader {
  const { t, i18n } = useTranslation()
  const now = useNow(step)
  const world = useWorld().data
  const definition = useDefinition(flowId, version).data
  const { language } = i18n
  return useMemo(() => ({ t, now, language, world, definition }), [t, now, language, world, definition])
}

/** The same for rows of several flows and versions. */
export function useReaders(runs: { flowId: string; version: number }[]): (flowId: string, version: number) => Reader {
  const { t, i18n } = useTranslation()
  const now = useNow(step)
  const world = useWorld().data
  const wanted = [...new Map(runs.map(({ flowId, version }) => [`${flowId} ${version}`, { flowId, version }])).values()]
  const definitions = useQueries({ queries: wanted.map(({ flowId, version }) => definitionQuery(flowId, version)) })
  return (flowId, version) => {
    const index = wanted.findIndex((one) => one.flowId === flowId && one.version === version)
    return { t, now, language: i18n.language, world, definition: definitions[index]?.data }
  }
}
