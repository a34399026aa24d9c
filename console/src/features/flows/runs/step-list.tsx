import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  DoubleRightOutlined,
  EditOutlined,
  RightOutlined,
  StopOutlined,
} from '@ant-design/icons'
import type { RunDetail, RunStep } from '@loopdesk/contracts/api/flows.ts'
import { Button, Checkbox } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { JsonView } from './json-view.tsx'
import { moveFocus } from './move-focus.ts'
import { nodeName } from './node-name.ts'
import { effectName, wayOf } from './step-words.ts'
import { span } from './time-words.ts'
import { type Reader, whyWords } from './waiting-words.ts'

const icons: Record<RunStep['status'], ReactNode> = {
  ok: <CheckCircleOutlined className="good" />,
  refused: <StopOutlined className="bad" />,
  failed: <CloseCircleOutlined className="bad" />,
  waiting: <ClockCircleOutlined className="step-waiting" />,
  skipped: <DoubleRightOutlined className="quiet" />,
  overridden: <EditOutlined className="step-waiting" />,
}

interface Props {
  run: RunDetail
  reader: Reader
  /** Only the steps of this node. */
  node: string | undefined
  onNode(node: string | undefined): void
}

/** What a run did, step by step in the order it happened; each opens to its input, output and error. */
export function StepList({ run, reader, node, onNode }: Props) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const [failedOnly, setFailedOnly] = useState(false)
  useHotkeys({ j: () => moveFocus(frame.current, 1), k: () => moveFocus(frame.current, -1) })
  const failures = run.steps.filter(({ error }) => error !== null).length
  const steps = run.steps.filter((step) => (!node || step.node === node) && (!failedOnly || step.error !== null))
  if (run.steps.length === 0) return <EmptyState title={t('runs.detail.noSteps')} help={t('runs.detail.noStepsHelp')} />
  return (
    <div ref={frame}>
      {(node || failures > 0) && (
        <div className="step-filter">
          {node ? (
            <Button type="link" size="small" onClick={() => onNode(undefined)}>
              {t('runs.detail.only', { what: nodeName(reader, node) })} · {t('runs.detail.all')}
            </Button>
          ) : (
            <Checkbox checked={failedOnly} onChange={(event) => setFailedOnly(event.target.checked)}>
              {t('runs.detail.onlyFailed')} <span className="quiet">{failures}</span>
            </Checkbox>
          )}
        </div>
      )}
      <ol className="steps">
        {steps.map((step) => (
          <StepRow
            key={step.id}
            step={step}
            reader={reader}
            openAtFirst={run.status === 'halted' && isLastFailure(run, step)}
          />
        ))}
      </ol>
    </div>
  )
}

/** A stuck run is looked at for one reason. */
const isLastFailure = (run: RunDetail, step: RunStep) =>
  run.steps.findLast(({ error }) => error !== null)?.id === step.id

function StepRow({ step, reader, openAtFirst }: { step: RunStep; reader: Reader; openAtFirst: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(openAtFirst)
  const { within, visit } = wayOf(step.step)
  return (
    <li className={`step-item${open ? ' step-open' : ''}`} style={{ '--depth': within.length } as React.CSSProperties}>
      <button type="button" className="step-line" data-row aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="step-icon" title={t(`runs.step.${step.status}`)}>
          {icons[step.status]}
        </span>
        <span className="step-name">
          <b>{nodeName(reader, step.node)}</b>
          <small>
            {effectName(step.kind, t)}
            {visit > 1 && ` · ${t('runs.detail.shownSteps', { n: visit })}`}
          </small>
          {step.error && !open && <span className="step-error">{whyWords(step.error, t)}</span>}
        </span>
        {step.attempts > 1 && <span className="tag">{t('runs.detail.attempts', { n: step.attempts })}</span>}
        <span className="step-ms">{step.status === 'waiting' ? '' : span(step.ms, t)}</span>
        <Time at={step.at} short />
        <RightOutlined className="step-caret" />
      </button>
      {open && <StepDetail step={step} />}
    </li>
  )
}

function StepDetail({ step }: { step: RunStep }) {
  const { t } = useTranslation()
  const { error } = step
  return (
    <div className="step-detail">
      {error && (
        <div className="step-problem" role="note">
          <b>{whyWords(error, t)}</b>
          <small>
            {error.kind} · {error.code}
          </small>
        </div>
      )}
      <JsonView value={step.input} label={t('runs.detail.input')} />
      <JsonView value={step.output} label={t('runs.detail.outputOf')} />
      <p className="quiet">
        {t(`runs.step.${step.status}`)} · <code>{step.step}</code> · <Time at={step.at} />
      </p>
    </div>
  )
}
