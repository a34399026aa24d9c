import type { Example } from '@loopdesk/contracts/api/workbench.ts'
import { useMemo, useState } from 'react'

/** Which rows of a list are chosen; `whole` means all there are, loaded or not. */
export function useSelection(items: Example[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [whole, setWhole] = useState(false)
  const rows = useMemo(() => (whole ? items : items.filter((item) => ids.has(item.id))), [items, ids, whole])
  const change = (work: (next: Set<string>) => void) => {
    const next = new Set(whole ? items.map((item) => item.id) : ids)
    work(next)
    setWhole(false)
    setIds(next)
  }
  return {
    rows,
    whole,
    count: rows.length,
    has: (item: Example) => ids.has(item.id),
    toggle: (item: Example) => change((next) => void (next.delete(item.id) || next.add(item.id))),
    extend: (from: number, to: number) =>
      change((next) => {
        for (const item of items.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(item.id)
      }),
    all: () => change((next) => items.forEach((item) => void next.add(item.id))),
    chooseWhole: () => setWhole(true),
    clear: () => {
      setIds(new Set())
      setWhole(false)
    },
  }
}
