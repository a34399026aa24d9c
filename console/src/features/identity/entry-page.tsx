import { MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { changePreferences, usePreferences } from '../../app/preferences.ts'
import { Logo } from '../../ui/logo.tsx'
import './identity.css'

/** The frame around log-in and the first change of password. */
export function EntryPage({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { look, language } = usePreferences()
  const otherLook = look === 'dark' ? 'light' : 'dark'
  return (
    <main className="entry">
      <div className="entry-box">
        <Logo size={36} />
        {children}
      </div>
      <footer className="entry-foot">
        <Button
          type="text"
          size="small"
          onClick={() => changePreferences({ language: language === 'zh' ? 'en' : 'zh' })}
        >
          {language === 'zh' ? 'English' : '中文'}
        </Button>
        <Button
          type="text"
          size="small"
          aria-label={t(`shell.look.${otherLook}`)}
          icon={look === 'dark' ? <SunOutlined /> : <MoonOutlined />}
          onClick={() => changePreferences({ look: otherLook })}
        />
      </footer>
    </main>
  )
}
