import type { Evaluation } from '@loopdesk/contracts/api/workbench.ts'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { call, routes } from '../../../api.ts'
import { workbenchKeys } from '../workbench-keys.ts'

const none: Evaluation[] = []
const isRunning = ({ state }: Evaluation) => state === 'waiting' || state === 'running'

/** The last evaluations, newest first; read again and again while one is running. */
export function useEvaluations() {
  const cache = useQueryClient()
  const query = useQuery({
    queryKey: [...workbenchKeys.evaluations, 'list'],
    queryFn: ({ signal }) => call(routes.listEvaluations, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 600 : false),
  })
  const evaluations = query.data?.items ?? none
  const running = evaluations.filter(isRunning).length
  // One that has just ended gives intents and versions new figures.
  const before = useRef(running)
  useEffect(() => {
    if (running < before.current) {
      for (const queryKey of [workbenchKeys.intents, workbenchKeys.versions, workbenchKeys.sets])
        void cache.invalidateQueries({ queryKey })
    }
    before.current = running
  }, [running, cache])
  return { query, evaluations }
}

export function useSets() {
  const query = useQuery({ queryKey: workbenchKeys.sets, queryFn: ({ signal }) => call(routes.listSets, { signal }) })
  return { query, sets: query.data?.items ?? [] }
}

export interface JudgedFilter {
  intent?: string | undefined
  predicted?: string | undefined
  right?: 'true' | 'false' | undefined
}

/** What was said of each message of an evaluation, page by page. */
export function useJudged(evaluationId: string, filter: JudgedFilter) {
  return useInfiniteQuery({
    queryKey: [...workbenchKeys.evaluations, evaluationId, 'items', filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listJudged, {
        params: { evaluationId },
        query: { ...filter, cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
}
