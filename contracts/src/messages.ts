import { z } from 'zod'
import { formId, formPart, formValues, sentForm } from './form.ts'
import { id, instant } from './route.ts'

/** A thing the customer can press; `value` comes back as the customer's answer, `label` is what they saw. */
export const choice = z.object({
  value: z.string().max(200),
  label: z.string().max(200),
  hint: z.string().max(300).optional(),
})
export type Choice = z.infer<typeof choice>

/** Where an answer comes from; shown under the message. */
export const source = z.object({
  id: z.string(),
  title: z.string(),
  quote: z.string().optional(),
  url: z.string().optional(),
})
export type Source = z.infer<typeof source>

export const fileRef = z.object({
  fileId: id,
  name: z.string().max(300),
  mime: z.string(),
  /** bytes */
  size: z.number().int().nonnegative(),
})
export type FileRef = z.infer<typeof fileRef>

/** What a message carries besides its text. The text alone always makes sense, so a channel may drop parts it cannot show. */
export const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('file'), file: fileRef }),
  z.object({
    type: z.literal('card'),
    title: z.string(),
    subtitle: z.string().optional(),
    imageUrl: z.string().optional(),
    url: z.string().optional(),
    fields: z.array(z.object({ label: z.string(), value: z.string() })).default([]),
    choices: z.array(choice).default([]),
  }),
  z.object({ type: z.literal('choices'), choices: z.array(choice).max(20) }),
  /** Asks for an upload; the widget opens its picker. */
  z.object({ type: z.literal('upload'), accept: z.string().default('image/*'), max: z.number().int().default(3) }),
  z.object({ type: z.literal('sources'), sources: z.array(source) }),
  z.object({
    type: z.literal('progress'),
    /** Names the matter: a later progress of the same key takes the place of the earlier ones. Without it, the title does. */
    key: z.string().max(200).optional(),
    title: z.string(),
    steps: z.array(z.object({ label: z.string(), state: z.enum(['done', 'now', 'next', 'failed', 'undone']) })),
  }),
  z.object({ type: z.literal('rating'), scale: z.literal(5) }),
  z.object({
    type: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().optional(),
  }),
  formPart,
])
export type Part = z.infer<typeof part>

export const sender = z.enum(['customer', 'bot', 'agent', 'system'])
export type Sender = z.infer<typeof sender>

export const deliveryState = z.enum(['queued', 'sent', 'delivered', 'read', 'failed'])
export type DeliveryState = z.infer<typeof deliveryState>

/** One entry of a conversation as its participants see it. `seq` is 1, 2, 3 … without gaps. */
export const message = z.object({
  id,
  conversationId: id,
  seq: z.number().int().positive(),
  sender,
  /** Agent's display name, when an agent wrote it. */
  senderName: z.string().nullable(),
  text: z.string(),
  parts: z.array(part),
  at: instant,
  /** Outbound only (bot, agent, system): how far it got. Null for the customer's own messages. */
  delivery: z.object({ state: deliveryState, reason: z.string().nullable() }).nullable(),
  /** For system lines: what happened. */
  event: z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
  /** The client's own id of the message, echoed to its sender. */
  clientId: z.string().nullable(),
  /** The answers, when the customer sent a form; its files are in `parts` as well. */
  form: sentForm.nullable().optional(),
})
export type Message = z.infer<typeof message>

/** What a customer can say. A pressed button sends its value together with the label shown. */
export const customerContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1).max(4000) }),
  z.object({ type: z.literal('choice'), value: z.string().max(200), label: z.string().min(1).max(200) }),
  z.object({ type: z.literal('files'), fileIds: z.array(id).min(1).max(9), text: z.string().max(4000).default('') }),
  z.object({
    type: z.literal('rating'),
    score: z.number().int().min(1).max(5),
    comment: z.string().max(1000).default(''),
  }),
  /** The answers to a form. `text` is what a person reads of them, `label: value` lines; files are uploaded before. */
  z.object({ type: z.literal('form'), formId, values: formValues, text: z.string().min(1).max(8000) }),
  /** Where the customer is, degrees (WGS 84). */
  z.object({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(300).optional(),
  }),
])
export type CustomerContent = z.infer<typeof customerContent>

/** Who is responsible for the next word. Exactly one at any time. */
export const owner = z.enum(['bot', 'queue', 'agent', 'nobody'])
export type Owner = z.infer<typeof owner>

/** Why the owner changed; every change carries one and the customer sees a line about it. */
export const ownerReason = z.enum([
  'opened',
  'customer_asked',
  'bot_failed',
  'policy',
  'risk',
  'complaint',
  'claimed',
  'assigned',
  'transferred',
  'agent_offline',
  'given_back',
  'nobody_online',
  'customer_left_queue',
  'resolved',
  'reopened',
])
export type OwnerReason = z.infer<typeof ownerReason>

export const conversationStatus = z.enum(['open', 'resolved'])
/** How it ended, or stands now, as recorded by what happened, never inferred from silence. */
export const outcome = z.enum(['solved', 'answered', 'declined', 'handed_over', 'compensated', 'cancelled', 'failed'])
export type Outcome = z.infer<typeof outcome>

/** What the customer may know about their conversation. */
export const publicConversation = z.object({
  id,
  status: conversationStatus,
  owner,
  agentName: z.string().nullable(),
  queue: z
    .object({ position: z.number().int().positive(), expectedWaitSeconds: z.number().int().nonnegative() })
    .nullable(),
  lastSeq: z.number().int().nonnegative(),
  /** Every customer message up to this seq has been dealt with. */
  settledSeq: z.number().int().nonnegative(),
  /** Waiting for a rating after closing. */
  rating: z.enum(['none', 'asked', 'given']),
})
export type PublicConversation = z.infer<typeof publicConversation>
