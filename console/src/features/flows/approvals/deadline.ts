import type { TFunction } from 'i18next'
import { waited } from '../../../ui/format-time.ts'

const hour = 3_600_000

export interface Deadline {
  words: string
  /** `soon`: less than an hour, or than a tenth of the time there was. */
  tone: 'calm' | 'soon' | 'late'
}

/** How long is left to decide. Instants are ISO 8601, `now` in ms. */
export function deadlineOf(
  { createdAt, until }: { createdAt: string; until: string },
  now: number,
  t: TFunction,
): Deadline {
  const left = Date.parse(until) - now
  if (left <= 0) return { words: t('approvals.late'), tone: 'late' }
  const whole = Date.parse(until) - Date.parse(createdAt)
  const tone = left < hour || left < whole / 10 ? 'soon' : 'calm'
  const time = left < 60_000 ? t('approvals.leftSoon') : waited(new Date(now - left).toISOString(), now, t)
  return { words: t('approvals.left', { time }), tone }
}
