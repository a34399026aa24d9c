import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { keepPreviousData, type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type CallInput, call, routes } from '../../../api.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'

export type DocumentFilter = Omit<NonNullable<CallInput<typeof routes.listDocuments>['query']>, 'cursor' | 'limit'>

const none: KnowledgeDocument[] = []
const isMoving = ({ state }: KnowledgeDocument) => state === 'waiting' || state === 'reading'

/** What the address asks for; what makes no sense is left out. */
export function documentFilterOf(query: URLSearchParams): DocumentFilter {
  const words = (name: string) => query.get(name)?.trim().slice(0, 200) || undefined
  const state = (['waiting', 'reading', 'ready', 'failed'] as const).find((one) => one === query.get('state'))
  const due = (['review', 'expiring', 'expired'] as const).find((one) => one === query.get('due'))
  const filter = {
    search: words('search'),
    category: words('category'),
    audience: words('audience'),
    format: words('format'),
    sourceId: words('sourceId'),
    state,
    due,
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

/** Documents that fit a filter, read again and again while one of them is being read. */
export function useDocuments(filter: DocumentFilter) {
  const query = useInfiniteQuery({
    queryKey: [...knowledgeKeys.documents, filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listDocuments, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 5000,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isMoving)) ? (state.data.pages.length > 2 ? 6000 : 1500) : false,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? none, [query.data])
  const first = query.data?.pages[0]
  return { query, items, total: first?.total ?? null, states: first?.states }
}

/** One document, watched while it is being read. */
export function useDocument(id: string) {
  return useQuery({
    queryKey: knowledgeKeys.document(id),
    queryFn: ({ signal }) => call(routes.readDocument, { params: { documentId: id }, signal }),
    staleTime: 5000,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? 1000 : false),
  })
}

/** Documents changed: lists and the numbers at the categories are read anew. */
export function documentsChanged(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: knowledgeKeys.documents })
  void cache.invalidateQueries({ queryKey: knowledgeKeys.categories })
}
