import { useCallback, useLayoutEffect, useRef } from 'react'

/** The same function for as long as the component lives, always doing what the latest one does; keeps memoised rows still. */
export function useStable<Args extends unknown[]>(action: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(action)
  useLayoutEffect(() => {
    latest.current = action
  })
  return useCallback((...args: Args) => latest.current(...args), [])
}
