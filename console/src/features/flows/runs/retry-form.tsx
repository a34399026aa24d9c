import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { nodeName } from './node-name.ts'
import { RepairForm } from './repair-form.tsx'
import { type StepRepairProps, systemWritten } from './repair-props.ts'

/** The stuck step once more, as it was. */
export function RetryForm({ run, reader, at, onClose }: StepRepairProps) {
  const { t } = useTranslation()
  const what = nodeName(reader, at.node)
  const system = systemWritten(reader, at.node)
  return (
    <RepairForm
      run={run}
      reader={reader}
      happens={[
        t('runs.repair.retryDoes', { what }),
        ...(system ? [t('runs.repair.retryWrite', { system })] : []),
        t('runs.repair.retryFails'),
      ]}
      go={t('runs.repair.names.retry')}
      submit={(reason) => call(routes.retryRun, { params: { runId: run.id }, body: { step: at.step, reason } })}
      onClose={onClose}
    />
  )
}
