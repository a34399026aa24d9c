import type { Suggestion } from '@loopdesk/contracts/api/workbench.ts'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { call, routes } from '../../../api.ts'
import { useStable } from '../../../ui/use-stable.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'

/** How long a decision can be taken back before it is sent, in ms. */
const grace = 5000

/** How long new messages may take to be looked through, in ms; reading the list every second ends then at the latest. */
const patience = 30_000

/** What was decided: an intent (`oos` for none), or that the message is not worth teaching. */
export type Decision = { intent: string; text?: string } | 'dismiss'
interface Pending {
  suggestion: Suggestion
  decision: Decision
  timer: ReturnType<typeof setTimeout>
}

const none: Suggestion[] = []

/**
 * The queue of messages worth labelling. A decision takes its message off the queue at once and is sent a few seconds later (or
 * when the page is left), so that taking it back leaves no trace.
 */
export function useSuggestions(reason: Suggestion['reason'] | undefined) {
  const cache = useQueryClient()
  const notice = useNotice()
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set())
  const [decided, setDecided] = useState(0)
  const [looking, setLooking] = useState<{ since: string | null; until: number } | null>(null)
  const pending = useRef<Pending[]>([])
  const query = useInfiniteQuery({
    queryKey: [...workbenchKeys.suggestions, { reason }],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listSuggestions, { query: { reason, offset: pageParam, limit: 100 }, signal }),
    initialPageParam: 0,
    // What was decided is no longer in the server's list, so the next page begins that much earlier.
    getNextPageParam: (page, pages) => {
      const shown = pages.reduce((sum, one) => sum + one.items.length, 0)
      return page.items.length > 0 && shown < page.total ? shown : null
    },
    staleTime: 0,
    refetchInterval: looking ? 1000 : false,
  })
  const readUntil = query.data?.pages[0]?.readUntil ?? null
  const { dataUpdatedAt } = query
  useEffect(() => {
    if (looking && (readUntil !== looking.since || dataUpdatedAt > looking.until)) setLooking(null)
  }, [looking, readUntil, dataUpdatedAt])
  const items = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? none
    return [...new Map(all.map((item) => [item.id, item])).values()].filter((item) => !gone.has(item.id))
  }, [query.data, gone])

  const hide = (id: string, hidden: boolean) =>
    setGone((now) => {
      const next = new Set(now)
      if (hidden) next.add(id)
      else next.delete(id)
      return next
    })
  const send = useStable((each: Pending) => {
    pending.current = pending.current.filter((one) => one !== each)
    clearTimeout(each.timer)
    const { suggestion, decision } = each
    const sent =
      decision === 'dismiss'
        ? call(routes.dismissSuggestions, { body: { ids: [suggestion.id] } })
        : call(routes.labelSuggestion, { params: { suggestionId: suggestion.id }, body: decision })
    sent
      .then(() => {
        void cache.invalidateQueries({ queryKey: [...workbenchKeys.suggestions, 'count'] })
        if (decision === 'dismiss') return
        for (const queryKey of [workbenchKeys.intents, workbenchKeys.versions])
          void cache.invalidateQueries({ queryKey, refetchType: 'none' })
        void cache.invalidateQueries({ queryKey: workbenchKeys.examples })
      })
      .catch((error: unknown) => {
        hide(suggestion.id, false)
        notice.fail(error)
      })
  })
  const sendAll = useStable(() => {
    for (const each of [...pending.current]) send(each)
  })
  useEffect(() => {
    const leaving = () => document.visibilityState === 'hidden' && sendAll()
    document.addEventListener('visibilitychange', leaving)
    return () => {
      document.removeEventListener('visibilitychange', leaving)
      sendAll()
    }
  }, [sendAll])

  const decide = (suggestion: Suggestion, decision: Decision) => {
    hide(suggestion.id, true)
    setDecided((count) => count + 1)
    const each: Pending = { suggestion, decision, timer: setTimeout(() => send(each), grace) }
    pending.current.push(each)
    if (items.length < 20 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }
  /** Takes the last decision back; answers the message it was about. */
  const undo = (): string | null => {
    const last = pending.current.pop()
    if (!last) return null
    clearTimeout(last.timer)
    hide(last.suggestion.id, false)
    setDecided((count) => count - 1)
    return last.suggestion.id
  }
  const first = query.data?.pages[0]
  return {
    query,
    items,
    total: (first?.total ?? 0) - gone.size,
    readUntil,
    looking: looking !== null,
    decided,
    decide,
    undo,
    /** New messages are being looked through: the list is read again until they are there. */
    expectNews: () => setLooking({ since: readUntil, until: Date.now() + patience }),
  }
}
