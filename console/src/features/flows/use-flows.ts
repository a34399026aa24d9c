import { useQuery } from '@tanstack/react-query'
import { call, routes } from '../../api.ts'
import { flowKeys } from './flow-keys.ts'

/** All flows with how they stand; looked at again every half minute while the list is open. */
export const useFlows = () =>
  useQuery({
    queryKey: flowKeys.list,
    queryFn: ({ signal }) => call(routes.listFlows, { signal }),
    refetchInterval: 30_000,
  })

/** What flows of this workspace can be made of. */
export const useWorld = () =>
  useQuery({ queryKey: flowKeys.world, queryFn: ({ signal }) => call(routes.readFlowWorld, { signal }) })

/** One flow as the list shows it. */
export const useSummary = (flowId: string) =>
  useQuery({
    queryKey: flowKeys.summary(flowId),
    queryFn: ({ signal }) => call(routes.readFlow, { params: { flowId }, signal }),
  })
