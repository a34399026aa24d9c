import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'
import { strings } from './strings.ts'

/** "3 minutes ago" within a day, then day and time; `at` is ISO 8601, `now` in milliseconds. */
export function relativeTime(at: string, now: number, locale: Locale): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000)
  if (seconds > -60) return strings[locale].now
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  if (seconds > -3600) return words.format(Math.ceil(seconds / 60), 'minute')
  if (seconds > -86_400) return words.format(Math.ceil(seconds / 3600), 'hour')
  return dividerTime(at, now, locale)
}

/** Date and time to the minute in the reader's own time zone. */
export function exactTime(at: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tag(locale), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

/** What a break between messages says: "Today 12:03", "Yesterday 18:40", else the date. */
export function dividerTime(at: string, now: number, locale: Locale): string {
  const days = Math.round((midnight(now) - midnight(Date.parse(at))) / 86_400_000)
  if (days > 1) return exactTime(at, locale)
  const time = new Intl.DateTimeFormat(tag(locale), { hour: '2-digit', minute: '2-digit', hour12: false })
  return `${days === 1 ? strings[locale].yesterday : strings[locale].today} ${time.format(new Date(at))}`
}

function midnight(instant: number): number {
  return new Date(instant).setHours(0, 0, 0, 0)
}
function tag(locale: Locale): string {
  return locale === 'zh' ? 'zh-CN' : 'en-GB'
}
