import type { ConversationSummary } from '@loopdesk/contracts/api/conversations.ts'

/** What a conversation is about, in the reader's language; undefined while nobody knows. */
export function topicName({ topicName }: Pick<ConversationSummary, 'topicName'>, language: string): string | undefined {
  return topicName?.[language.startsWith('zh') ? 'zh' : 'en']
}
