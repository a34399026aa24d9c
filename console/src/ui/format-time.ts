import type { TFunction } from 'i18next'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago in words: just now, 5 min ago, yesterday, then the date. `at` is ISO 8601, `now` in ms. */
export function timeAgo(at: string, now: number, t: TFunction, language: string): string {
  const then = Date.parse(at)
  const age = now - then
  if (age < minute) return t('common.time.now')
  if (age < hour) return t('common.time.minutes', { n: Math.floor(age / minute) })
  const days = calendarDays(then, now)
  if (days === 0) return t('common.time.hours', { n: Math.floor(age / hour) })
  if (days === 1) return t('common.time.yesterday')
  if (days < 7) return t('common.time.days', { n: days })
  return new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    ...(new Date(then).getFullYear() !== new Date(now).getFullYear() && { year: 'numeric' }),
  }).format(then)
}

/** A running clock for someone who waits: 40s, 12m, 1h 05m, 2d. */
export function waited(since: string, now: number, t: TFunction): string {
  const age = Math.max(0, now - Date.parse(since))
  if (age < minute) return t('common.time.shortSeconds', { n: Math.floor(age / 1000) })
  if (age < hour) return t('common.time.shortMinutes', { n: Math.floor(age / minute) })
  if (age < day) return t('common.time.shortHours', { n: Math.floor(age / hour), m: Math.floor((age % hour) / minute) })
  return t('common.time.shortDays', { n: Math.floor(age / day) })
}

/** Time for the list: 14:05 today, otherwise the date. */
export function shortTime(at: string, now: number, language: string): string {
  const then = Date.parse(at)
  const today = calendarDays(then, now) === 0
  return new Intl.DateTimeFormat(
    language,
    today ? { hour: '2-digit', minute: '2-digit', hour12: false } : { month: 'numeric', day: 'numeric' },
  ).format(then)
}

export function exactTime(at: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hour12: false }).format(
    Date.parse(at),
  )
}

/** A heading for one day of the timeline. */
export function dayName(at: string, now: number, t: TFunction, language: string): string {
  const then = Date.parse(at)
  const days = calendarDays(then, now)
  if (days === 1) return t('common.time.yesterday')
  return new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'long' }).format(then)
}

/** 240 ms, 1.4 s. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** 18 KB, 2.4 MB; `bytes` in bytes. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function calendarDays(then: number, now: number): number {
  return Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / day)
}
