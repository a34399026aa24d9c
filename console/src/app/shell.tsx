import {
  ApartmentOutlined,
  AuditOutlined,
  BookOutlined,
  BulbOutlined,
  CommentOutlined,
  InboxOutlined,
  ProfileOutlined,
  SearchOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Badge } from 'antd'
import type { TFunction } from 'i18next'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useLocation } from 'react-router'
import { call, routes } from '../api.ts'
import { useDuties } from '../features/flows/runs/use-duties.ts'
import { keys } from '../realtime/query-keys.ts'
import { KeyHint } from '../ui/key-hint.tsx'
import { Logo } from '../ui/logo.tsx'
import { AccountMenu } from './account-menu.tsx'
import { LineState } from './line-state.tsx'
import { PresenceSwitch } from './presence-switch.tsx'
import { useSession } from './session.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'
import { usePaletteKey } from './use-palette-key.ts'
import { useTitle } from './use-title.ts'
import './shell.css'

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette.tsx')).CommandPalette }))

/** Rail on the left, bar on top, the page in the middle. On a phone the rail moves to the bottom. */
export function Shell() {
  const { t } = useTranslation()
  const { me, can } = useSession()
  const [searching, setSearching] = useState(false)
  usePaletteKey(() => setSearching((open) => !open))
  const path = useLocation().pathname
  const insideConversation = /^\/inbox\/[^/]+\/[^/]+/.test(path)
  const counts = useQuery({
    queryKey: keys.counts,
    queryFn: ({ signal }) => call(routes.countConversations, { signal }),
    enabled: can('conversations.read'),
  })
  const duties = useDuties()
  useTitle(t('shell.product'), counts.data?.queue ?? 0)
  const places = [
    {
      to: '/inbox',
      label: t('shell.inbox'),
      icon: <InboxOutlined />,
      shown: can('conversations.read'),
      count: counts.data?.queue,
    },
    { to: '/tickets', label: t('shell.tickets'), icon: <ProfileOutlined />, shown: can('tickets.read') },
    { to: '/customers', label: t('shell.customers'), icon: <TeamOutlined />, shown: can('customers.read') },
    { to: '/knowledge', label: t('shell.knowledge'), icon: <BookOutlined />, shown: can('knowledge.read') },
    { to: '/ask', label: t('shell.assistant'), icon: <CommentOutlined />, shown: can('knowledge.read') },
    {
      to: '/understanding',
      label: t('shell.understanding'),
      icon: <BulbOutlined />,
      shown: can('understanding.read'),
    },
    {
      to: '/flows',
      label: t('shell.flows'),
      icon: <ApartmentOutlined />,
      shown: can('flows.read'),
      count: duties.incidents + duties.approvals,
      hint: dutyWords(duties, t),
    },
    // Whoever may only decide what flows ask comes straight to that.
    {
      to: '/flows/approvals',
      label: t('shell.approvals'),
      icon: <AuditOutlined />,
      shown: !can('flows.read'),
      count: duties.approvals,
      hint: dutyWords(duties, t),
    },
    { to: '/settings', label: t('shell.settings'), icon: <SettingOutlined />, shown: true },
  ].filter((place) => place.shown)

  return (
    <div className={`shell${insideConversation ? ' shell-focused' : ''}`}>
      <nav className="rail" aria-label={t('shell.product')}>
        <div className="rail-logo" title={me.workspace.name}>
          <Logo size={30} />
        </div>
        {places.map((place) => (
          <NavLink
            key={place.to}
            to={place.to}
            className={({ isActive }) => `rail-item${isActive || belongsTo(path, place.to) ? ' active' : ''}`}
            title={place.hint}
          >
            <Badge count={place.count ?? 0} size="small" offset={[6, 1]}>
              <span className="rail-icon">{place.icon}</span>
            </Badge>
            <span>{place.label}</span>
          </NavLink>
        ))}
      </nav>
      <header className="top">
        <span className="top-workspace">{me.workspace.name}</span>
        <button type="button" className="top-search" onClick={() => setSearching(true)}>
          <SearchOutlined />
          <span className="top-search-words">{t('shell.search')}</span>
          <KeyHint keys="Ctrl K" />
        </button>
        <div className="top-right">
          <LineState />
          {me.staff && <PresenceSwitch staff={me.staff} />}
          <AccountMenu />
        </div>
      </header>
      <main className="page">
        <Outlet />
      </main>
      <Suspense fallback={null}>{searching && <CommandPalette onClose={() => setSearching(false)} />}</Suspense>
      <ShortcutHelp />
    </div>
  )
}

/** What the number at the flows is made of. */
function dutyWords(duties: ReturnType<typeof useDuties>, t: TFunction): string | undefined {
  const words = (['incidents', 'approvals'] as const)
    .filter((name) => duties[name] > 0)
    .map((name) => t(`runs.duties.${name}`, { n: duties[name] }))
  return words.join('\n') || undefined
}

/** The graph has addresses of its own and is reached through knowledge. */
const belongsTo = (path: string, place: string) => place === '/knowledge' && path.startsWith('/graph')
