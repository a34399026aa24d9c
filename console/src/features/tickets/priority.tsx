import { useTranslation } from 'react-i18next'

const levels = ['p0', 'p1', 'p2', 'p3'] as const

/** Urgency 0 to 3 in words; only what is above normal is coloured. */
export function Priority({ level }: { level: number }) {
  const { t } = useTranslation()
  const name = levels[level] ?? 'p1'
  return (
    <span className={level === 3 ? 'tag tag-bad' : level === 2 ? 'tag tag-warn' : 'quiet'}>
      {t(`common.priority.${name}`)}
    </span>
  )
}
