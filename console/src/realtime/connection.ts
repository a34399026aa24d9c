import type { ConsoleClientFrame, ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'

/** `waiting`: the line is down and the next attempt is scheduled; `ended`: the log-in is over, no attempt follows. */
export type ConnectionState = 'connecting' | 'online' | 'waiting' | 'ended'

export interface ConnectionOptions {
  url: string
  onFrame(frame: ConsoleServerFrame): void
  onState(state: ConnectionState): void
  /** Where to resume a watched conversation: the highest seq held by the client. */
  seqOf(conversationId: string): number
  /** Called after several failed attempts in a row: the log-in may be the cause. */
  onTrouble?(): void
  /** Milliseconds; smaller in tests. */
  firstDelay?: number
  silenceLimit?: number
}

export interface Connection {
  watch(conversationId: string): void
  unwatch(conversationId: string): void
  typing(conversationId: string): void
  /** Tries at once instead of waiting out the back-off (the network came back, the tab woke up). */
  retryNow(): void
  close(): void
}

const longestDelay = 30_000
const troubleAfter = 3

/**
 * The console's one WebSocket: says hello with the last cursor, resumes watched conversations, and comes back after any
 * break with a growing, jittered delay.
 */
export function makeConnection(options: ConnectionOptions): Connection {
  const firstDelay = options.firstDelay ?? 500
  const silenceLimit = options.silenceLimit ?? 45_000
  const watched = new Set<string>()
  let socket: WebSocket | null = null
  let cursor: string | undefined
  let ready = false
  let failures = 0
  let closed = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let pulse: ReturnType<typeof setInterval> | undefined
  let heardAt = 0

  const send = (frame: ConsoleClientFrame) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  const sendWatch = (conversationId: string) =>
    send({ type: 'watch', conversationId, afterSeq: options.seqOf(conversationId) })

  function open() {
    clearTimeout(retry)
    options.onState('connecting')
    ready = false
    const current = new WebSocket(options.url)
    socket = current
    heardAt = Date.now()
    pulse = setInterval(() => {
      if (Date.now() - heardAt > silenceLimit) drop(current)
      else if (ready) send({ type: 'ping' })
    }, silenceLimit / 3)
    current.onopen = () => send({ type: 'hello', ...(cursor && { cursor }) })
    current.onmessage = (event) => hear(JSON.parse(String(event.data)) as ConsoleServerFrame)
    current.onclose = () => drop(current)
    current.onerror = () => drop(current)
  }

  function hear(frame: ConsoleServerFrame) {
    heardAt = Date.now()
    if ('cursor' in frame) cursor = frame.cursor
    if (frame.type === 'bye' && frame.reason === 'session_ended') return end()
    if (frame.type === 'ready' || frame.type === 'reset') {
      ready = true
      failures = 0
      options.onState('online')
      for (const conversationId of watched) sendWatch(conversationId)
    }
    options.onFrame(frame)
  }

  function drop(dropped: WebSocket) {
    if (socket !== dropped || closed) return
    release()
    failures += 1
    options.onState('waiting')
    if (failures % troubleAfter === 0) options.onTrouble?.()
    retry = setTimeout(open, delayBefore(failures, firstDelay, Math.random()))
  }

  function release() {
    clearInterval(pulse)
    ready = false
    const old = socket
    socket = null
    if (!old) return
    old.onopen = old.onmessage = old.onclose = old.onerror = null
    old.close()
  }

  function end() {
    closed = true
    clearTimeout(retry)
    release()
    options.onState('ended')
  }

  open()
  return {
    watch(conversationId) {
      watched.add(conversationId)
      if (ready) sendWatch(conversationId)
    },
    unwatch(conversationId) {
      watched.delete(conversationId)
      if (ready) send({ type: 'unwatch', conversationId })
    },
    typing(conversationId) {
      if (ready) send({ type: 'typing', conversationId })
    },
    retryNow() {
      if (!closed && !socket) open()
    },
    close() {
      closed = true
      clearTimeout(retry)
      release()
    },
  }
}

/** Milliseconds before attempt `failures + 1`: doubles up to 30 s, of which a random half keeps clients from returning in step. */
export function delayBefore(failures: number, first: number, random: number): number {
  const full = Math.min(longestDelay, first * 2 ** (failures - 1))
  return full / 2 + (full / 2) * random
}
