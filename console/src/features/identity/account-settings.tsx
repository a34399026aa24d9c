import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { keys } from '../../realtime/query-keys.ts'
import { problemText } from '../../ui/problem-text.ts'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { ChangePassword } from './change-password.tsx'
import { deviceName } from './device-name.ts'

/** The own profile, log-ins on other devices, and the password. */
export function AccountSettings() {
  const { t } = useTranslation()
  const { me } = useSession()
  return (
    <>
      <header className="page-head">
        <h1>{t('identity.settings.mine')}</h1>
      </header>
      {me.staff && (
        <dl className="facts narrow">
          <div>
            <dt>{t('identity.team.name')}</dt>
            <dd>{me.staff.name}</dd>
          </div>
          <div>
            <dt>{t('identity.team.email')}</dt>
            <dd>{me.staff.email}</dd>
          </div>
          <div>
            <dt>{t('identity.team.role')}</dt>
            <dd>{t(`identity.team.roles.${me.staff.role}`)}</dd>
          </div>
        </dl>
      )}
      <h2>{t('identity.mine.sessions')}</h2>
      <p className="quiet">{t('identity.mine.lead')}</p>
      <Sessions />
      <h2>{t('identity.mine.password')}</h2>
      <div className="narrow">
        <ChangePassword />
      </div>
    </>
  )
}

function Sessions() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const sessions = useQuery({ queryKey: keys.sessions, queryFn: ({ signal }) => call(routes.listSessions, { signal }) })
  const end = useMutation({
    mutationFn: (sessionId: string) => call(routes.revokeSession, { params: { sessionId } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.sessions })
      void message.success(t('identity.mine.ended'))
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  if (sessions.isPending) return <LoadingState />
  if (sessions.isLoadingError) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
  return (
    <ul className="sessions">
      {sessions.data.items.map((session) => (
        <li key={session.id}>
          <div title={session.userAgent}>
            {deviceName(session.userAgent)}{' '}
            {session.current && <span className="tag tag-good">{t('identity.mine.current')}</span>}
            <p>
              {session.ip} · {t('identity.mine.lastSeen')} <Time at={session.lastSeenAt} /> ·{' '}
              {t('identity.mine.signedIn')} <Time at={session.createdAt} />
            </p>
          </div>
          {!session.current && (
            <Button
              size="small"
              loading={end.isPending && end.variables === session.id}
              onClick={() => end.mutate(session.id)}
            >
              {t('identity.mine.end')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
