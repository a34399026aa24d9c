/** Days are counted from 1970-01-01, so that arithmetic on them is plain addition. */
export type CivilDate = { year: number; month: number; day: number }

/** The day on which `reference` falls in the zone; a plain `YYYY-MM-DD` is that day. Throws RangeError on neither. */
export function localDay(reference: string, timeZone: string): number {
  const plain = /^(\d{4})-(\d{2})-(\d{2})$/.exec(reference.trim())
  if (plain) return dayOf(Number(plain[1]), Number(plain[2]), Number(plain[3]))
  const read = formatterOf(timeZone)
    .formatToParts(new Date(reference))
    .map(({ type, value }) => [type, Number(value)] as const)
  const parts = Object.fromEntries(read) as Record<string, number>
  return dayOf(parts.year!, parts.month!, parts.day!)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a thousand uses of it. */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let known = formatters.get(timeZone)
  if (!known) {
    known = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formatters.set(timeZone, known)
  }
  return known
}

/** Day number of a date; months and days beyond their range carry over. */
export function dayOf(year: number, month: number, day: number): number {
  return Math.floor(Date.UTC(year, month - 1, day) / 86_400_000)
}

export function civil(day: number): CivilDate {
  const date = new Date(day * 86_400_000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

/** Monday of the week the day is in. */
export function mondayOf(day: number): number {
  return day - weekday(day) + 1
}

export function daysInMonth(year: number, month: number): number {
  return civil(dayOf(year, month + 1, 0)).day
}

export function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && year >= 1900 && year <= 2200 && day <= daysInMonth(year, month)
}

/** `YYYY-MM-DD`. */
export function isoDay(day: number): string {
  const { year, month, day: date } = civil(day)
  return `${isoMonth(year, month)}-${String(date).padStart(2, '0')}`
}

/** `YYYY-MM`. */
export function isoMonth(year: number, month: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
}

/** The same date so many months on; the 31st becomes the last day of a shorter month. */
export function addMonths(day: number, months: number): number {
  const { year, month, day: date } = civil(day)
  const first = civil(dayOf(year, month + months, 1))
  return dayOf(first.year, first.month, Math.min(date, daysInMonth(first.year, first.month)))
}
