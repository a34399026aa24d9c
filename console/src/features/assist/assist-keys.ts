/** Names of what is kept in the query cache. */
export const assistKeys = {
  offers: ['assist'],
  suggestions: (conversationId: string, seq: number) => ['assist', 'suggestions', conversationId, seq],
  lookUp: (conversationId: string, text: string) => ['assist', 'look-up', conversationId, text],
  threads: ['assist-threads'],
  threadList: (search: string) => ['assist-threads', 'list', search],
  thread: (id: string) => ['assist-threads', 'one', id],
  gaps: ['assist-gaps'],
} as const
