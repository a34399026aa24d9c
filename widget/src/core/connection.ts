import type { ClientFrame, Locale, PageContext, ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { Problem } from '@loopdesk/contracts/errors.ts'
import type { CustomerContent, FileRef, Message } from '@loopdesk/contracts/messages.ts'
import { type Acks, makeAcks } from './acks.ts'
import { applyAccepted, applyFrame, type ChatState, initialState } from './chat-state.ts'
import type { HelloFrame, Position } from './link.ts'
import { makeOutbox } from './outbox.ts'
import { makeRedial } from './redial.ts'
import { type KeyValue, makeSessionStore, type SavedSession } from './session-store.ts'
import { emptyThread, hasGap } from './thread.ts'
import { makeTimers } from './timers.ts'
import { defaultTiming, type Timing } from './timing.ts'

export interface ConnectionOptions {
  /** `https://desk.example.com`, without a slash at the end. */
  origin: string
  siteKey: string
  userToken?: string | undefined
  locale?: Locale | undefined
  /** Read at every hello and send, so a single-page site is always described as it is now. */
  page: () => PageContext
  storage: KeyValue
  timing?: Partial<Timing>
  /** Told when the site's `userToken` was refused; the chat goes on anonymously. */
  onIdentityRefused?: (problem: Problem) => void
}

export interface Connection {
  state(): ChatState
  subscribe(listener: (state: ChatState) => void): () => void
  start(): void
  stop(): void
  /** Shows, stores and sends; answers the id of the send. */
  send(content: CustomerContent, files?: FileRef[]): string
  retry(id: string): void
  discard(id: string): void
  /** Everything up to `seq` was on screen. */
  markRead(seq: number): void
  /** Whether one of the bot's messages helped. */
  judge(seq: number, helpful: boolean): void
  typing(): void
  pageChanged(): void
  /** Another person (a signed JWT) or, with null, nobody: what this browser held is forgotten. */
  identify(userToken: string | null): void
  /** The network or the page came back: try or check at once. */
  wake(): void
  /** Another tab changed the stored session. */
  storageChanged(): void
  visitorToken(): string | undefined
  fileUrl(fileId: string): string
}

/** Codes after which the same send may succeed by itself later. */
const passing = new Set(['rate_limited', 'unavailable', 'internal', 'dependency_failed'])

/**
 * The chat without its looks: one link at a time, resumed after any break from the last message held, sends kept until
 * accepted and repeated under the same id. See docs/chat-protocol.md.
 */
export function makeConnection(options: ConnectionOptions): Connection {
  const timing = { ...defaultTiming, ...options.timing }
  const store = makeSessionStore(options.storage, options.siteKey)
  const outbox = makeOutbox(options.storage, options.siteKey)
  const listeners = new Set<(state: ChatState) => void>()
  const timers = makeTimers()
  let userToken = options.userToken
  let state = restored()
  let saved: SavedSession = { conversationId: state.thread.conversationId ?? undefined, readSeq: state.readSeq }
  /** The id of the send under way: one at a time keeps them in order over breaks and refusals. */
  let inFlight: string | null = null

  const acks: Acks = makeAcks(tell, timing)
  const redial = makeRedial({ origin: options.origin, timing, hello, position, onFrame, onLink })

  function restored(): ChatState {
    const { conversationId = null, readSeq = 0 } = store.read()
    return { ...initialState, thread: { ...emptyThread, conversationId }, readSeq, outbox: outbox.entries() }
  }

  function update(change: Partial<ChatState>) {
    const before = saved
    state = { ...state, ...change, outbox: outbox.entries() }
    saved = { conversationId: state.thread.conversationId ?? undefined, readSeq: state.readSeq }
    if (saved.conversationId !== before.conversationId) acks.forget()
    if (saved.conversationId !== before.conversationId || saved.readSeq !== before.readSeq) store.write(saved)
    for (const listener of listeners) listener(state)
  }

  /** Says something that only counts now; nothing may be said before the welcome. */
  function tell(frame: ClientFrame): boolean {
    return state.link === 'online' && redial.send(frame)
  }

  function hello(): HelloFrame {
    const { visitorToken, conversationId } = position()
    const afterSeq = state.thread.reached
    const page = options.page()
    return {
      type: 'hello',
      siteKey: options.siteKey,
      visitorToken,
      userToken,
      locale: options.locale,
      page,
      conversationId,
      afterSeq,
    }
  }
  function position(): Position {
    const conversationId = state.thread.conversationId ?? undefined
    const settledSeq = state.conversation?.settledSeq ?? 0
    return { visitorToken: store.read().visitorToken, conversationId, afterSeq: state.thread.reached, settledSeq }
  }

  function onLink(link: 'connecting' | 'waiting', by: 'socket' | 'polling') {
    timers.stop('accept')
    inFlight = null
    update({ link, by, typing: null })
  }

  function onFrame(frame: ServerFrame) {
    if (frame.type === 'rejected') return onRejected(frame)
    if (frame.type === 'bye') return redial.again()
    if (frame.type === 'welcome' && !keepToken(frame.visitorToken)) return redial.now()
    if (frame.type === 'message' && isElsewhere(frame.message)) return redial.soon()
    const entry = frame.type === 'accepted' ? outbox.find(frame.id) : undefined
    if (frame.type === 'accepted' && entry) state = applyAccepted(state, frame, entry)
    else state = applyFrame(state, frame)
    for (const id of storedIds(frame)) done(id)
    update({})
    afterFrame(frame)
  }

  function afterFrame(frame: ServerFrame) {
    acks.received(state.thread.reached)
    if (frame.type === 'welcome') flush()
    if (!hasGap(state.thread)) timers.stop('gap')
    else timers.once('gap', timing.gapPatience, redial.now)
    if (frame.type === 'typing' || frame.type === 'turn.started') {
      const most = frame.type === 'typing' && frame.who === 'agent' ? timing.agentTypingMost : timing.thinkingMost
      timers.restart('typing', most, () => update({ typing: null }))
    }
  }

  /** A message of a conversation nobody announced: the welcome will tell which one is the present one. */
  function isElsewhere({ conversationId, seq, clientId }: Message) {
    const current = state.thread.conversationId
    const beginsNew = seq === 1 && !state.earlier.some((message) => message.conversationId === conversationId)
    return current !== null && current !== conversationId && !beginsNew && !outbox.find(clientId ?? '')
  }

  /** Two tabs of a new visitor may both be given a token; the first one stored counts, the other says hello again. */
  function keepToken(given: string): boolean {
    const stored = store.read().visitorToken
    if (stored && stored !== given && !redial.saidHelloWith()?.visitorToken) return false
    if (stored !== given) store.write({ visitorToken: given })
    return true
  }

  function onRejected({ id, problem }: ServerFrame & { type: 'rejected' }) {
    if (id === null) return onRefused(problem)
    if (inFlight === id) inFlight = null
    timers.stop('accept')
    if (passing.has(problem.code)) timers.once('flush', redial.delay(), flush)
    else outbox.change(id, { state: 'failed', problem })
    update({})
    if (!passing.has(problem.code)) flush()
  }

  /** The hello itself (or a poll) was refused: drop the token that is no good, or give up where no token helps. */
  function onRefused(problem: Problem) {
    const said = redial.saidHelloWith()
    if (problem.status === 401 && said) {
      const aboutUser = problem.errors?.some((error) => error.path.endsWith('userToken')) ?? !said.visitorToken
      if (said.userToken && aboutUser) {
        userToken = undefined
        options.onIdentityRefused?.(problem)
        return redial.again()
      }
      if (said.visitorToken) {
        forget()
        return redial.again()
      }
    }
    // Once welcomed, a refusal is about one frame; and a polling link reports its own break.
    if (state.link === 'online') return
    if (passing.has(problem.code)) return redial.again()
    redial.stop()
    update({ link: 'refused', refusal: problem })
  }

  function flush() {
    const next = outbox.entries().find((entry) => entry.state === 'sending')
    if (!next || inFlight || state.link !== 'online') return
    inFlight = next.id
    timers.restart('accept', timing.acceptWithin, redial.again)
    redial.send({ type: 'send', id: next.id, content: next.content, page: options.page() })
  }

  function done(id: string) {
    if (outbox.find(id)) outbox.remove(id)
    if (inFlight !== id) return
    inFlight = null
    timers.stop('accept')
    queueMicrotask(flush)
  }

  function forget() {
    store.clear()
    startOver()
  }
  function startOver() {
    acks.forget()
    state = { ...initialState, link: state.link, by: state.by, site: state.site, locale: state.locale }
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: redial.now,
    stop() {
      redial.stop()
      timers.stopAll()
      acks.forget()
    },
    send(content, files = []) {
      const id = newId()
      outbox.add({ id, content, files, at: new Date().toISOString(), state: 'sending', problem: null })
      update({})
      flush()
      return id
    },
    retry(id) {
      outbox.change(id, { state: 'sending', problem: null })
      update({})
      flush()
      redial.hurry()
    },
    discard(id) {
      outbox.remove(id)
      update({})
    },
    markRead(seq) {
      if (seq <= state.readSeq) return
      acks.read(seq)
      update({ readSeq: seq })
    },
    judge: (seq, helpful) => void tell({ type: 'feedback', seq, helpful }),
    typing: () => void tell({ type: 'typing' }),
    pageChanged: () => void tell({ type: 'page', page: options.page() }),
    identify(token) {
      if ((token ?? undefined) === userToken) return
      // Signing in keeps the visitor, so the server can join both; signing out or a change of person must not.
      if (token === null || userToken !== undefined) {
        forget()
        outbox.clear()
      }
      userToken = token ?? undefined
      update({})
      redial.now()
    },
    wake: redial.hurry,
    storageChanged() {
      const { visitorToken, conversationId, readSeq = 0 } = store.read()
      const sameTalk = conversationId === saved.conversationId
      if (sameTalk && visitorToken) {
        if (readSeq > state.readSeq) update({ readSeq })
        return
      }
      // Another visitor (somebody signed out over there), or a conversation begun there that did not reach this tab.
      if (!visitorToken) startOver()
      redial.now()
    },
    visitorToken: () => store.read().visitorToken,
    fileUrl: (fileId) =>
      `${options.origin}/chat/v1/files/${fileId}?token=${encodeURIComponent(store.read().visitorToken ?? '')}`,
  }
}

/** The sends that this frame proves to be stored. */
function storedIds(frame: ServerFrame): string[] {
  if (frame.type === 'accepted') return [frame.id]
  const messages = frame.type === 'welcome' ? frame.messages : frame.type === 'message' ? [frame.message] : []
  return messages.flatMap((message) => message.clientId ?? [])
}

/** A UUID; `crypto.randomUUID` exists on https pages only. */
function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
