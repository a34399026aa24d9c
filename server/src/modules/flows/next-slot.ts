import { Cron } from 'croner'

/** The next instant after `after` at which a cron line of five fields comes round in that time zone; null when it never does. Throws for a line that is none. */
export function nextSlot(cron: string, timeZone: string, after: Date): Date | null {
  return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true }).nextRun(after)
}
