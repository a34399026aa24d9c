import type { ReactNode } from 'react'

/** A piece of text with what matched marked. */
export function Snippet({ text, marks }: { text: string; marks: [number, number][] }) {
  const pieces: ReactNode[] = []
  let at = 0
  for (const [from, to] of [...marks].sort(([a], [b]) => a - b)) {
    if (from < at || to > text.length) continue
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  pieces.push(text.slice(at))
  return <>{pieces}</>
}
