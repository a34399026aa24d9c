import {
  GlobalOutlined,
  LogoutOutlined,
  MoonOutlined,
  QuestionCircleOutlined,
  SunOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../api.ts'
import { keys } from '../realtime/query-keys.ts'
import { Avatar } from '../ui/avatar.tsx'
import { changePreferences, usePreferences } from './preferences.ts'
import { useSession } from './session.tsx'
import { openShortcutHelp } from './shortcut-help.tsx'

/** Own account, language, look, help, log-out. */
export function AccountMenu() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const { me } = useSession()
  const { look, language } = usePreferences()
  const otherLook = look === 'dark' ? 'light' : 'dark'
  const logOut = async () => {
    await call(routes.logOut, {}).catch(() => undefined)
    await cache.resetQueries({ queryKey: keys.me })
  }
  const name = me.staff?.name ?? me.workspace.name
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{
        items: [
          { key: 'account', icon: <UserOutlined />, label: name, onClick: () => void navigate('/settings/account') },
          { type: 'divider' },
          {
            key: 'language',
            icon: <GlobalOutlined />,
            label: t('shell.language'),
            onClick: () => changePreferences({ language: language === 'zh' ? 'en' : 'zh' }),
          },
          {
            key: 'look',
            icon: look === 'dark' ? <SunOutlined /> : <MoonOutlined />,
            label: t(`shell.look.${otherLook}`),
            onClick: () => changePreferences({ look: otherLook }),
          },
          { key: 'keys', icon: <QuestionCircleOutlined />, label: t('shell.keys.title'), onClick: openShortcutHelp },
          { type: 'divider' },
          { key: 'out', icon: <LogoutOutlined />, label: t('shell.logOut'), onClick: () => void logOut() },
        ],
      }}
    >
      <button type="button" className="account" aria-label={t('shell.account')}>
        <Avatar name={name} seed={me.staff?.id ?? me.workspace.id} />
      </button>
    </Dropdown>
  )
}
