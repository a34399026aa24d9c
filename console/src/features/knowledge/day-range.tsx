import { Input } from 'antd'
import { useTranslation } from 'react-i18next'

type Day = string | null | undefined

interface Props {
  from: Day
  until: Day
  disabled?: boolean
  onChange(from: string | null, until: string | null): void
}

/** First and last day of something; left open where nothing is said. Days are `2026-11-11`. */
export function DayRange({ from, until, disabled = false, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <span className="day-range">
      <Input
        type="date"
        value={from ?? ''}
        max={until ?? undefined}
        disabled={disabled}
        aria-label={t('knowledge.days.from')}
        onChange={(event) => onChange(event.target.value || null, until ?? null)}
      />
      <span aria-hidden>–</span>
      <Input
        type="date"
        value={until ?? ''}
        min={from ?? undefined}
        disabled={disabled}
        aria-label={t('knowledge.days.until')}
        onChange={(event) => onChange(from ?? null, event.target.value || null)}
      />
    </span>
  )
}
