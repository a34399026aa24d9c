import { useMemo, useState } from 'react'

/** Which rows of a list are chosen: one by one, a stretch of them, or the whole list beyond what has been read. */
export function useChosen<T extends { id: string }>(items: T[]) {
  const [ids, setIds] = useState<Set<string>>(new Set())
  const [whole, setWhole] = useState(false)
  const rows = useMemo(() => items.filter(({ id }) => ids.has(id)), [items, ids])
  return {
    rows,
    whole,
    count: whole ? items.length : rows.length,
    has: (id: string) => whole || ids.has(id),
    toggle(id: string) {
      setWhole(false)
      setIds((now) => {
        const next = new Set(now)
        if (!next.delete(id)) next.add(id)
        return next
      })
    },
    /** Everything between two places of the list. */
    stretch(from: number, to: number) {
      setWhole(false)
      const between = items.slice(Math.min(from, to), Math.max(from, to) + 1)
      setIds((now) => new Set([...now, ...between.map(({ id }) => id)]))
    },
    all: () => setIds(new Set(items.map(({ id }) => id))),
    chooseWhole: () => setWhole(true),
    clear() {
      setWhole(false)
      setIds(new Set())
    },
  }
}
