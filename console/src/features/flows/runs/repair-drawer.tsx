import type { RunDetail } from '@loopdesk/contracts/api/flows.ts'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { CancelForm } from './cancel-form.tsx'
import { MigrateForm } from './migrate-form.tsx'
import { nodeName } from './node-name.ts'
import { OverrideForm } from './override-form.tsx'
import { RedoForm } from './redo-form.tsx'
import type { RepairProps } from './repair-props.ts'
import { type Repair, stepsFor } from './repairs.ts'
import { RetryForm } from './retry-form.tsx'
import { SkipForm } from './skip-form.tsx'
import type { Reader } from './waiting-words.ts'
import './repair.css'

interface Props {
  repair: Repair | null
  run: RunDetail
  reader: Reader
  onClose(): void
}

/** One repair: what will happen, why it is done, and what came of it. */
export function RepairDrawer({ repair, run, reader, onClose }: Props) {
  // The run moves on once it is repaired; the drawer goes on to speak of how it was.
  const [before, setBefore] = useState<{ repair: Repair; run: RunDetail } | null>(null)
  if (repair && before?.repair !== repair) setBefore({ repair, run })
  if (!repair && before) setBefore(null)
  return (
    <SideDrawer
      open={repair !== null}
      width={520}
      title={before && <Title repair={before.repair} run={before.run} reader={reader} />}
      onClose={onClose}
    >
      {before && <Body repair={before.repair} run={before.run} reader={reader} onClose={onClose} />}
    </SideDrawer>
  )
}

const typeIn = (reader: Reader) => (node: string) => reader.definition?.nodes[node]?.type

function Title({ repair, run, reader }: { repair: Repair; run: RunDetail; reader: Reader }) {
  const { t } = useTranslation()
  const [first] = stepsFor(repair, run, typeIn(reader))
  return <>{t(`runs.repair.titles.${repair}`, { what: first ? nodeName(reader, first.node) : '' })}</>
}

const stepForms = { retry: RetryForm, redo: RedoForm, skip: SkipForm, override: OverrideForm }

function Body({ repair, run, reader, onClose }: RepairProps & { repair: Repair }) {
  const { t } = useTranslation()
  const steps = stepsFor(repair, run, typeIn(reader))
  const [chosen, setChosen] = useState(steps[0]?.step)
  const at = steps.find(({ step }) => step === chosen) ?? steps[0]
  if (repair === 'cancel') return <CancelForm run={run} reader={reader} onClose={onClose} />
  if (repair === 'migrate') return <MigrateForm run={run} reader={reader} onClose={onClose} />
  if (!at) return <p className="quiet">{t('runs.repair.wrongState')}</p>
  const Form = stepForms[repair]
  return (
    <>
      {steps.length > 1 && (
        <div className="repair-field">
          <span>{t('runs.repair.step')}</span>
          <Select
            aria-label={t('runs.repair.step')}
            value={at.step}
            options={steps.map(({ step, node }) => ({ value: step, label: nodeName(reader, node) }))}
            onChange={setChosen}
          />
        </div>
      )}
      <Form key={at.step} run={run} reader={reader} at={at} onClose={onClose} />
    </>
  )
}
