import type { piiSpan } from '@loopdesk/contracts/api/conversations.ts'
import type { SentForm } from '@loopdesk/contracts/form.ts'
import type { Message, Part } from '@loopdesk/contracts/messages.ts'
import type { z } from 'zod'

export type PiiSpan = z.infer<typeof piiSpan>

/** A row of `messages` with what is needed to show it. */
export interface MessageRow {
  id: string
  conversation_id: string
  seq: number
  sender: Message['sender']
  sender_name: string | null
  text: string
  parts: Part[]
  pii: PiiSpan[]
  event: { type: string; data: Record<string, unknown> } | null
  client_id: string | null
  form: SentForm | null
  turn_id: string | null
  created_at: Date
  delivery_state: 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | null
  delivery_reason: string | null
  received_seq: number
  read_seq: number
}

/** The message as its participants see it. Channels that pull (web) report how far they read; those pushed to, each message. */
export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    seq: row.seq,
    sender: row.sender,
    senderName: row.sender_name,
    text: row.text,
    parts: row.parts,
    at: row.created_at.toISOString(),
    delivery: row.sender === 'customer' ? null : deliveryOf(row),
    event: row.event,
    clientId: row.client_id,
    ...(row.form && { form: row.form }),
  }
}

function deliveryOf(row: MessageRow): Message['delivery'] {
  if (row.delivery_state) return { state: row.delivery_state, reason: row.delivery_reason }
  if (row.seq <= row.read_seq) return { state: 'read', reason: null }
  return { state: row.seq <= row.received_seq ? 'delivered' : 'queued', reason: null }
}
