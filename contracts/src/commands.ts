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
    /** The open flow is given up for it (不要退款，我要换货), unless it has changed something already. */
    instead: z.boolean().optional(),
  }),
  /** Back to a flow that was interrupted or put off: the one named, else the one left last. */
  z.object({ type: z.literal('resume_flow'), flow: z.string().optional() }),
  /** A value for what was asked, or for another slot of the open flow that is still empty. */
  z.object({ type: z.literal('set_slot'), slot: z.string(), value: z.unknown() }),
  /** Another value for a slot that has one. */
  z.object({ type: z.literal('correct_slot'), slot: z.string(), value: z.unknown() }),
  /** Several of the choices shown for the slot asked fit what was said: ask which of these. */
  z.object({ type: z.literal('choose_among'), slot: z.string(), values: z.array(z.unknown()).min(2) }),
  /** A choice was named that the slot asked does not have (第五个 of three). */
  z.object({ type: z.literal('no_such_choice'), slot: z.string() }),
  /** The value a slot has is wrong, and the right one was not said: ask for it again. */
  z.object({ type: z.literal('reopen_slot'), slot: z.string() }),
  /** Something that is known is wrong, and it is not clear what: ask, with choices. */
  z.object({ type: z.literal('ask_what_to_change') }),
  z.object({ type: z.literal('affirm') }),
  z.object({ type: z.literal('deny') }),
  /** Does not know or does not mind. */
  z.object({ type: z.literal('unsure') }),
  /** Not now: nothing is done, and the open question stands. */
  z.object({ type: z.literal('hold') }),
  /** Gives up the open flow, or the one named among those interrupted or put off. */
  z.object({ type: z.literal('cancel_flow'), flow: z.string().optional() }),
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
