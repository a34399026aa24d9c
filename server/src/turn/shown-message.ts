import type { Message, Part } from '@loopdesk/contracts/messages.ts'
import type { Received } from '../modules/conversations/index.ts'
import type { Taken } from './take-turn.ts'

/** A customer's message as their own clients see it. */
export function ownMessageOf(
  { messageId, conversationId, seq, at }: Received,
  { text, parts, clientId }: { text: string; parts: Part[]; clientId: string | null },
): Message {
  const common = { id: messageId, conversationId, seq, text, parts, at: at.toISOString(), clientId }
  return { ...common, sender: 'customer', senderName: null, delivery: null, event: null }
}

/** A reply of the bot as clients see it. */
export function messageOf(conversationId: string, reply: Taken['replies'][number]) {
  return {
    id: reply.id,
    conversationId,
    seq: reply.seq,
    sender: 'bot' as const,
    senderName: null,
    text: reply.text,
    parts: reply.parts,
    at: reply.created_at.toISOString(),
    delivery: { state: 'sent' as const, reason: null },
    event: null,
    clientId: null,
  }
}
