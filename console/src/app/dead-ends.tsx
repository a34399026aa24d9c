import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../ui/states.tsx'

/** A page threw: the rest of the console stays usable. */
export function Crashed() {
  const { t } = useTranslation()
  return (
    <EmptyState
      title={t('shell.crashed')}
      help={t('shell.crashedHelp')}
      action={<Button onClick={() => location.reload()}>{t('shell.reload')}</Button>}
    />
  )
}

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useTranslation()
  return (
    <EmptyState
      title={t('shell.lost')}
      help={t('shell.lostHelp')}
      action={<Link to="/inbox/mine">{t('shell.toInbox')}</Link>}
    />
  )
}
