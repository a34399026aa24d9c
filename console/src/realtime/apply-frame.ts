import type { ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'
import type { ConversationSummary, StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Reply, routes } from '../api.ts'
import { keys, type ListFilter, type View } from './query-keys.ts'

export type ConversationDetail = Reply<typeof routes.readConversation>
export type ConversationPage = Reply<typeof routes.listConversations>
type ConversationPages = InfiniteData<ConversationPage>

/** Brings every cached list and detail up to date with one frame, so that no screen ever has to be reloaded. */
export function applyFrame(cache: QueryClient, frame: ConsoleServerFrame, myId: string | null): void {
  switch (frame.type) {
    case 'reset':
      void cache.invalidateQueries({ predicate: (query) => query.queryKey[0] !== keys.me[0] })
      return
    case 'conversation':
      applySummary(cache, frame.summary, myId)
      return
    case 'message':
      cache.setQueryData<ConversationDetail>(keys.conversation(frame.message.conversationId), (detail) =>
        detail ? withMessage(detail, frame.message) : detail,
      )
      return
    case 'note':
      cache.setQueryData<ConversationDetail>(keys.conversation(frame.conversationId), (detail) =>
        detail ? withNote(detail, frame.note) : detail,
      )
      return
    case 'staff':
      applyStaff(cache, frame.staff)
      return
    case 'ticket':
      void cache.invalidateQueries({ queryKey: keys.ticket(frame.ticketId) })
      void cache.invalidateQueries({ queryKey: keys.tickets })
      return
    case 'ready':
    case 'typing':
    case 'pong':
    case 'bye':
  }
}

/** Puts the state of one conversation into every list it belongs to, takes it out of the others and updates its detail. */
export function applySummary(cache: QueryClient, summary: ConversationSummary, myId: string | null): void {
  for (const [key, pages] of cache.getQueriesData<ConversationPages>({ queryKey: keys.conversations })) {
    if (!pages) continue
    cache.setQueryData(key, placeSummary(pages, key[1] as ListFilter, summary, myId))
  }
  const detail = cache.getQueryData<ConversationDetail>(keys.conversation(summary.id))
  if (detail) {
    cache.setQueryData(keys.conversation(summary.id), { ...detail, ...summary })
    const handed = detail.owner !== summary.owner || detail.agent?.id !== summary.agent?.id
    // The brief and the history of owners are not part of the summary.
    if (handed) void cache.invalidateQueries({ queryKey: keys.conversation(summary.id) })
  }
  void cache.invalidateQueries({ queryKey: keys.counts })
}

/** One list after a conversation changed; lists found by search or customer only refresh what they already show. */
export function placeSummary(
  pages: ConversationPages,
  filter: ListFilter,
  summary: ConversationSummary,
  myId: string | null,
): ConversationPages {
  const shown = pages.pages.some((page) => page.items.some((item) => item.id === summary.id))
  if (filter.search || filter.customerId)
    return shown ? mapItems(pages, (item) => (item.id === summary.id ? summary : item)) : pages
  const without = pages.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== summary.id) }))
  if (!belongs(summary, filter.view, myId)) return shown ? { ...pages, pages: without } : pages
  return { ...pages, pages: insertByActivity(without, summary) }
}

/** Whether a conversation belongs to a view. */
export function belongs(summary: ConversationSummary, view: View, myId: string | null): boolean {
  if (view === 'all') return true
  if (view === 'resolved') return summary.status === 'resolved'
  if (summary.status !== 'open') return false
  if (view === 'open') return true
  if (view === 'mine') return summary.owner === 'agent' && summary.agent?.id === myId
  return summary.owner === view
}

/** Newest activity first; what is older than the last loaded page waits there until it is scrolled to. */
function insertByActivity(pages: ConversationPage[], summary: ConversationSummary): ConversationPage[] {
  let placed = false
  return pages.map((page, index) => {
    if (placed) return page
    const at = page.items.findIndex((item) => Date.parse(item.updatedAt) <= Date.parse(summary.updatedAt))
    const last = index === pages.length - 1
    if (at < 0 && (!last || page.next)) return page
    placed = true
    const items = [...page.items]
    items.splice(at < 0 ? items.length : at, 0, summary)
    return { ...page, items }
  })
}

function mapItems(
  pages: ConversationPages,
  change: (item: ConversationSummary) => ConversationSummary,
): ConversationPages {
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: page.items.map(change) })) }
}

/** The timeline with a message added, or replaced when its state changed; always in the order of `seq`. */
export function withMessage(detail: ConversationDetail, message: StaffMessage): ConversationDetail {
  const others = detail.messages.filter((known) => known.seq !== message.seq)
  const at = others.findLastIndex((known) => known.seq < message.seq) + 1
  const messages = [...others.slice(0, at), message, ...others.slice(at)]
  return { ...detail, messages, lastSeq: Math.max(detail.lastSeq, message.seq) }
}

/** The timeline with a note; the same note twice stands there once. */
export function withNote(detail: ConversationDetail, note: ConversationDetail['notes'][number]): ConversationDetail {
  return { ...detail, notes: [...detail.notes.filter((known) => known.id !== note.id), note] }
}

function applyStaff(cache: QueryClient, person: Staff) {
  cache.setQueryData<Reply<typeof routes.listStaff>>(
    keys.staff,
    (known) =>
      known && {
        items: known.items.some((one) => one.id === person.id)
          ? known.items.map((one) => (one.id === person.id ? person : one))
          : [...known.items, person],
      },
  )
  cache.setQueryData<Reply<typeof routes.readMe>>(keys.me, (known) =>
    known?.staff?.id === person.id ? { ...known, staff: person } : known,
  )
}
