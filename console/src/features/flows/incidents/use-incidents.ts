import type { IncidentDetail } from '@loopdesk/contracts/api/flows.ts'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { repairProblem } from '../runs/repair-form.tsx'
import { runKeys } from '../runs/run-keys.ts'

type ListQuery = (typeof routes.listIncidents)['query']['_zod']['output']
export type IncidentFilter = Omit<ListQuery, 'cursor' | 'limit'>

const often = 10_000

export function useIncidents(filter: IncidentFilter) {
  return useInfiniteQuery({
    queryKey: [...runKeys.incidents, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listIncidents, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: often,
  })
}

export function useIncident(incidentId: string) {
  return useQuery({
    queryKey: runKeys.incident(incidentId),
    queryFn: ({ signal }) => call(routes.readIncident, { params: { incidentId }, signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'resolved' ? false : often),
  })
}

/** Trying again, settling by hand and giving to somebody; what came of it is said. */
export function useIncidentActs(incident: IncidentDetail) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const { message } = App.useApp()
  const params = { incidentId: incident.id }
  const show = (now: IncidentDetail) => {
    cache.setQueryData(runKeys.incident(incident.id), now)
    void cache.invalidateQueries({ queryKey: [...runKeys.incidents, 'list'] })
    void cache.invalidateQueries({ queryKey: runKeys.openIncidents })
    void cache.invalidateQueries({ queryKey: runKeys.run(incident.runId) })
  }
  const onError = (error: unknown) => void message.error(repairProblem(error, t))
  const retry = useMutation({
    mutationFn: () => call(routes.retryIncident, { params }),
    onSuccess: (now) => {
      show(now)
      if (now.state === 'resolved') void message.success(t('incidents.retriedAll'))
      else void message.warning(t('incidents.retried', { n: now.openItems }))
    },
    onError,
  })
  const resolve = useMutation({
    mutationFn: (body: { items?: string[]; note: string }) => call(routes.resolveIncident, { params, body }),
    onSuccess: (now, { items }) => {
      show(now)
      const left = now.openItems
      void message.success(
        now.state === 'resolved'
          ? t('incidents.resolvedDone')
          : t('incidents.someDone', { n: items?.length ?? 0, left }),
      )
    },
    onError,
  })
  const assign = useMutation({
    mutationFn: (staffId: string | null) => call(routes.assignIncident, { params, body: { staffId } }),
    onSuccess: (now) => {
      show({ ...incident, ...now })
      const { assignee } = now
      void message.success(assignee ? t('incidents.assigned', { name: assignee.name }) : t('incidents.unassigned'))
    },
    onError,
  })
  return { retry, resolve, assign }
}
