import { type ClusterState, growthRoutes } from '@loopdesk/contracts/api/growth.ts'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { knowledgeKeys } from '../../knowledge/knowledge-keys.ts'
import { growthKeys } from '../growth-keys.ts'

export type ClusterOrder = 'recent' | 'growing' | 'size' | 'new'
export type ClusterActions = ReturnType<typeof useClusterActions>

/** Groups are counted by what customers ask just now: looked at again every few seconds. */
const freshMs = 10_000

export function useClusters({ state, order, q }: { state: ClusterState; order: ClusterOrder; q: string }) {
  return useInfiniteQuery({
    queryKey: [...growthKeys.clusters, { state, order, q }],
    queryFn: ({ pageParam, signal }) =>
      call(growthRoutes.listClusters, {
        query: { state, order, q: q || undefined, cursor: pageParam ?? undefined, limit: 30 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: freshMs,
  })
}

/** Making a draft of a group, putting it aside, and putting right what was gathered wrongly. */
export function useClusterActions() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const onError = (error: unknown) => void message.error(problemText(error, t))
  const refresh = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: growthKeys.all }),
      cache.invalidateQueries({ queryKey: knowledgeKeys.entries }),
    ])
  const draft = useMutation({
    mutationFn: (id: string) => call(growthRoutes.draftCluster, { params: { clusterId: id } }),
    onSuccess: refresh,
    onError,
  })
  const setState = useMutation({
    mutationFn: ({ id, state }: { id: string; state: 'open' | 'dismissed' }) =>
      call(growthRoutes.setClusterState, { params: { clusterId: id }, body: { state } }),
    onSuccess: async (_, { state }) => {
      void message.success(t(`knowledge.growth.gaps.${state === 'dismissed' ? 'dismissed' : 'reopened'}`))
      await refresh()
    },
    onError,
  })
  const done = (words: 'splitDone' | 'moved' | 'merged') => async () => {
    void message.success(t(`knowledge.growth.gaps.${words}`))
    await refresh()
  }
  const move = useMutation({
    mutationFn: ({ id, questionIds, to }: { id: string; questionIds: string[]; to: string | null }) =>
      call(growthRoutes.moveClusterQuestions, { params: { clusterId: id }, body: { questionIds, to } }),
    onSuccess: (_, { to }) => done(to === null ? 'splitDone' : 'moved')(),
    onError,
  })
  const merge = useMutation({
    mutationFn: ({ id, into }: { id: string; into: string }) =>
      call(growthRoutes.mergeClusters, { params: { clusterId: id }, body: { into } }),
    onSuccess: done('merged'),
    onError,
  })
  return { draft, setState, move, merge }
}
