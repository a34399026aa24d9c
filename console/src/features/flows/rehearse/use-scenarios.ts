import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, type Reply, routes } from '../../../api.ts'
import { flowKeys } from '../flow-keys.ts'
import { useNotice } from '../use-notice.ts'

export type ScenarioRun = Reply<typeof routes.runScenarios>['items'][number]

/** The scenarios of a flow, and playing them on the draft as it is saved. */
export function useScenarios(flowId: string, saveNow: () => Promise<number>) {
  const cache = useQueryClient()
  const notice = useNotice()
  const refresh = () => cache.invalidateQueries({ queryKey: flowKeys.scenarios(flowId) })
  const list = useQuery({
    queryKey: flowKeys.scenarios(flowId),
    queryFn: ({ signal }) => call(routes.listScenarios, { params: { flowId }, signal }),
  })
  const run = useMutation({
    mutationFn: async (scenarios?: string[]) => {
      await saveNow()
      return call(routes.runScenarios, { params: { flowId }, body: scenarios ? { scenarios } : {} })
    },
    onSuccess: refresh,
    onError: notice.fail,
  })
  const remove = useMutation({
    mutationFn: (scenarioId: string) => call(routes.deleteScenario, { params: { flowId, scenarioId } }),
    onSuccess: refresh,
    onError: notice.fail,
  })
  return { list, run, remove }
}
