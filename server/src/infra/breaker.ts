/** Keeps a system that is down from being asked by everybody, and everybody from waiting for it. */
export interface Breaker {
  /** Milliseconds until it may be asked again; 0 now. Who is told 0 asks, and says how it went. */
  waitMs(): number
  succeeded(): void
  /** It did not do its part. */
  failed(): void
  /** It asked to be left alone for so long (a minute at most). */
  rest(ms: number): void
}

interface BreakerSettings {
  /** So many failures in a row open it. */
  failuresToOpen: number
  /** How long it then stays open. */
  restMs: number
  /** Who may ask after that: one, whose success lets the others go on, or all until one fails. */
  afterRest: 'one' | 'all'
}

const longestRestMs = 60_000

/** Opens after a run of failures or when asked to, and closes on the first success after the rest. */
export function makeBreaker(now: () => Date, { failuresToOpen, restMs, afterRest }: BreakerSettings): Breaker {
  let failures = 0
  let openUntil = 0
  const restFor = (ms: number) => {
    openUntil = Math.max(openUntil, now().getTime() + Math.min(ms, longestRestMs))
  }
  return {
    waitMs() {
      const wait = Math.max(0, openUntil - now().getTime())
      if (wait === 0 && afterRest === 'one' && failures >= failuresToOpen) restFor(restMs)
      return wait
    },
    succeeded() {
      failures = 0
      openUntil = 0
    },
    failed() {
      failures += 1
      if (failures >= failuresToOpen) restFor(restMs)
    },
    rest: restFor,
  }
}
