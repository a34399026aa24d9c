import {
  CheckOutlined,
  CloseOutlined,
  DownOutlined,
  LoadingOutlined,
  UndoOutlined,
  UpOutlined,
} from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'

type Brief = NonNullable<ConversationDetail['brief']>
export const triedIcons = {
  done: <CheckOutlined />,
  failed: <CloseOutlined />,
  undone: <UndoOutlined />,
  pending: <LoadingOutlined />,
}

/** What they want, what was tried, what the systems say, what comes next: readable in five seconds. */
export function HandoverBrief({ brief, startOpen }: { brief: Brief; startOpen: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(startOpen)
  return (
    <section className="brief" aria-label={t('inbox.brief.title')}>
      <button type="button" className="brief-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <b>{t('inbox.brief.wants')}</b>
        <span className="brief-wants">{brief.wants}</span>
        {open ? <UpOutlined aria-label={t('inbox.brief.hide')} /> : <DownOutlined aria-label={t('inbox.brief.show')} />}
      </button>
      {open && (
        <dl className="brief-body">
          {brief.tried.length > 0 && (
            <>
              <dt>{t('inbox.brief.tried')}</dt>
              <dd>
                {brief.tried.map((step) => (
                  <span
                    key={`${step.at}${step.text}`}
                    className={`tried tried-${step.state}`}
                    title={t(`inbox.brief.state.${step.state}`)}
                  >
                    {triedIcons[step.state]} {step.text}
                  </span>
                ))}
              </dd>
            </>
          )}
          {brief.facts.length > 0 && (
            <>
              <dt>{t('inbox.brief.facts')}</dt>
              <dd>
                {brief.facts.map((fact) => (
                  <span key={fact.label} className="fact">
                    {fact.label} <b>{fact.value}</b>
                  </span>
                ))}
              </dd>
            </>
          )}
          {brief.next && (
            <>
              <dt>{t('inbox.brief.next')}</dt>
              <dd className="brief-next">{brief.next}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  )
}
