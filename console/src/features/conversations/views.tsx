import { CheckCircleOutlined, ClockCircleOutlined, InboxOutlined, RobotOutlined, UserOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { keys, type View } from '../../realtime/query-keys.ts'

const views = [
  { view: 'mine', icon: <UserOutlined /> },
  { view: 'queue', icon: <ClockCircleOutlined /> },
  { view: 'bot', icon: <RobotOutlined /> },
  { view: 'open', icon: <InboxOutlined /> },
  { view: 'resolved', icon: <CheckCircleOutlined /> },
] as const

export function isView(name: string): name is (typeof views)[number]['view'] {
  return views.some((one) => one.view === name)
}

interface Choice {
  view: View
  onChoose(view: View): void
}

function useCounts() {
  return useQuery({ queryKey: keys.counts, queryFn: ({ signal }) => call(routes.countConversations, { signal }) }).data
}

/** The views with live counts, as a column. */
export function ViewList({ view, onChoose }: Choice) {
  const { t } = useTranslation()
  const counts = useCounts()
  return (
    <nav className="views" aria-label={t('inbox.viewsTitle')}>
      <h2>{t('shell.inbox')}</h2>
      {views.map((one) => (
        <button
          type="button"
          key={one.view}
          className="view"
          aria-current={one.view === view ? 'page' : undefined}
          onClick={() => onChoose(one.view)}
        >
          {one.icon}
          <span>{t(`inbox.views.${one.view}`)}</span>
          <b className={one.view === 'queue' && counts?.queue ? 'count-hot' : undefined}>
            {counts ? counts[one.view] || '' : ''}
          </b>
        </button>
      ))}
    </nav>
  )
}

/** The same as a row above the list, for narrow windows. */
export function ViewTabs({ view, onChoose }: Choice) {
  const { t } = useTranslation()
  const counts = useCounts()
  return (
    <nav className="view-tabs" aria-label={t('inbox.viewsTitle')}>
      {views.map((one) => (
        <button
          type="button"
          key={one.view}
          aria-current={one.view === view ? 'page' : undefined}
          onClick={() => onChoose(one.view)}
        >
          {t(`inbox.views.${one.view}`)}
          {counts && counts[one.view] > 0 && <b>{counts[one.view]}</b>}
        </button>
      ))}
    </nav>
  )
}
