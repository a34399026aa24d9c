import type { Approval } from '@loopdesk/contracts/api/flows.ts'
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, Problem, type Reply, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { runKeys } from '../runs/run-keys.ts'

export interface ApprovalFilter {
  state: 'open' | 'decided'
  whose: 'mine' | 'all'
}
type Pages = InfiniteData<Reply<typeof routes.listApprovals>>

export function useApprovals(filter: ApprovalFilter) {
  return useInfiniteQuery({
    queryKey: [...runKeys.approvals, 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listApprovals, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: 8000,
  })
}

/** Decides. The row leaves once the server has it; who came too late is told so, and the list shows what is left. */
export function useDecide(filter: ApprovalFilter) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: ({ approval, approved, comment }: { approval: Approval; approved: boolean; comment: string }) =>
      call(routes.decideApproval, { params: { approvalId: approval.id }, body: { approved, comment } }),
    onSuccess: (_, { approval, approved }) => {
      void message.success(t(approved ? 'approvals.approved' : 'approvals.rejected', { title: approval.title }))
      cache.setQueryData<Pages>(
        [...runKeys.approvals, 'list', filter],
        (now) =>
          now && {
            ...now,
            pages: now.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== approval.id) })),
          },
      )
    },
    onError: (error) => {
      const late = error instanceof Problem && (error.code === 'wrong_state' || error.code === 'conflict')
      void message.error(late ? t('approvals.gone') : problemText(error, t))
    },
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: runKeys.approvals })
      void cache.invalidateQueries({ queryKey: runKeys.runs })
    },
  })
}
