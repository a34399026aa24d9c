import { useSyncExternalStore } from 'react'

/** Whether the window is at least so many CSS pixels wide. */
export function useWiderThan(pixels: number): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(`(min-width: ${pixels}px)`)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => window.matchMedia(`(min-width: ${pixels}px)`).matches,
  )
}
