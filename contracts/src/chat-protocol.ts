import { z } from 'zod'
import { problem } from './errors.ts'
import { customerContent, message, publicConversation } from './messages.ts'
import { defineRoute, id, instant } from './route.ts'

/**
 * The public protocol between a chat client (our widget or a stranger's) and the server: one WebSocket at
 * `/chat/v1/socket`, JSON text frames, or the same by HTTP long polling. Prose and examples: docs/chat-protocol.md.
 */
export const pageContext = z.object({
  url: z.string().max(2000),
  title: z.string().max(500).default(''),
  /** What the page is about, named by the site: `{orderId: '…', productId: '…'}`. */
  meta: z.record(z.string().max(50), z.string().max(200)).default({}),
})
export type PageContext = z.infer<typeof pageContext>

export const locale = z.enum(['zh', 'en'])
export type Locale = z.infer<typeof locale>

/** Opens or resumes a session. Without tokens a new anonymous visitor is made. */
export const hello = z.object({
  siteKey: z.string().max(100),
  /** Given by an earlier welcome; keeps the same visitor. */
  visitorToken: z.string().max(2000).optional(),
  /** JWT (HS256, the site's identity secret): who the signed-in customer is. */
  userToken: z.string().max(4000).optional(),
  locale: locale.optional(),
  page: pageContext.optional(),
  /** Resume point: the last message held by the client, of this conversation. */
  conversationId: id.optional(),
  afterSeq: z.number().int().nonnegative().max(2_000_000_000).default(0),
})
export type Hello = z.infer<typeof hello>

export const clientFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), ...hello.shape }),
  /** `id` is the client's own id of the message: sending the same id again gives the first result again. */
  z.object({
    type: z.literal('send'),
    id: z.string().min(1).max(100),
    content: customerContent,
    page: pageContext.optional(),
  }),
  /** Everything up to `seq` has reached the client / was on screen. */
  z.object({ type: z.literal('received'), seq: z.number().int().nonnegative() }),
  z.object({ type: z.literal('read'), seq: z.number().int().nonnegative() }),
  /** Whether the bot's message `seq` helped; said again, the last counts. */
  z.object({ type: z.literal('feedback'), seq: z.number().int().positive(), helpful: z.boolean() }),
  z.object({ type: z.literal('typing') }),
  z.object({ type: z.literal('page'), page: pageContext }),
  z.object({ type: z.literal('ping') }),
])
export type ClientFrame = z.infer<typeof clientFrame>

export const siteSettings = z.object({
  name: z.string(),
  greeting: z.record(locale, z.string()),
  color: z.string(),
  avatarUrl: z.string().nullable(),
  topics: z.record(locale, z.array(z.string())),
  humanAvailable: z.boolean(),
})

export const welcome = z.object({
  visitorToken: z.string(),
  customer: z.object({ name: z.string().nullable(), signedIn: z.boolean() }),
  site: siteSettings,
  locale,
  /** Null until the customer has written something. */
  conversation: publicConversation.nullable(),
  /** Everything after the resume point, in order. */
  messages: z.array(message),
})
export type Welcome = z.infer<typeof welcome>

export const accepted = z.object({
  id: z.string(),
  conversationId: id,
  seq: z.number().int().positive(),
  at: instant,
  duplicate: z.boolean(),
})
export type Accepted = z.infer<typeof accepted>

export const serverFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome'), ...welcome.shape }),
  z.object({ type: z.literal('accepted'), ...accepted.shape }),
  z.object({ type: z.literal('rejected'), id: z.string().nullable(), problem }),
  z.object({ type: z.literal('message'), message }),
  /** Owner, queue position, status or rating changed. */
  z.object({ type: z.literal('conversation'), conversation: publicConversation }),
  z.object({ type: z.literal('turn.started'), conversationId: id, seq: z.number().int() }),
  /** All customer messages up to `seq` are dealt with; nothing more comes unless something happens elsewhere. */
  z.object({ type: z.literal('turn.settled'), conversationId: id, seq: z.number().int() }),
  z.object({ type: z.literal('typing'), who: z.enum(['bot', 'agent']) }),
  z.object({ type: z.literal('pong') }),
  /** The server sheds this client (too slow, superseded, shutting down); it should reconnect with back-off. */
  z.object({ type: z.literal('bye'), reason: z.enum(['too_slow', 'shutting_down', 'session_ended']) }),
])
export type ServerFrame = z.infer<typeof serverFrame>

const auth = { visitorToken: z.string().max(2000) }

/** The same protocol for networks where WebSockets are blocked. The visitor token goes into every call. */
export const chatRoutes = {
  openChatSession: defineRoute({
    id: 'openChatSession',
    method: 'POST',
    path: '/chat/v1/session',
    summary: 'Open or resume a chat session',
    tag: 'Chat',
    right: 'public',
    body: hello,
    reply: welcome,
  }),
  sendChatMessage: defineRoute({
    id: 'sendChatMessage',
    method: 'POST',
    path: '/chat/v1/messages',
    summary: 'Send a customer message; the id makes it idempotent',
    tag: 'Chat',
    right: 'public',
    body: z.object({ ...auth, id: z.string().min(1).max(100), content: customerContent, page: pageContext.optional() }),
    reply: accepted,
  }),
  pollChat: defineRoute({
    id: 'pollChat',
    method: 'POST',
    path: '/chat/v1/poll',
    summary: 'Wait for frames after a sequence (long polling)',
    tag: 'Chat',
    right: 'public',
    body: z.object({
      ...auth,
      conversationId: id.optional(),
      afterSeq: z.number().int().nonnegative().max(2_000_000_000).default(0),
      settledSeq: z.number().int().nonnegative().default(0),
      waitSeconds: z.number().min(0).max(25).default(25),
      received: z.number().int().nonnegative().optional(),
      read: z.number().int().nonnegative().optional(),
    }),
    reply: z.object({ conversation: publicConversation.nullable(), messages: z.array(message) }),
  }),
  giveChatFeedback: defineRoute({
    id: 'giveChatFeedback',
    method: 'POST',
    path: '/chat/v1/feedback',
    summary: "Say whether one of the bot's messages helped; said again, the last counts",
    tag: 'Chat',
    right: 'public',
    body: z.object({ ...auth, conversationId: id, seq: z.number().int().positive(), helpful: z.boolean() }),
    reply: z.object({ stored: z.boolean() }),
  }),
  uploadChatFile: defineRoute({
    id: 'uploadChatFile',
    method: 'POST',
    path: '/chat/v1/files',
    summary: 'Upload a file (multipart field `file`, header `X-Visitor-Token`)',
    tag: 'Chat',
    right: 'public',
    multipart: true,
    reply: z.object({ fileId: id, name: z.string(), mime: z.string(), size: z.number().int() }),
  }),
  readChatFile: defineRoute({
    id: 'readChatFile',
    method: 'GET',
    path: '/chat/v1/files/:fileId',
    summary: 'Read a file of the own conversation (query `token` is the visitor token)',
    tag: 'Chat',
    right: 'public',
    params: z.object({ fileId: id }),
    query: z.object({ token: z.string().max(2000) }),
    reply: z.any(),
  }),
}
