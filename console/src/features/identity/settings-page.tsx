import { useTranslation } from 'react-i18next'
import { Navigate, NavLink, useParams } from 'react-router'
import { Problem } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { AccountSettings } from './account-settings.tsx'
import { AuditLog } from './audit-log.tsx'
import { KeySettings } from './key-settings.tsx'
import { TeamSettings } from './team-settings.tsx'
import './identity.css'

/** Settings by section; sections this person has no right for are not listed. */
export function SettingsPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { section, itemId } = useParams()
  const sections = [
    { path: 'account', label: t('identity.settings.mine'), shown: true, body: <AccountSettings /> },
    { path: 'team', label: t('identity.settings.team'), shown: true, body: <TeamSettings staffId={itemId} /> },
    { path: 'keys', label: t('identity.settings.keys'), shown: can('keys.write'), body: <KeySettings /> },
    { path: 'audit', label: t('identity.settings.audit'), shown: can('audit.read'), body: <AuditLog /> },
  ]
  const current = sections.find((one) => one.path === section)
  if (!section) return <Navigate replace to="/settings/team" />
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={t('shell.settings')}>
        <h2>{t('shell.settings')}</h2>
        {sections
          .filter((one) => one.shown)
          .map((one) => (
            <NavLink key={one.path} to={`/settings/${one.path}`}>
              {one.label}
            </NavLink>
          ))}
      </nav>
      <div className="settings-body">
        {current?.shown ? (
          current.body
        ) : (
          <ErrorState
            error={new Problem(current ? { code: 'forbidden', status: 403 } : { code: 'not_found', status: 404 })}
          />
        )}
      </div>
    </div>
  )
}
