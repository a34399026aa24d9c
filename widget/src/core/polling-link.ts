import type { Accepted, ClientFrame, Welcome } from '@loopdesk/contracts/chat-protocol.ts'
import type { Problem } from '@loopdesk/contracts/errors.ts'
import type { Message, PublicConversation } from '@loopdesk/contracts/messages.ts'
import type { HelloFrame, Link, LinkEvents, Position } from './link.ts'
import type { Timing } from './timing.ts'

/** The same conversation over plain HTTP: replies are turned into the frames a WebSocket would have brought. */
export function openPollingLink(
  origin: string,
  hello: HelloFrame,
  events: LinkEvents,
  position: () => Position,
  timing: Timing,
): Link {
  let over = false
  let poll = new AbortController()
  const acks: { received?: number; read?: number } = {}

  async function run() {
    const { type: _, ...session } = hello
    const welcome = await call<Welcome>('/chat/v1/session', session)
    if (!welcome) return
    events.frame({ type: 'welcome', ...welcome })
    while (!over) await pollOnce()
  }

  async function pollOnce() {
    const { received, read } = acks
    const asked = { ...position(), waitSeconds: Math.floor(timing.pollHold / 1000), received, read }
    const started = Date.now()
    type News = { conversation: PublicConversation | null; messages: Message[] }
    const news = await call<News>('/chat/v1/poll', asked, poll)
    if (over) return
    if (!news) {
      // Aborted because the conversation has just begun: ask again, now about it.
      poll = new AbortController()
      return
    }
    for (const message of news.messages) events.frame({ type: 'message', message })
    if (news.conversation) events.frame({ type: 'conversation', conversation: news.conversation })
    const quick = Date.now() - started < 200
    // A server that answers "nothing" at once must not be asked in a tight loop.
    if (quick && news.messages.length === 0) await new Promise((done) => setTimeout(done, timing.backoffFirst))
  }

  async function post(frame: Extract<ClientFrame, { type: 'send' }>) {
    const { type: _, ...body } = frame
    const before = position().conversationId
    const visitorToken = position().visitorToken
    const accepted = await call<Accepted>('/chat/v1/messages', { visitorToken, ...body }, undefined, frame.id)
    if (!accepted || over) return
    events.frame({ type: 'accepted', ...accepted })
    events.frame({ type: 'turn.started', conversationId: accepted.conversationId, seq: accepted.seq })
    if (accepted.conversationId !== before) poll.abort()
  }

  async function judge({ seq, helpful }: Extract<ClientFrame, { type: 'feedback' }>) {
    const { visitorToken, conversationId } = position()
    await call('/chat/v1/feedback', { visitorToken, conversationId, seq, helpful }, undefined, '')
  }

  /** Answers null when there is nothing to go on with: aborted, refused (told as a frame) or broken (told as a break). */
  async function call<T>(
    path: string,
    body: object,
    abort = new AbortController(),
    sendId?: string,
  ): Promise<T | null> {
    let late = false
    const deadline = setTimeout(() => {
      late = true
      abort.abort()
    }, timing.pollHold + timing.openWithin)
    try {
      const reply = await fetch(origin + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: abort.signal,
      })
      if (over) return null
      if (reply.ok) return (await reply.json()) as T
      const problem = (await reply.json()) as Problem
      events.frame({ type: 'rejected', id: sendId ?? null, problem })
      if (sendId === undefined) fail()
    } catch {
      if (late || !abort.signal.aborted) fail()
    } finally {
      clearTimeout(deadline)
    }
    return null
  }

  function fail() {
    if (over) return
    close()
    events.broken()
  }
  function close() {
    over = true
    poll.abort()
  }
  function send(frame: ClientFrame) {
    if (over) return
    if (frame.type === 'send') void post(frame)
    if (frame.type === 'feedback') void judge(frame)
    if (frame.type === 'received') acks.received = frame.seq
    if (frame.type === 'read') acks.read = frame.seq
  }

  void run()
  return { kind: 'polling', send, probe: () => {}, close }
}
