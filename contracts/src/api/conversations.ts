import { z } from 'zod'
import { conversationStatus, fileRef, message, outcome, owner, ownerReason } from '../messages.ts'
import { shownMood } from '../mood.ts'
import { defineRoute, id, instant, pageOf, pageQuery } from '../route.ts'
import { trace } from '../trace.ts'

/** A piece of personal data inside a text, as offsets; shown masked until revealed. */
export const piiSpan = z.object({
  type: z.enum(['phone', 'id_card', 'bank_card', 'email', 'address', 'name']),
  start: z.number().int(),
  end: z.number().int(),
})

/** A message as staff see it: text masked by default, with what is needed to ask for the rest. */
export const staffMessage = message.extend({
  hasPii: z.boolean(),
  /** The turn that produced it (bot replies) or dealt with it (customer messages). */
  turnId: id.nullable(),
})
export type StaffMessage = z.infer<typeof staffMessage>

export const note = z.object({
  id,
  /** The note stands after this message. */
  afterSeq: z.number().int(),
  author: z.string(),
  text: z.string(),
  at: instant,
})

export const conversationSummary = z.object({
  id,
  customer: z.object({ id, name: z.string(), externalId: z.string().nullable() }),
  channel: z.object({ id, kind: z.string(), name: z.string() }),
  status: conversationStatus,
  owner,
  agent: z.object({ id, name: z.string() }).nullable(),
  /** Latest reason of the owner. */
  reason: ownerReason,
  topic: z.string().nullable(),
  /** The topic in words. */
  topicName: z.object({ zh: z.string(), en: z.string() }).nullable(),
  language: z.enum(['zh', 'en']),
  priority: z.number().int().min(0).max(3),
  /** How the customer felt when the bot last read them; null before. */
  mood: shownMood.nullable(),
  outcome: outcome.nullable(),
  lastSeq: z.number().int(),
  lastMessage: z.object({ sender: z.string(), text: z.string(), at: instant }).nullable(),
  unread: z.number().int(),
  waitingSince: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
})
export type ConversationSummary = z.infer<typeof conversationSummary>

/** What the bot understood, tried and got; written for a human who takes over. */
export const handoverBrief = z.object({
  wants: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  tried: z.array(z.object({ text: z.string(), state: z.enum(['done', 'failed', 'undone', 'pending']), at: instant })),
  next: z.string(),
})

export const conversationDetail = conversationSummary.extend({
  messages: z.array(staffMessage),
  notes: z.array(note),
  brief: handoverBrief.nullable(),
  rating: z.object({ score: z.number().int(), comment: z.string() }).nullable(),
  ownerHistory: z.array(
    z.object({ at: instant, from: owner, to: owner, reason: ownerReason, who: z.string().nullable() }),
  ),
})

const params = z.object({ conversationId: id })
const view = z.enum(['mine', 'queue', 'bot', 'open', 'resolved', 'all'])

