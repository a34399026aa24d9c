import type { SourceSchedule } from '@loopdesk/contracts/api/knowledge/sources.ts'
import type { TFunction } from 'i18next'

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const

/** When a source is read again, as a sentence. */
export function scheduleWords({ every, hour, weekday }: SourceSchedule, t: TFunction): string {
  const time = `${String(hour).padStart(2, '0')}:00`
  if (every === 'day') return t('knowledge.sources.daily', { time })
  if (every === 'week') {
    const day = weekdays.find((one) => one === weekday) ?? 1
    return t('knowledge.sources.weekly', { time, day: t(`knowledge.sources.weekdays.d${day}`) })
  }
  return t(`knowledge.sources.every.${every}`)
}
