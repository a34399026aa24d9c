import type { EntryDetail, EntryFilter, EntrySummary } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { keepPreviousData, type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call, routes } from '../../../api.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import type { Order } from './entry-filter.ts'

const none: EntrySummary[] = []

/** Entries that fit a filter, read on as the list is scrolled. */
export function useEntries(filter: EntryFilter, order: Order) {
  const query = useInfiniteQuery({
    queryKey: knowledgeKeys.entryList({ ...filter, order }),
    queryFn: ({ pageParam, signal }) =>
      call(routes.listEntries, { query: { ...filter, order, cursor: pageParam ?? undefined, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? none, [query.data])
  return { query, items, total: query.data?.pages[0]?.total ?? null }
}

export function useEntryCounts(category: string | undefined) {
  const filter = category === undefined ? {} : { category }
  return useQuery({
    queryKey: knowledgeKeys.entryCounts(filter),
    queryFn: ({ signal }) => call(routes.countEntries, { query: filter, signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
}

export function useEntry(id: string) {
  return useQuery({
    queryKey: knowledgeKeys.entry(id),
    queryFn: ({ signal }) => call(routes.readEntry, { params: { entryId: id }, signal }),
    staleTime: 0,
  })
}

/** Entries changed: lists, counts and reminders are read anew. */
export function entriesChanged(cache: QueryClient): void {
  for (const queryKey of [
    knowledgeKeys.entries,
    knowledgeKeys.labels,
    knowledgeKeys.categories,
    knowledgeKeys.reviews,
    knowledgeKeys.reminders,
  ])
    void cache.invalidateQueries({ queryKey })
}

/** What the server answered about one entry, for everybody who looks at it. */
export function keepEntry(cache: QueryClient, entry: EntryDetail): void {
  cache.setQueryData(knowledgeKeys.entry(entry.id), entry)
}
