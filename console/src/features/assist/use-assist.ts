import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { call, type Reply, routes } from '../../api.ts'
import { useNotice } from '../workbench/use-notice.tsx'
import { assistKeys } from './assist-keys.ts'

export type Suggestions = Reply<typeof routes.suggestReplies>
export type Suggestion = Suggestions['items'][number]

/** What may be answered to a customer's message: asked for once, however often it is looked at. */
export function useSuggestions(conversationId: string, seq: number, enabled: boolean) {
  return useQuery({
    queryKey: assistKeys.suggestions(conversationId, seq),
    queryFn: ({ signal }) => call(routes.suggestReplies, { params: { conversationId }, body: { seq }, signal }),
    enabled: enabled && seq > 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** What the knowledge says to something the agent wants to know, as far as this customer may hear it too. */
export function useLookUp(conversationId: string, text: string) {
  return useQuery({
    queryKey: assistKeys.lookUp(conversationId, text),
    queryFn: ({ signal }) =>
      call(routes.suggestReplies, { params: { conversationId }, body: { search: text }, signal }),
    enabled: text !== '',
    staleTime: 60_000,
    retry: false,
  })
}

/** Tells what was done with a suggestion; never in the way of doing it. */
export function useTellUse() {
  const cache = useQueryClient()
  return (item: Suggestion, action: 'inserted' | 'copied' | 'helpful' | 'wrong', note = '') => {
    const told = call(routes.useSuggestion, { params: { suggestionId: item.id }, body: { action, note } })
    if (action === 'inserted' || action === 'copied') return void told.catch(() => undefined)
    cache.setQueriesData<Suggestions>({ queryKey: assistKeys.offers }, (known) =>
      known?.items
        ? { ...known, items: known.items.map((each) => (each.id === item.id ? { ...each, verdict: action } : each)) }
        : known,
    )
    void told.catch(() => cache.invalidateQueries({ queryKey: assistKeys.offers }))
  }
}

/** Begins an entry with a question and opens it in the editor. */
export function useWriteEntry() {
  const navigate = useNavigate()
  const notice = useNotice()
  return useMutation({
    mutationFn: ({ text, language }: { text: string; language: 'zh' | 'en' }) =>
      call(routes.createEntry, {
        body: {
          definition: { title: { [language]: text.slice(0, 200) }, questions: { [language]: [text.slice(0, 300)] } },
        },
      }),
    onSuccess: ({ id }) => void navigate(`/knowledge/entries/${encodeURIComponent(id)}`),
    onError: notice.fail,
  })
}

/** Whether a language model can rewrite. */
export function useHasModel(enabled: boolean): boolean {
  const about = useQuery({
    queryKey: ['assist-about'],
    queryFn: ({ signal }) => call(routes.readAssist, { signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return about.data?.model ?? false
}
