import type { Concept } from '@loopdesk/contracts/api/workbench.ts'
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, type Reply, routes } from '../../../api.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

type Page = Reply<typeof routes.listConcepts>
type Change = Partial<Pick<Concept, 'added' | 'removed' | 'enabled'>>

/** Changing a concept shows at once; taking it back reads the list anew. */
export function useConceptChanges(concept: Concept) {
  const cache = useQueryClient()
  const notice = useNotice()
  const show = (next: Concept) =>
    cache.setQueriesData<InfiniteData<Page>>({ queryKey: workbenchKeys.lexicon }, (data) =>
      data
        ? {
            ...data,
            pages: data.pages.map((page) => ({
              ...page,
              items: page.items.map((one) => (one.id === next.id ? next : one)),
            })),
          }
        : data,
    )
  const reread = () => void cache.invalidateQueries({ queryKey: workbenchKeys.lexicon })
  const taught = () => {
    void cache.invalidateQueries({ queryKey: workbenchKeys.versions })
    void cache.invalidateQueries({ queryKey: workbenchKeys.tries })
  }
  const save = useMutation({
    mutationFn: (change: Change) => {
      const { topic, added, removed, enabled } = { ...concept, ...change }
      return call(routes.saveConcept, { params: { conceptId: concept.id }, body: { topic, added, removed, enabled } })
    },
    onMutate: (change) => show({ ...concept, ...change }),
    onSuccess: (saved) => {
      show(saved)
      taught()
    },
    onError: (error) => {
      show(concept)
      notice.fail(error)
    },
  })
  const reset = useMutation({
    mutationFn: () => call(routes.resetConcept, { params: { conceptId: concept.id } }),
    onSuccess: () => {
      reread()
      taught()
    },
    onError: notice.fail,
  })
  return { save, reset }
}
