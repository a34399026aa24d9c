/** A day, a span of days or a whole month found in folded text. Days as in calendar.ts. */
export type DaySpan = {
  start: number
  end: number
  from: number
  /** Last day meant, equal to `from` for one day. */
  to: number
  /** A month named as a whole. */
  month?: boolean
  /** What the words left open, so that the end of a span can be read from its beginning (12号到15号). */
  open?: 'month' | 'year' | 'week'
  confidence: number
}

/** A moment, a part of the day or a span of the clock found in folded text. Minutes after midnight. */
export type ClockSpan = {
  start: number
  end: number
  kind: 'point' | 'part' | 'range'
  from?: number
  to?: number
  /** Hour as written without saying whether morning or afternoon. */
  ambiguous?: boolean
  /** The part of the day that was named, so that the second hour of a span can share it. */
  part?: string
  confidence: number
}

export type Tense = 'past' | 'future' | undefined

/** What a recogniser of days may know. */
export type DayContext = { today: number; tenseAt: (start: number, end: number) => Tense }

/** `HH:MM` of minutes after midnight. */
export function hhmm(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** Of spans that overlap keeps the one found by the earlier rule, then the longer; in order of appearance. */
export function firstRuleWins<T extends { start: number; end: number }>(spans: T[], length: number): T[] {
  const taken = new Uint8Array(length)
  const kept = spans.filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false
    taken.fill(1, start, end)
    return true
  })
  return kept.sort((a, b) => a.start - b.start)
}
