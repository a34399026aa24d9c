import type { routes } from '../api.ts'

type ListQuery = (typeof routes.listConversations)['query']['_zod']['output']
export type View = ListQuery['view']
export interface ListFilter {
  view: View
  search?: string
  customerId?: string
}

/** Names of everything kept in the query cache, in one place so that realtime frames and screens mean the same entries. */
export const keys = {
  me: ['me'],
  staff: ['staff'],
  counts: ['conversation-counts'],
  conversations: ['conversations'],
  conversationList: (filter: ListFilter) => ['conversations', filter],
  conversation: (id: string) => ['conversation', id],
  trace: (conversationId: string, turnId: string) => ['trace', conversationId, turnId],
  quickReplies: ['quick-replies'],
  customers: ['customers'],
  customer: (id: string) => ['customer', id],
  records: (customerId: string) => ['records', customerId],
  tickets: ['tickets'],
  ticket: (id: string) => ['ticket', id],
  keys: ['api-keys'],
  audit: ['audit'],
  sessions: ['sessions'],
} as const
