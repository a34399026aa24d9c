import type { Locale, ServerFrame, Welcome } from '@loopdesk/contracts/chat-protocol.ts'
import type { Problem } from '@loopdesk/contracts/errors.ts'
import type { Message, PublicConversation } from '@loopdesk/contracts/messages.ts'
import type { Outgoing } from './outbox.ts'
import { emptyThread, type Thread, withMessage, withWelcome } from './thread.ts'

/** Everything a view needs; a new value on every change, never edited in place. */
export interface ChatState {
  /** `waiting`: between two tries; `refused`: the server does not want this page, nothing is tried any more. */
  readonly link: 'connecting' | 'online' | 'waiting' | 'refused'
  readonly by: 'socket' | 'polling'
  readonly refusal: Problem | null
  readonly site: Welcome['site'] | null
  readonly customer: Welcome['customer'] | null
  readonly locale: Locale | null
  readonly conversation: PublicConversation | null
  readonly thread: Thread
  /** Messages of conversations that ended while this page was open; shown above. */
  readonly earlier: readonly Message[]
  readonly outbox: readonly Outgoing[]
  readonly typing: 'bot' | 'agent' | null
  /** Last seq that was on screen in this browser. */
  readonly readSeq: number
}

export const initialState: ChatState = {
  link: 'connecting',
  by: 'socket',
  refusal: null,
  site: null,
  customer: null,
  locale: null,
  conversation: null,
  thread: emptyThread,
  earlier: [],
  outbox: [],
  typing: null,
  readSeq: 0,
}

/** What one server frame changes. Frames that only concern the link (`pong`, `bye`, `rejected`) change nothing here. */
export function applyFrame(state: ChatState, frame: ServerFrame): ChatState {
  switch (frame.type) {
    case 'welcome':
      return applyWelcome(state, frame)
    case 'message': {
      const switched = inConversation(state, frame.message.conversationId)
      const thread = withMessage(switched.thread, frame.message)
      const typing = frame.message.sender === 'agent' ? null : switched.typing
      return { ...switched, thread, typing }
    }
    case 'conversation': {
      const switched = inConversation(state, frame.conversation.id)
      return settle({ ...switched, conversation: frame.conversation }, frame.conversation.settledSeq)
    }
    case 'turn.started':
      // A human has the next word there: the bot only takes note.
      return state.conversation?.owner === 'agent' ? state : { ...state, typing: 'bot' }
    case 'turn.settled':
      return settle(state, frame.seq)
    case 'typing':
      return { ...state, typing: frame.who }
    default:
      return state
  }
}

/** Turns an accepted send into the message it became; the server's own copy replaces it when it comes. */
export function applyAccepted(state: ChatState, frame: ServerFrame & { type: 'accepted' }, entry: Outgoing): ChatState {
  const switched = inConversation(state, frame.conversationId)
  if (switched.thread.messages.some((message) => message.seq === frame.seq)) return switched
  const message: Message = {
    id: entry.id,
    conversationId: frame.conversationId,
    seq: frame.seq,
    sender: 'customer',
    senderName: null,
    text: contentText(entry),
    parts: entry.content.type === 'location' ? [entry.content] : entry.files.map((file) => ({ type: 'file', file })),
    at: frame.at,
    delivery: null,
    event: null,
    clientId: entry.id,
    ...(entry.content.type === 'form' && { form: { formId: entry.content.formId, values: entry.content.values } }),
  }
  return { ...switched, thread: withMessage(switched.thread, message) }
}

/** The words a send shows in the customer's own bubble. */
export function contentText({ content }: Pick<Outgoing, 'content'>): string {
  switch (content.type) {
    case 'text':
    case 'files':
    case 'form':
      return content.text
    case 'choice':
      return content.label
    case 'location':
      return content.name ?? ''
    case 'rating':
      return `${'★'.repeat(content.score)}${'☆'.repeat(5 - content.score)} ${content.comment}`.trim()
  }
}

/** Messages of others that were not on screen yet, here or on another device. */
export function unreadCount(state: ChatState): number {
  const isNew = (message: Message) =>
    message.seq > state.readSeq &&
    (message.sender === 'bot' || message.sender === 'agent') &&
    message.delivery?.state !== 'read'
  return state.thread.messages.filter(isNew).length
}

function applyWelcome(state: ChatState, frame: ServerFrame & { type: 'welcome' }): ChatState {
  const { site, customer, locale, conversation } = frame
  const samePerson = !state.customer || state.customer.signedIn === customer.signedIn
  const switched = conversation ? inConversation(state, conversation.id) : state
  const thread = withWelcome(switched.thread, conversation, frame.messages)
  const earlier = samePerson ? switched.earlier : []
  const next = {
    ...switched,
    link: 'online' as const,
    refusal: null,
    site,
    customer,
    locale,
    conversation,
    thread,
    earlier,
  }
  return settle({ ...next, typing: null }, conversation?.settledSeq ?? 0)
}

/** Moves on to another conversation when the id says so; what was said stays above. */
function inConversation(state: ChatState, conversationId: string): ChatState {
  const { thread } = state
  if (thread.conversationId === conversationId) return state
  const earlier = [...state.earlier, ...thread.messages]
  const known = state.conversation?.id === conversationId ? state.conversation : null
  return {
    ...state,
    thread: { ...emptyThread, conversationId },
    earlier,
    conversation: known,
    readSeq: 0,
    typing: null,
  }
}

function settle(state: ChatState, seq: number): ChatState {
  const lastOwn = state.thread.messages.findLast((message) => message.sender === 'customer')?.seq ?? 0
  const typing = state.typing === 'bot' && seq >= lastOwn ? null : state.typing
  const { conversation } = state
  const settledSeq = Math.max(conversation?.settledSeq ?? 0, seq)
  return { ...state, typing, conversation: conversation && { ...conversation, settledSeq } }
}
