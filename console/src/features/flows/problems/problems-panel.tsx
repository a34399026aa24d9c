import { CheckCircleOutlined, DownOutlined, ExclamationCircleFilled, WarningFilled } from '@ant-design/icons'
import type { Finding } from '@loopdesk/contracts/api/flows.ts'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNodeTitle } from '../canvas/use-node-title.ts'
import { useDesk, useEditor } from '../editor/use-editor.ts'
import { useLanguage } from '../use-language.ts'

/** What the proof has to say, errors first; a press goes to the node and the field. */
export function ProblemsPanel() {
  const { t } = useTranslation()
  const findings = useEditor((state) => state.findings)
  const [open, setOpen] = useState(false)
  const errors = findings.filter(({ severity }) => severity === 'error')
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  const sound = findings.length === 0
  return (
    <section className={`problems ${open && !sound ? 'is-open' : ''}`} aria-label={t('flows.problems.title')}>
      <button
        type="button"
        className="problems-head"
        aria-expanded={open}
        disabled={sound}
        onClick={() => setOpen(!open)}
      >
        <DownOutlined rotate={open && !sound ? 0 : 180} />
        <b>{t('flows.problems.title')}</b>
        {sound ? (
          <span className="good">
            <CheckCircleOutlined /> {t('flows.problems.none')}
          </span>
        ) : (
          <>
            {errors.length > 0 && (
              <span className="bad">
                <ExclamationCircleFilled /> {t('flows.problems.errors', { count: errors.length })}
              </span>
            )}
            {warnings.length > 0 && (
              <span className="warned">
                <WarningFilled /> {t('flows.problems.warnings', { count: warnings.length })}
              </span>
            )}
          </>
        )}
      </button>
      {open && !sound && <FindingList findings={[...errors, ...warnings]} />}
    </section>
  )
}

/** Findings one below the other, each leading to its place. */
export function FindingList({ findings, onGo }: { findings: Finding[]; onGo?: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const titleOf = useNodeTitle()
  const { editor } = useDesk()
  const nodes = useEditor((state) => state.drawn.nodes)
  return (
    <ul className="finding-list">
      {findings.map((one) => (
        <li key={`${one.code} ${one.node} ${one.field} ${one.message.en}`}>
          <button
            type="button"
            onClick={() => {
              editor.focusOn(one.node, one.field)
              onGo?.()
            }}
          >
            {one.severity === 'error' ? (
              <ExclamationCircleFilled className="bad" />
            ) : (
              <WarningFilled className="warned" />
            )}
            <span className="finding-where">
              {one.node && nodes[one.node] ? titleOf(nodes[one.node]!) : t('flows.settings.title')}
              {one.node && <small className="mono">{one.node}</small>}
            </span>
            <span className="finding-words">
              {one.message[language]} <small>{one.fix[language]}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
