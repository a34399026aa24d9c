import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call, routes } from '../../api.ts'
import { applySummary, type ConversationDetail } from '../../realtime/apply-frame.ts'
import { keys, type ListFilter } from '../../realtime/query-keys.ts'
import { useWatch } from '../../realtime/realtime.tsx'

const wholePage = 500

/** A list of conversations, kept current by the socket; reads on when scrolled to the end. */
export function useConversations(filter: ListFilter, enabled = true) {
  return useInfiniteQuery({
    queryKey: keys.conversationList(filter),
    queryFn: ({ pageParam, signal }) =>
      call(routes.listConversations, { query: { ...filter, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
  })
}

/** One conversation with its whole timeline, followed live while it is on screen. */
export function useConversation(conversationId: string) {
  const cache = useQueryClient()
  const conversation = useQuery({
    queryKey: keys.conversation(conversationId),
    queryFn: async ({ signal }) => {
      const read = await readWhole(conversationId, signal)
      const known = cache.getQueryData<ConversationDetail>(keys.conversation(conversationId))
      return known ? keepNewer(read, known) : read
    },
  })
  useWatch(conversationId, conversation.isSuccess)
  return conversation
}

/** Tells the server what the owning agent has seen, and takes the unread mark away at once. */
export function useMarkRead(detail: ConversationDetail, mine: boolean, myId: string | null): void {
  const cache = useQueryClient()
  const { id, lastSeq, unread } = detail
  useEffect(() => {
    if (!mine || unread === 0) return
    const mark = () => {
      if (document.visibilityState !== 'visible') return
      void call(routes.markRead, { params: { conversationId: id }, body: { seq: lastSeq } }).catch(() => undefined)
      const known = cache.getQueryData<ConversationDetail>(keys.conversation(id))
      if (known) applySummary(cache, summaryOf({ ...known, unread: 0 }), myId)
    }
    mark()
    document.addEventListener('visibilitychange', mark)
    return () => document.removeEventListener('visibilitychange', mark)
  }, [cache, id, lastSeq, mine, unread, myId])
}

async function readWhole(conversationId: string, signal: AbortSignal): Promise<ConversationDetail> {
  const read = (afterSeq: number) =>
    call(routes.readConversation, { params: { conversationId }, query: { afterSeq, limit: wholePage }, signal })
  const detail = await read(0)
  const messages = [...detail.messages]
  while (messages.length > 0 && messages.at(-1)!.seq < detail.lastSeq) {
    const more = await read(messages.at(-1)!.seq)
    if (more.messages.length === 0) break
    messages.push(...more.messages)
  }
  return { ...detail, messages }
}

/** A message that came by the socket while the reading was under way must not disappear again. */
function keepNewer(read: ConversationDetail, known: ConversationDetail): ConversationDetail {
  const last = read.messages.at(-1)?.seq ?? 0
  const newer = known.messages.filter((message) => message.seq > last)
  return newer.length ? { ...read, messages: [...read.messages, ...newer], lastSeq: newer.at(-1)!.seq } : read
}

function summaryOf(detail: ConversationDetail) {
  const {
    messages: _messages,
    notes: _notes,
    brief: _brief,
    rating: _rating,
    ownerHistory: _history,
    ...summary
  } = detail
  return summary
}
