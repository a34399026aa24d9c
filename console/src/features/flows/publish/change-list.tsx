import type { FlowChange } from '@loopdesk/contracts/api/flows.ts'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../use-language.ts'

const signs = { added: '+', removed: '−', changed: '±', renamed: '→' }
const most = 400

/** What changed, in words; the values themselves one press away. Layout is left out. */
export function ChangeList({ changes }: { changes: FlowChange[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const shown = changes.filter(({ about }) => about !== 'layout')
  if (shown.length === 0) return <p className="quiet">{t('flows.versions.noDiff')}</p>
  return (
    <ul className="changes">
      {shown.map((one) => {
        const values = one.before !== undefined || one.after !== undefined
        return (
          <li key={`${one.kind} ${one.about} ${one.name} ${one.field}`} className={`is-${one.kind}`}>
            <details>
              <summary className={values ? '' : 'is-plain'}>
                <span aria-hidden className="change-sign">
                  {signs[one.kind]}
                </span>
                <span>{one.words[language]}</span>
                <small className="mono">{[one.name, one.field].filter(Boolean).join('.')}</small>
              </summary>
              {values && (
                <div className="change-values">
                  <Value title={t('flows.publish.before')} value={one.before} />
                  <Value title={t('flows.publish.after')} value={one.after} />
                </div>
              )}
            </details>
          </li>
        )
      })}
    </ul>
  )
}

function Value({ title, value }: { title: string; value: unknown }) {
  if (value === undefined) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <div>
      <small>{title}</small>
      <pre>{text.length > most ? `${text.slice(0, most)}…` : text}</pre>
    </div>
  )
}
