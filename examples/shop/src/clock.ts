/** Shop time is China time (UTC+8, no daylight saving). */
const OFFSET = 8 * 3_600_000
const DAY = 86_400_000

export type Clock = () => Date

/** `YYYY-MM-DD` in China of the given instant, some days on. */
export function shopDay(at: Date, plusDays = 0): string {
  return new Date(at.getTime() + OFFSET + plusDays * DAY).toISOString().slice(0, 10)
}

/** The instant (ISO, UTC) of a clock time `HH:MM` in China, that many days before `now`; never in the future. */
export function daysAgo(now: Date, days: number, time = '10:00'): string {
  const at = new Date(`${shopDay(now, -days)}T${time}:00+08:00`).getTime()
  return new Date(Math.min(at, now.getTime() - 60_000)).toISOString()
}

/** That many days (also fractions) after an ISO instant. */
export function addDays(iso: string, days: number): string {
  return new Date(new Date(iso).getTime() + days * DAY).toISOString()
}
