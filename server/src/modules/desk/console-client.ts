import type { WebSocket } from '@fastify/websocket'
import type { ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'

/**
 * A console is let go when this much stays piled up for longer than it may, or when far too much does at once: it is not
 * reading. A long conversation sent in one go is no reason.
 */
const buffered = { mostBytes: 1_000_000, forMs: 1_500, everBytes: 8_000_000 }
/** How long a console that was let go may take to close its end, in milliseconds. */
const closeWithinMs = 2_000
/** RFC 6455 section 7.4.1 */
const closeCodes = { too_slow: 1013, shutting_down: 1001, session_ended: 1008 } as const

type Bye = keyof typeof closeCodes

/** One connected console. */
export interface ConsoleClient {
  readonly workspaceId: string
  /** Null for API keys. */
  readonly staffId: string | null
  readonly sessionId: string | null
  readonly name: string
  /** Sends a frame, given as JSON already; held back while the console is being brought up to date. */
  push(frame: string): void
  /** Sends a frame at once. */
  answer(frame: ConsoleServerFrame): void
  /** Sends what was held back and holds back nothing any more. */
  letThrough(): void
  bye(reason: Bye): void
  /** True until it is closed or has been told to go. */
  open(): boolean
}

/** Frames out to one socket: in order, and never more than it can take. */
export function makeConsoleClient(
  socket: WebSocket,
  who: Pick<ConsoleClient, 'workspaceId' | 'staffId' | 'sessionId' | 'name'>,
): ConsoleClient {
  let held: string[] | undefined = []
  let gone = false
  let patience: NodeJS.Timeout | undefined

  function send(text: string): void {
    if (gone || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > buffered.everBytes) {
      bye('too_slow')
      return
    }
    socket.send(text)
    if (socket.bufferedAmount > buffered.mostBytes) patience ??= setTimeout(losePatience, buffered.forMs).unref()
  }

  function losePatience(): void {
    patience = undefined
    if (socket.bufferedAmount > buffered.mostBytes) bye('too_slow')
  }

  function bye(reason: Bye): void {
    if (gone) return
    gone = true
    clearTimeout(patience)
    if (socket.readyState !== socket.OPEN) return
    socket.send(JSON.stringify({ type: 'bye', reason } satisfies ConsoleServerFrame))
    socket.close(closeCodes[reason], reason)
    setTimeout(() => socket.terminate(), closeWithinMs).unref()
  }

  return {
    ...who,
    push(frame) {
      if (held) held.push(frame)
      else send(frame)
    },
    answer: (frame) => send(JSON.stringify(frame)),
    letThrough() {
      const waiting = held ?? []
      held = undefined
      for (const frame of waiting) send(frame)
    },
    bye,
    open: () => !gone && socket.readyState === socket.OPEN,
  }
}
