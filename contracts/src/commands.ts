import { z } from 'zod'

/**
 * What understanding proposes. The dialogue manager alone carries commands out, and only those that are possible where the
 * conversation stands; a model that proposes nonsense does no harm.
 */
export const command = z.discriminatedUnion('type', [
  /** Begin a flow (on top of the one that is open, if any). */
  z.object({
    type: z.literal('start_flow'),
    flow: z.string(),
    score: z.number().default(1),
    /** The part of the message that asks for it, where it asks for several things. */
    said: z.string().optional(),
  }),
  /** A value for what was asked, or for another slot of the open flow that is still empty. */
  z.object({ type: z.literal('set_slot'), slot: z.string(), value: z.unknown() }),
  /** Another value for a slot that has one. */
  z.object({ type: z.literal('correct_slot'), slot: z.string(), value: z.unknown() }),
  /** Several things fit what the customer said for a slot: let them choose. */
  z.object({ type: z.literal('choose_among'), slot: z.string(), values: z.array(z.unknown()) }),
  /** What was said for a slot fits nothing (an order number that is not theirs). */
  z.object({ type: z.literal('unknown_value'), slot: z.string(), text: z.string() }),
  z.object({ type: z.literal('affirm') }),
  z.object({ type: z.literal('deny') }),
  /** Does not know or does not mind. */
  z.object({ type: z.literal('unsure') }),
  z.object({ type: z.literal('cancel_flow') }),
  z.object({ type: z.literal('repeat') }),
  /** Nothing new was said: the open question stands. */
  z.object({ type: z.literal('repeat_question') }),
  /** Ask which of these is meant; flow ids. */
  z.object({ type: z.literal('clarify'), flows: z.array(z.string()).min(1) }),
  /** Answer from knowledge entries, best first. */
  z.object({ type: z.literal('answer'), entries: z.array(z.string()).min(1) }),
  /** Several entries may be meant: let them choose. */
  z.object({ type: z.literal('clarify_knowledge'), entries: z.array(z.string()).min(1) }),
  z.object({ type: z.literal('small_talk'), id: z.string() }),
  z.object({ type: z.literal('handoff'), reason: z.enum(['customer_asked', 'complaint', 'risk']) }),
  /** A phone number or one-time code the bot asked for. */
  z.object({ type: z.literal('give_phone'), phone: z.string() }),
  z.object({ type: z.literal('give_code'), code: z.string() }),
  z.object({ type: z.literal('resend_code') }),
  /** Files came without being asked for. */
  z.object({ type: z.literal('files'), count: z.number().int() }),
  /** Pictures came without words that say what for, and show no known fault: tell what was read. `codes` are error codes on them. */
  z.object({ type: z.literal('pictures'), count: z.number().int(), codes: z.array(z.string()) }),
  /** Understood, but nothing we do or know. */
  z.object({ type: z.literal('out_of_scope') }),
  /** Not understood at all. */
  z.object({ type: z.literal('cannot_handle') }),
])
export type Command = z.infer<typeof command>
