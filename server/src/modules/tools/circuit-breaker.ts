/** Keeps a system that is down from being called by everybody, and everybody from waiting for it. */
export interface Breaker {
  allows(): boolean
  succeeded(): void
  failed(): void
}

const failuresToOpen = 8
const restMs = 5_000

/** Opens after a run of failures, lets one call through after a rest, closes on its success. */
export function makeBreaker(now: () => Date): Breaker {
  let failures = 0
  let openUntil = 0
  return {
    allows: () => failures < failuresToOpen || now().getTime() >= openUntil,
    succeeded() {
      failures = 0
    },
    failed() {
      failures += 1
      if (failures >= failuresToOpen) openUntil = now().getTime() + restMs
    },
  }
}
