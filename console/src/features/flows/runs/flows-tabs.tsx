import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { useDuties } from './use-duties.ts'
import './flows-tabs.css'

/** The parts of the flow pages, with how much waits for people in each. Who may only approve sees only that. */
export function FlowsTabs() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { incidents, approvals } = useDuties()
  const read = can('flows.read')
  const tabs = [
    { name: 'flows', to: '/flows', shown: read, count: 0 },
    { name: 'runs', to: '/flows/runs', shown: read, count: 0 },
    { name: 'incidents', to: '/flows/incidents', shown: read, count: incidents },
    { name: 'approvals', to: '/flows/approvals', shown: true, count: approvals },
  ] as const
  return (
    <nav className="flows-tabs" aria-label={t('runs.sections.flows')}>
      {tabs
        .filter(({ shown }) => shown)
        .map(({ name, to, count }) => (
          <NavLink key={name} to={to} end={name === 'flows'}>
            {t(`runs.sections.${name}`)}
            {count > 0 && (
              <span
                className={`count-badge${name === 'incidents' ? ' count-bad' : ''}`}
                title={name === 'flows' || name === 'runs' ? undefined : t(`runs.duties.${name}`, { n: count })}
              >
                {count > 99 ? '99+' : count}
              </span>
            )}
          </NavLink>
        ))}
    </nav>
  )
}
