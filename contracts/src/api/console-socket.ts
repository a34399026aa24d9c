import { z } from 'zod'
import { id } from '../route.ts'
import { conversationSummary, note, staffMessage } from './conversations.ts'
import { staff } from './identity.ts'

/**
 * The console's one WebSocket at `/v1/socket` (session cookie). The client says where it stands; the server brings it up to
 * date and keeps it there. `cursor` is opaque: the position in the workspace's stream of facts.
 */
export const consoleClientFrame = z.discriminatedUnion('type', [
  /** First frame. With a cursor everything missed is sent again; without, only what happens from now on. */
  z.object({ type: z.literal('hello'), cursor: z.string().max(100).optional() }),
  /** Follow one conversation closely (its messages), resuming after a seq. */
  z.object({ type: z.literal('watch'), conversationId: id, afterSeq: z.number().int().min(0) }),
  z.object({ type: z.literal('unwatch'), conversationId: id }),
  z.object({ type: z.literal('typing'), conversationId: id }),
  z.object({ type: z.literal('ping') }),
])
export type ConsoleClientFrame = z.infer<typeof consoleClientFrame>

export const consoleServerFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), cursor: z.string() }),
  /** Too much was missed to replay: reload the lists. */
  z.object({ type: z.literal('reset'), cursor: z.string() }),
  /** A conversation changed; `summary` is its state now. */
  z.object({ type: z.literal('conversation'), cursor: z.string(), summary: conversationSummary }),
  z.object({ type: z.literal('message'), message: staffMessage }),
  z.object({ type: z.literal('note'), conversationId: id, note }),
  z.object({ type: z.literal('staff'), staff }),
  z.object({ type: z.literal('ticket'), cursor: z.string(), ticketId: id }),
  z.object({
    type: z.literal('typing'),
    conversationId: id,
    who: z.enum(['customer', 'agent', 'bot']),
    name: z.string().nullable(),
  }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('bye'), reason: z.enum(['too_slow', 'shutting_down', 'session_ended']) }),
])
export type ConsoleServerFrame = z.infer<typeof consoleServerFrame>
