import { civil, dayOf, daysInMonth, isDate, mondayOf, weekday } from './calendar.ts'
import { festivalDay } from './festivals.ts'
import type { DaySpan, Tense } from './when.ts'

/** What a rule makes of its words; `to` is `from` when absent. */
export type Found = Omit<DaySpan, 'start' | 'end' | 'to' | 'confidence'> & { to?: number; confidence?: number }
export type Now = { today: number; tense: Tense }

/** A date said in full; undefined when the calendar has no such day. */
export function exact(year: number, month: number, day: number): Found | undefined {
  return isDate(year, month, day) ? { from: dayOf(year, month, day) } : undefined
}

/**
 * Month and day; without a year the one the tense asks for: the nearest past or coming such day. Without tense this
 * year's, unless it is more than nine months gone or half a year ahead.
 */
export function monthDay(year: number | undefined, month: number, day: number, now: Now): Found | undefined {
  if (year !== undefined) return exact(year, month, day)
  const current = civil(now.today).year
  if (!isDate(current, month, day) && !(month === 2 && day === 29)) return undefined
  const candidates = [current - 1, current, current + 1].flatMap((y) =>
    isDate(y, month, day) ? [dayOf(y, month, day)] : [],
  )
  const from = nearest(candidates, now, dayOf(current, month, Math.min(day, 28)))
  return from === undefined ? undefined : { from, open: 'year' }
}

/** A day whose month was not said: the nearest past one if the verb is past, else today or the next one. */
export function bareDay(day: number, { today, tense }: Now): Found | undefined {
  const { year, month, day: date } = civil(today)
  if (day < 1 || day > 31) return undefined
  const step = tense === 'past' ? -1 : 1
  const passed = tense === 'past' ? day > date : day < date
  for (let shift = passed ? step : 0; Math.abs(shift) < 12; shift += step) {
    const first = civil(dayOf(year, month + shift, 1))
    if (isDate(first.year, first.month, day))
      return { from: dayOf(first.year, first.month, day), open: 'month', confidence: 0.85 }
  }
  return undefined
}

/** A whole month; without a year chosen as in `monthDay`. */
export function wholeMonth(year: number | undefined, month: number, now: Now): Found | undefined {
  if (month < 1 || month > 12) return undefined
  const current = civil(now.today)
  let chosen = year ?? current.year
  if (year === undefined && now.tense === 'past' && month > current.month) chosen--
  if (year === undefined && now.tense === 'future' && month < current.month) chosen++
  const from = dayOf(chosen, month, 1)
  return isDate(chosen, month, 1) ? { from, to: endOfMonth(from), month: true, confidence: 0.9 } : undefined
}

/** First month to last month, the last one being the next such month after the first. */
export function monthSpan(
  year: number | undefined,
  month: number,
  lastYear: number | undefined,
  lastMonth: number,
  now: Now,
): Found | undefined {
  const first = wholeMonth(year, month, now)
  if (!first || lastMonth < 1 || lastMonth > 12) return undefined
  const start = civil(first.from)
  const endYear = lastYear ?? (lastMonth < start.month ? start.year + 1 : start.year)
  const to = endOfMonth(dayOf(endYear, lastMonth, 1))
  return to > first.from ? { from: first.from, to, month: true } : undefined
}

/** First day of the month so many months away. */
export function relativeMonth(months: number, { today }: Now): number {
  const { year, month } = civil(today)
  return dayOf(year, month + months, 1)
}

/** Last day of the month the day is in. */
export function endOfMonth(day: number): number {
  const { year, month } = civil(day)
  return dayOf(year, month, daysInMonth(year, month))
}

/** A weekday so many weeks away (weeks begin on Monday); without that the nearest past or coming one, today included. */
export function weekdayIn(weeks: number | undefined, wanted: number, { today, tense }: Now): Found {
  if (weeks !== undefined) return { from: mondayOf(today) + 7 * weeks + wanted - 1, open: 'week' }
  const ahead = (wanted - weekday(today) + 7) % 7
  const from = tense === 'past' ? today - ((7 - ahead) % 7) : today + ahead
  return { from, open: 'week', confidence: 0.85 }
}

/** Saturday and Sunday so many weeks away; without that the coming weekend, or the last one if the verb is past. */
export function weekendIn(weeks: number | undefined, { today, tense }: Now): Found {
  const shift = weeks ?? (tense === 'past' && weekday(today) < 6 ? -1 : 0)
  const from = mondayOf(today) + 7 * shift + 5
  return { from, to: from + 1, confidence: 0.9 }
}

/** A festival of the year; without one the nearest past or coming. */
export function festival(name: string, year: number | undefined, now: Now): Found | undefined {
  const current = civil(now.today).year
  if (year !== undefined) {
    const from = festivalDay(name, year)
    return from === undefined ? undefined : { from }
  }
  const days = [current - 1, current, current + 1].map((y) => festivalDay(name, y)).filter((day) => day !== undefined)
  const from = now.tense === 'past' ? days.findLast((day) => day <= now.today) : days.find((day) => day >= now.today)
  return from === undefined ? undefined : { from, confidence: 0.9 }
}

/** A span that begins where `first` does; undefined when it would end before it begins or last over a year. */
export function upTo(first: Found, last: number | undefined): Found | undefined {
  if (last === undefined || last < first.from || last - first.from > 366) return undefined
  return { from: first.from, to: last, confidence: first.confidence }
}

/** The first such day of a month on or after `from`. */
export function dayAfter(day: number, from: number): number | undefined {
  const { year, month } = civil(from)
  const same = dayOf(year, month, day)
  if (isDate(year, month, day) && same >= from) return same
  const next = civil(dayOf(year, month + 1, 1))
  return isDate(next.year, next.month, day) ? dayOf(next.year, next.month, day) : undefined
}

/** The first such month and day on or after `from`. */
export function monthDayAfter(month: number, day: number, from: number): number | undefined {
  const { year } = civil(from)
  for (const candidate of [year, year + 1]) {
    const at = dayOf(candidate, month, day)
    if (isDate(candidate, month, day) && at >= from) return at
  }
  return undefined
}

function nearest(candidates: number[], { today, tense }: Now, thisYear: number): number | undefined {
  if (tense === 'past') return candidates.findLast((day) => day <= today)
  if (tense === 'future') return candidates.find((day) => day >= today)
  const gap = thisYear - today
  if (gap < -274) return candidates.find((day) => day >= today)
  if (gap > 183) return candidates.findLast((day) => day <= today)
  return candidates.reduce(
    (best, day) => (Math.abs(day - thisYear) < Math.abs(best - thisYear) ? day : best),
    candidates[0]!,
  )
}
