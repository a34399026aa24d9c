import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { type InfiniteData, type QueryClient, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type CallInput, call, type Reply, routes } from '../../../api.ts'
import { workbenchKeys } from '../workbench-keys.ts'

type Query = NonNullable<CallInput<typeof routes.listExamples>['query']>
export type ExampleFilter = Pick<Query, 'intent' | 'search' | 'source' | 'language' | 'state'>
type Page = Reply<typeof routes.listExamples>

const none: Example[] = []

/** Examples that fit a filter, last change first, read on as the list is scrolled. */
export function useExamples(filter: ExampleFilter) {
  const query = useInfiniteQuery({
    queryKey: [...workbenchKeys.examples, filter],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listExamples, { query: { ...filter, cursor: pageParam ?? undefined, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? none, [query.data])
  return { query, items, total: query.data?.pages[0]?.total ?? null }
}

/** Changes or drops (null) examples wherever a list shows them, before the server has answered. */
export function editExamples(
  cache: QueryClient,
  change: (example: Example, shown: ExampleFilter) => Example | null,
): void {
  for (const [key, data] of cache.getQueriesData<InfiniteData<Page>>({ queryKey: workbenchKeys.examples })) {
    if (!data) continue
    const shown = (key[2] ?? {}) as ExampleFilter
    let dropped = 0
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.flatMap((example) => {
        const next = change(example, shown)
        if (!next) dropped++
        return next ?? []
      }),
    }))
    cache.setQueryData(key, { ...data, pages: withTotal(pages, -dropped) })
  }
}

/** Puts new examples on top of the lists of their intent; lists that are searched are read anew. */
export function showAdded(cache: QueryClient, intent: string, added: Example[]): void {
  for (const [key, data] of cache.getQueriesData<InfiniteData<Page>>({ queryKey: workbenchKeys.examples })) {
    const { intent: of, search, source, language, state } = (key[2] ?? {}) as ExampleFilter
    if (of !== undefined && of !== intent) continue
    if (!data || search || source || language || state) {
      void cache.invalidateQueries({ queryKey: key, exact: true })
      continue
    }
    const known = new Set(data.pages.flatMap((page) => page.items.map((example) => example.id)))
    const fresh = added.filter((example) => !known.has(example.id))
    const pages = data.pages.map((page, at) => (at === 0 ? { ...page, items: [...fresh, ...page.items] } : page))
    cache.setQueryData(key, { ...data, pages: withTotal(pages, fresh.length) })
  }
}

/** Counts follow at once, before they are read anew. */
export function shiftCount(cache: QueryClient, label: string, by: number): void {
  type Listed = Reply<typeof routes.listIntents>
  cache.setQueryData<Listed>(workbenchKeys.intents, (now) =>
    now
      ? {
          ...now,
          items: now.items.map((each) =>
            each.id === label
              ? { ...each, examples: { ...each.examples, total: each.examples.total + by, on: each.examples.on + by } }
              : each,
          ),
        }
      : now,
  )
}

/** After something was taught, the counts and everything measured of it are no longer what they were. */
export function afterTeaching(cache: QueryClient): void {
  for (const queryKey of [workbenchKeys.intents, workbenchKeys.conflicts, workbenchKeys.versions, workbenchKeys.tries])
    void cache.invalidateQueries({ queryKey })
}

function withTotal(pages: Page[], by: number): Page[] {
  return pages.map((page, at) => (at === 0 && page.total !== null ? { ...page, total: page.total + by } : page))
}
