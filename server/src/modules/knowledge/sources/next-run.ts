import type { SourceSchedule } from '@loopdesk/contracts/api/knowledge/sources.ts'
import { dayOf, dayStart } from '../entries/day-start.ts'

const hourMs = 3_600_000

/** When a source is read next after an instant; null when it never is by itself. */
export function nextRun({ every, hour, weekday }: SourceSchedule, after: Date, timeZone: string): Date | null {
  if (every === 'never') return null
  if (every === 'hour') return new Date(after.getTime() + hourMs)
  const today = dayOf(after, timeZone)
  for (let days = 0; days <= 8; days++) {
    const start = dayStart(today, timeZone, days)
    const at = new Date(start.getTime() + hour * hourMs)
    const isDay = every === 'day' || (new Date(`${dayOf(at, timeZone)}T00:00:00Z`).getUTCDay() || 7) === weekday
    if (isDay && at > after) return at
  }
  return null
}
