/** The instant at which a day (`2026-11-11`) begins in a time zone; `days` later when given. */
export function dayStart(day: string, timeZone: string, days = 0): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + days * 86_400_000
  // The offset at the guess may differ from the one at the answer near a change of clocks; the second round settles it.
  const first = wanted - offsetAt(wanted, timeZone)
  return new Date(wanted - offsetAt(first, timeZone))
}

/** The day it is at an instant in a time zone. */
export function dayOf(instant: Date, timeZone: string): string {
  return new Date(instant.getTime() + offsetAt(instant.getTime(), timeZone)).toISOString().slice(0, 10)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that clocks in the zone are ahead of UTC. */
function offsetAt(time: number, timeZone: string): number {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(timeZone, formatter)
  }
  const parts = new Map(formatter.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
  const shown = Date.UTC(
    parts.get('year')!,
    parts.get('month')! - 1,
    parts.get('day')!,
    parts.get('hour')!,
    parts.get('minute')!,
    parts.get('second')!,
  )
  return shown - Math.floor(time / 1000) * 1000
}
