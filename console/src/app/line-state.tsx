import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRealtime } from '../realtime/realtime.tsx'

/** Says nothing while the line is up or only blinks; a break of more than a moment is shown discreetly. */
export function LineState() {
  const { t } = useTranslation()
  const { state, connection } = useRealtime()
  const [late, setLate] = useState(false)
  const up = state === 'online'
  useEffect(() => {
    if (up) return setLate(false)
    const timer = setTimeout(() => setLate(true), 1500)
    return () => clearTimeout(timer)
  }, [up])
  if (up || !late) return null
  return (
    <span className="line-state" role="status">
      <i className="dot dot-warn" />
      <span className="line-words">{t(state === 'waiting' ? 'shell.line.waiting' : 'shell.line.connecting')}</span>
      {state === 'waiting' && (
        <Button size="small" type="link" onClick={() => connection?.retryNow()}>
          {t('shell.line.retry')}
        </Button>
      )}
    </span>
  )
}
