import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useReveal } from '../../../ui/use-reveal.ts'
import { JsonField } from './json-field.tsx'
import { looksMasked, readJson, writeJson } from './json-text.ts'
import { nodeName } from './node-name.ts'
import { RepairForm } from './repair-form.tsx'
import { type StepRepairProps, systemWritten } from './repair-props.ts'

/** The stuck step with other input. What is masked must be shown first, or the asterisks would be sent. */
export function RedoForm({ run, reader, at, onClose }: StepRepairProps) {
  const { t } = useTranslation()
  const inputOf = (steps: typeof run.steps) => steps.findLast(({ step }) => step === at.step)?.input ?? null
  const kept = inputOf(run.steps)
  const [text, setText] = useState(kept === null ? '{}' : writeJson(kept))
  const read = readJson(text, t)
  const masked = read.ok && looksMasked(read.value)
  const what = nodeName(reader, at.node)
  const system = systemWritten(reader, at.node)
  const show = async () => {
    const shown = await call(routes.readRun, { params: { runId: run.id }, query: { reveal: 'true' } })
    setText(writeJson(inputOf(shown.steps)))
  }
  return (
    <RepairForm
      run={run}
      reader={reader}
      happens={[
        t('runs.repair.redoDoes', { what }),
        ...(system ? [t('runs.repair.redoWrite', { system })] : []),
        t('runs.repair.retryFails'),
      ]}
      go={t('runs.repair.names.redo')}
      incomplete={!read.ok || masked}
      submit={(reason) =>
        call(routes.redoRun, {
          params: { runId: run.id },
          body: { step: at.step, reason, input: read.ok ? read.value : null },
        })
      }
      onClose={onClose}
    >
      {kept === null && <p className="quiet">{t('runs.repair.redoNoInput')}</p>}
      <JsonField label={t('runs.repair.input')} text={text} read={read} onChange={setText} />
      {masked && <Masked onShow={show} />}
    </RepairForm>
  )
}

function Masked({ onShow }: { onShow(): Promise<void> }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const reveal = useReveal(onShow)
  return (
    <p className="warn-line repair-note">
      <span>
        {t('runs.repair.redoMasked')} {!can('pii.reveal') && t('runs.repair.redoNoRight')}
      </span>
      {can('pii.reveal') && (
        <Button size="small" loading={reveal.busy} title={t('common.revealHint')} onClick={reveal.show}>
          {t('runs.repair.redoReveal')}
        </Button>
      )}
    </p>
  )
}
