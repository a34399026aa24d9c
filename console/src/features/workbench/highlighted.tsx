import type { ReactNode } from 'react'

export interface Mark {
  start: number
  end: number
  /** Names the colour: `entity` or `concept`. */
  tone: 'entity' | 'concept'
  title: string
  label?: string
}

/** A text with parts of it marked; of marks that overlap the earlier and longer one is shown. */
export function Highlighted({ text, marks }: { text: string; marks: Mark[] }) {
  const sorted = [...marks].sort((a, b) => a.start - b.start || b.end - a.end)
  const parts: ReactNode[] = []
  let at = 0
  for (const mark of sorted) {
    if (mark.start < at || mark.end <= mark.start || mark.end > text.length) continue
    if (mark.start > at) parts.push(text.slice(at, mark.start))
    parts.push(
      <mark key={mark.start} className={`mark mark-${mark.tone}`} title={mark.title}>
        {text.slice(mark.start, mark.end)}
        {mark.label && <small>{mark.label}</small>}
      </mark>,
    )
    at = mark.end
  }
  parts.push(text.slice(at))
  return <span className="highlighted">{parts}</span>
}
