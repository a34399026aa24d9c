import type { TFunction } from 'i18next'
import { duration } from '../../../ui/format-time.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A length of time at its own scale: 240 ms, 1.4 s, 12m, 1h 05m, 2d. `ms` in milliseconds. */
export function span(ms: number, t: TFunction): string {
  if (ms < minute) return duration(Math.max(0, ms))
  if (ms < hour) return t('common.time.shortMinutes', { n: Math.floor(ms / minute) })
  if (ms < day) return t('common.time.shortHours', { n: Math.floor(ms / hour), m: Math.floor((ms % hour) / minute) })
  return t('common.time.shortDays', { n: Math.floor(ms / day) })
}
