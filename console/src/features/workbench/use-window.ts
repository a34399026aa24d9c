import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

const spare = 10

/** Which rows of a long list are in sight: only those are drawn, so that the length of the list costs nothing. */
export function useWindow(count: number, rowHeight: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState({ from: 0, to: Math.min(count, 40) })
  const measure = useCallback(() => {
    const node = scroller.current
    if (!node) return
    const from = Math.max(0, Math.floor(node.scrollTop / rowHeight) - spare)
    const to = Math.min(count, Math.ceil((node.scrollTop + node.clientHeight) / rowHeight) + spare)
    setRange((now) => (now.from === from && now.to === to ? now : { from, to }))
  }, [count, rowHeight])
  useLayoutEffect(measure, [measure])
  useEffect(() => {
    const node = scroller.current
    if (!node) return
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [measure])

  /** Brings a row into sight, moving as little as needed. */
  const reveal = useCallback(
    (index: number) => {
      const node = scroller.current
      if (!node) return
      const top = index * rowHeight
      if (top < node.scrollTop) node.scrollTop = top
      else if (top + rowHeight > node.scrollTop + node.clientHeight)
        node.scrollTop = top + rowHeight - node.clientHeight
    },
    [rowHeight],
  )
  return { scroller, from: Math.min(range.from, count), to: Math.min(range.to, count), measure, reveal }
}
