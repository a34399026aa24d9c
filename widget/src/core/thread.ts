import type { Message, PublicConversation } from '@loopdesk/contracts/messages.ts'

/** The messages of one conversation as this client holds them. Values, never changed in place. */
export interface Thread {
  readonly conversationId: string | null
  /** By seq, without repeats; those beyond `reached` wait for missing ones. */
  readonly messages: readonly Message[]
  /** Everything up to this seq is held; the resume point. */
  readonly reached: number
}

export const emptyThread: Thread = { conversationId: null, messages: [], reached: 0 }

/** True while a message is known to be missing between those held. */
export function hasGap(thread: Thread): boolean {
  const last = thread.messages.at(-1)
  return last !== undefined && last.seq > thread.reached
}

/** Adds one message, or replaces the one of the same seq. The message must belong to the thread's conversation. */
export function withMessage(thread: Thread, message: Message): Thread {
  const messages = thread.messages.filter((held) => held.seq !== message.seq)
  const at = messages.findLastIndex((held) => held.seq < message.seq) + 1
  messages.splice(at, 0, message)
  return { conversationId: message.conversationId, messages, reached: advance(messages, thread.reached) }
}

/**
 * What a welcome says: everything after the resume point, in order. It closes every gap, because the server has nothing
 * else; another conversation than the one held starts a fresh thread.
 */
export function withWelcome(thread: Thread, conversation: PublicConversation | null, messages: Message[]): Thread {
  if (!conversation) return emptyThread
  const base = conversation.id === thread.conversationId ? thread : { ...emptyThread, conversationId: conversation.id }
  const own = messages.filter((message) => message.conversationId === conversation.id)
  const merged = own.reduce(withMessage, base)
  return { ...merged, reached: Math.max(merged.reached, own.at(-1)?.seq ?? 0) }
}

function advance(messages: readonly Message[], reached: number): number {
  let next = reached
  for (const message of messages) if (message.seq === next + 1) next = message.seq
  return next
}