export const conversationRoutes = {
  listConversations: defineRoute({
    id: 'listConversations',
    method: 'GET',
    path: '/v1/conversations',
    summary: 'Conversations of a view, newest activity first',
    tag: 'Conversations',
    right: 'conversations.read',
    query: pageQuery.extend({
      view: view.default('open'),
      customerId: id.optional(),
      search: z.string().max(200).optional(),
    }),
    reply: pageOf(conversationSummary),
  }),
  countConversations: defineRoute({
    id: 'countConversations',
    method: 'GET',
    path: '/v1/conversations/counts',
    summary: 'How many conversations each view holds',
    tag: 'Conversations',
    right: 'conversations.read',
    reply: z.object({ mine: z.number(), queue: z.number(), bot: z.number(), open: z.number(), resolved: z.number() }),
  }),
  readConversation: defineRoute({
    id: 'readConversation',
    method: 'GET',
    path: '/v1/conversations/:conversationId',
    summary: 'One conversation with its timeline (personal data masked)',
    tag: 'Conversations',
    right: 'conversations.read',
    params,
    query: z.object({
      afterSeq: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    reply: conversationDetail,
  }),
  sendAgentMessage: defineRoute({
    id: 'sendAgentMessage',
    method: 'POST',
    path: '/v1/conversations/:conversationId/messages',
    summary: 'Reply as the owning agent; the idempotency key makes a repeat harmless',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    body: z.object({
      idempotencyKey: z.string().min(1).max(100),
      text: z.string().max(4000),
      fileIds: z.array(id).max(9).default([]),
    }),
    reply: staffMessage,
    status: 201,
  }),
  addNote: defineRoute({
    id: 'addNote',
    method: 'POST',
    path: '/v1/conversations/:conversationId/notes',
    summary: 'Internal note; never shown to the customer',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    body: z.object({ idempotencyKey: z.string().min(1).max(100), text: z.string().min(1).max(4000) }),
    reply: note,
    status: 201,
  }),
  markRead: defineRoute({
    id: 'markRead',
    method: 'POST',
    path: '/v1/conversations/:conversationId/read',
    summary: 'The owning agent has read up to a message',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    body: z.object({ seq: z.number().int().min(0) }),
    reply: z.object({}),
  }),
  takeOver: defineRoute({
    id: 'takeOver',
    method: 'POST',
    path: '/v1/conversations/:conversationId/take',
    summary: 'Become the owner (from the bot or the queue); exactly one of several takers wins',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    reply: conversationSummary,
  }),
  transferConversation: defineRoute({
    id: 'transferConversation',
    method: 'POST',
    path: '/v1/conversations/:conversationId/transfer',
    summary: 'Give to a colleague or back to the queue with a skill',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    body: z.object({
      staffId: id.optional(),
      skill: z.string().max(100).optional(),
      note: z.string().max(2000).default(''),
    }),
    reply: conversationSummary,
  }),
  giveBack: defineRoute({
    id: 'giveBack',
    method: 'POST',
    path: '/v1/conversations/:conversationId/give-back',
    summary: 'Give back to the bot',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    reply: conversationSummary,
  }),
  resolveConversation: defineRoute({
    id: 'resolveConversation',
    method: 'POST',
    path: '/v1/conversations/:conversationId/resolve',
    summary: 'Close; the customer is asked for a rating',
    tag: 'Conversations',
    right: 'conversations.write',
    params,
    body: z.object({ outcome: outcome.default('solved') }),
    reply: conversationSummary,
  }),
  revealMessage: defineRoute({
    id: 'revealMessage',
    method: 'POST',
    path: '/v1/conversations/:conversationId/messages/:messageId/reveal',
    summary: 'Personal data of one message in clear; audited',
    tag: 'Conversations',
    right: 'pii.reveal',
    params: params.extend({ messageId: id }),
    body: z.object({ reason: z.string().max(300).default('') }),
    reply: z.object({ text: z.string() }),
  }),
  readTrace: defineRoute({
    id: 'readTrace',
    method: 'GET',
    path: '/v1/conversations/:conversationId/turns/:turnId',
    summary: 'How the bot came to a reply, step by step',
    tag: 'Conversations',
    right: 'conversations.read',
    params: params.extend({ turnId: id }),
    reply: trace,
  }),
  uploadStaffFile: defineRoute({
    id: 'uploadStaffFile',
    method: 'POST',
    path: '/v1/files',
    summary: 'Upload a file to send (multipart field `file`)',
    tag: 'Files',
    right: 'conversations.write',
    multipart: true,
    reply: fileRef,
  }),
  readStaffFile: defineRoute({
    id: 'readStaffFile',
    method: 'GET',
    path: '/v1/files/:fileId',
    summary: 'Read a file',
    tag: 'Files',
    right: 'conversations.read',
    params: z.object({ fileId: id }),
    reply: z.any(),
  }),
  listQuickReplies: defineRoute({
    id: 'listQuickReplies',
    method: 'GET',
    path: '/v1/quick-replies',
    summary: 'Canned replies',
    tag: 'Conversations',
    right: 'conversations.read',
    reply: z.object({
      items: z.array(z.object({ id, shortcut: z.string(), language: z.enum(['zh', 'en']), text: z.string() })),
    }),
  }),
}
