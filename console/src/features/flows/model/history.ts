/** What was, is, and was undone; every state is kept whole (they share what did not change). */
export interface History<T> {
  past: T[]
  now: T
  future: T[]
  /** What the latest change was about and when, ms: the next of the same kind soon after joins it. */
  latest: { about: string; at: number } | null
}

const mostSteps = 200
/** Changes of the same field closer together than this are one step back. */
const togetherMs = 900

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], latest: null })

/** Takes a change in; with `about` a change of the same thing a moment later joins it into one step. */
export function change<T>(history: History<T>, next: T, at: number, about?: string): History<T> {
  if (next === history.now) return history
  const latest = about === undefined ? null : { about, at }
  const joins = about !== undefined && history.latest?.about === about && at - history.latest.at < togetherMs
  const past = joins ? history.past : [...history.past, history.now].slice(-mostSteps)
  return { past, now: next, future: [], latest }
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future], latest: null }
}

export function redo<T>(history: History<T>): History<T> {
  const [after, ...future] = history.future
  if (after === undefined) return history
  return { past: [...history.past, history.now], now: after, future, latest: null }
}
