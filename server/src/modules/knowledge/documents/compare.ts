import { diffArrays } from 'diff'

type Line = { kind: 'same' | 'added' | 'removed'; text: string }
interface Comparison {
  added: number
  removed: number
  hunks: { from: number; to: number; lines: Line[] }[]
  more: boolean
}

/** Lines that stay are shown so many around each change. */
const around = 3
const mostHunks = 200
const mostEdits = 20_000

/** What one text says and the other does not, line by line. Texts that differ nearly everywhere are told as one replaced by the other. */
export function compareTexts(before: string[], after: string[]): Comparison {
  const parts = diffArrays(before, after, { maxEditLength: mostEdits }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ]
  const hunks: Comparison['hunks'] = []
  const counts = { added: 0, removed: 0 }
  let [from, to] = [1, 1]
  let open: Comparison['hunks'][number] | undefined
  parts.forEach(({ value, added, removed }, at) => {
    if (!added && !removed) {
      if (open) open.lines.push(...same(value.slice(0, around)))
      // A short stretch joins what is before and after it.
      const isLast = at === parts.length - 1
      if (open && (isLast || value.length > 2 * around)) {
        hunks.push(open)
        open = undefined
      } else if (open) open.lines.push(...same(value.slice(around)))
      from += value.length
      to += value.length
      if (!open && !isLast) {
        const lead = value.slice(-around)
        open = { from: from - lead.length, to: to - lead.length, lines: same(lead) }
      }
      return
    }
    open ??= { from, to, lines: [] }
    const kind = added ? 'added' : 'removed'
    open.lines.push(...value.map((text) => ({ kind, text }) as const))
    counts[kind] += value.length
    if (added) to += value.length
    else from += value.length
  })
  if (open) hunks.push(open)
  const changed = hunks.filter(({ lines }) => lines.some(({ kind }) => kind !== 'same'))
  return { ...counts, hunks: changed.slice(0, mostHunks), more: changed.length > mostHunks }
}

const same = (lines: string[]): Line[] => lines.map((text) => ({ kind: 'same', text }))
