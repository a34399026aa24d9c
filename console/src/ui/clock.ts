import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

/** The time in ms, moving on every second while someone looks at it; all clocks on the page tick together. */
export function useNow(stepMs = 1000): number {
  return useSyncExternalStore(listen, () => Math.floor(now / stepMs) * stepMs)
}

function listen(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const tell of listeners) tell()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size) return
    clearInterval(timer)
    timer = undefined
  }
}
