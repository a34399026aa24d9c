/** Keeps a service that is down from being waited for by every conversation. */
export interface Breaker {
  /** Milliseconds until it may be asked again; 0 now. Answering 0 after a rest lets this one caller try it out. */
  waitMs(): number
  succeeded(): void
  /** It did not do its part. */
  failed(): void
  /** It asked to be left alone for so long. */
  rest(ms: number): void
}

const failuresToOpen = 5
const restMs = 10_000
const longestRestMs = 60_000

/** Opens after a run of failures; after a rest one call tries it out, and the others go on only if that one succeeds. */
export function makeBreaker(now: () => Date): Breaker {
  let failures = 0
  let closedUntil = 0
  const restFor = (ms: number) => {
    closedUntil = Math.max(closedUntil, now().getTime() + Math.min(ms, longestRestMs))
  }
  return {
    waitMs() {
      const wait = Math.max(0, closedUntil - now().getTime())
      if (wait === 0 && failures >= failuresToOpen) restFor(restMs)
      return wait
    },
    succeeded() {
      failures = 0
      closedUntil = 0
    },
    failed() {
      failures += 1
      if (failures >= failuresToOpen) restFor(restMs)
    },
    rest: restFor,
  }
}
