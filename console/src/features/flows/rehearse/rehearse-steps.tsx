import { ThunderboltOutlined } from '@ant-design/icons'
import type { RehearsedStep } from '@loopdesk/contracts/api/flows.ts'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../ui/states.tsx'
import { useNodeTitle } from '../canvas/use-node-title.ts'
import { useDesk, useDoc } from '../editor/use-editor.ts'
import { KindIcon } from '../kind-icon.tsx'
import { useEntryName } from '../use-entry-name.ts'
import { useInjectionMenu } from './use-injection-menu.ts'
import type { Rehearsal } from './use-rehearsal.ts'

/** Every step that was walked, with what went in and what came out. */
export function StepList({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const { steps } = rehearsal.played
  if (steps.length === 0) return <EmptyState title={t('flows.rehearse.noSteps')} />
  return (
    <ol className="step-list">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added
        <StepLine key={index} step={step} rehearsal={rehearsal} />
      ))}
    </ol>
  )
}

function StepLine({ step, rehearsal }: { step: RehearsedStep; rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const titleOf = useNodeTitle()
  const entryName = useEntryName()
  const { editor } = useDesk()
  const node = useDoc().nodes[step.node]
  const menu = useInjectionMenu(step.node, rehearsal)
  return (
    <li className={step.error ? 'is-failed' : ''}>
      <details>
        <summary>
          <KindIcon type={step.kind} />
          <span>{node ? titleOf(node) : step.node}</span>
          <small className="mono">{step.step}</small>
          {step.error && <span className="tag tag-bad">{entryName(step.error.kind)}</span>}
          <small className="num">{t('flows.rehearse.ms', { ms: Math.round(step.ms) })}</small>
        </summary>
        <div className="step-values">
          {step.input !== undefined && <Value title={t('flows.rehearse.input')} value={step.input} />}
          {step.output !== undefined && <Value title={t('flows.rehearse.output')} value={step.output} />}
          {step.error && <Value title={t('flows.rehearse.error')} value={`${step.error.code} ${step.error.message}`} />}
          <p className="flow-row">
            {node && (
              <button type="button" className="link" onClick={() => editor.show([step.node])}>
                {t('flows.properties.goTo')}
              </button>
            )}
            <Dropdown menu={menu} trigger={['click']}>
              <button type="button" className="link">
                <ThunderboltOutlined /> {t('flows.rehearse.inject')}
              </button>
            </Dropdown>
          </p>
        </div>
      </details>
    </li>
  )
}

/** What the run knows now. */
export function VariableList({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const entries = Object.entries(rehearsal.last?.variables ?? {})
  if (entries.length === 0) return <EmptyState title={t('flows.rehearse.noVariables')} />
  return (
    <div className="step-values variables">
      {entries.map(([name, value]) => (
        <Value key={name} title={name} value={value} />
      ))}
    </div>
  )
}

function Value({ title, value }: { title: string; value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <div>
      <h4>{title}</h4>
      <pre>{text}</pre>
    </div>
  )
}
