import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNow } from './clock.ts'
import { exactTime, shortTime, timeAgo } from './format-time.ts'

/** A time in words with the exact one on hover; `short` shows the clock time, for rows and bubbles. */
export function Time({ at, short }: { at: string; short?: boolean }) {
  const { t, i18n } = useTranslation()
  const now = Math.max(useNow(30_000), Date.parse(at))
  return (
    <Tooltip title={exactTime(at, i18n.language)} mouseEnterDelay={0.4}>
      <time dateTime={at} className="time">
        {short ? shortTime(at, now, i18n.language) : timeAgo(at, now, t, i18n.language)}
      </time>
    </Tooltip>
  )
}
