import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { call, routes } from '../../../api.ts'
import { flowKeys } from '../flow-keys.ts'
import { runKeys } from './run-keys.ts'

type ListQuery = (typeof routes.listRuns)['query']['_zod']['output']
export type RunFilter = Omit<ListQuery, 'cursor' | 'limit'>

/** Ms between two looks at what moves by itself. */
const often = 4000
/** Long lists are read again as a whole, so less often. */
const seldom = 20_000

/** Runs that fit a filter, newest first, kept up to date while `live`. */
export function useRuns(filter: RunFilter, live: boolean) {
  return useInfiniteQuery({
    queryKey: [...runKeys.runs, filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listRuns, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => live && ((state.data?.pages.length ?? 1) > 2 ? seldom : often),
  })
}

/** One run, kept up to date until it has ended. */
export function useRun(runId: string) {
  return useQuery({
    queryKey: runKeys.run(runId),
    queryFn: ({ signal }) => call(routes.readRun, { params: { runId }, signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'ended' ? false : 2500),
  })
}

/** What a node's visits came to; of one version or all. */
export function useStats(flowId: string | undefined, version: number | undefined, days: number) {
  return useQuery({
    queryKey: runKeys.stats(flowId ?? '', version, days),
    queryFn: ({ signal }) => call(routes.readStats, { params: { flowId: flowId! }, query: { version, days }, signal }),
    enabled: flowId !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: seldom,
  })
}

export function useFlows() {
  return useQuery({
    queryKey: flowKeys.list,
    queryFn: ({ signal }) => call(routes.listFlows, { signal }),
    select: ({ items }) => items,
  })
}

export function useVersions(flowId: string | undefined) {
  return useQuery({
    queryKey: flowKeys.versions(flowId ?? ''),
    queryFn: ({ signal }) => call(routes.listFlowVersions, { params: { flowId: flowId! }, signal }),
    select: ({ items }) => items,
    enabled: flowId !== undefined,
  })
}
