/** Every waiting time of the connection, in milliseconds; tests shorten them. */
export interface Timing {
  /** First and largest delay before a reconnect; doubled per failed try, half of it random. */
  backoffFirst: number
  backoffMost: number
  /** A link that stayed up this long counts as healthy: the next break starts over with the first delay. */
  stableAfter: number
  /** How long a socket may take until the server's welcome. */
  openWithin: number
  /** Silence after which we ping, and how long the answer may take. */
  pingAfter: number
  pongWithin: number
  /** How long one send may stay unanswered before the link counts as broken. */
  acceptWithin: number
  /** How long frames may arrive out of order before the missing ones are asked for. */
  gapPatience: number
  /** Acknowledgements of this span travel together. */
  ackEvery: number
  /** Long polling: how long the server may hold a request, and when a WebSocket is tried again. */
  pollHold: number
  socketRetry: number
  /** A typing or thinking sign disappears after this, should its end get lost. */
  thinkingMost: number
  agentTypingMost: number
}

export const defaultTiming: Timing = {
  backoffFirst: 700,
  backoffMost: 30_000,
  stableAfter: 10_000,
  openWithin: 8_000,
  pingAfter: 25_000,
  pongWithin: 8_000,
  acceptWithin: 15_000,
  gapPatience: 800,
  ackEvery: 300,
  pollHold: 25_000,
  socketRetry: 300_000,
  thinkingMost: 45_000,
  agentTypingMost: 6_000,
}

/** Delay before try number `attempt` (0, 1, 2 …): exponential, at least half of it kept, the rest random. */
export function backoffDelay(attempt: number, timing: Timing, random = Math.random()): number {
  const full = Math.min(timing.backoffMost, timing.backoffFirst * 2 ** Math.min(attempt, 20))
  return full / 2 + (full / 2) * random
}
