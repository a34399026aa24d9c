import { useTranslation } from 'react-i18next'
import { useNow } from '../../ui/clock.ts'
import { waited } from '../../ui/format-time.ts'

/** Seconds after which waiting looks urgent, then bad. */
const long = 120
const tooLong = 300

/** How long a customer has been waiting for a person, ticking. */
export function WaitingClock({ since }: { since: string }) {
  const { t } = useTranslation()
  const now = useNow()
  const seconds = (now - Date.parse(since)) / 1000
  const tone = seconds > tooLong ? 'tag-bad' : seconds > long ? 'tag-warn' : ''
  return <span className={`tag tag-clock ${tone}`}>{t('inbox.waiting', { time: waited(since, now, t) })}</span>
}
