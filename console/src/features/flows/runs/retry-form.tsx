import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { connectionName, nodeName } from './node-name.ts'
import type { StepRepairProps } from './repair-drawer.tsx'
import { RepairForm } from './repair-form.tsx'
import type { Reader } from './waiting-words.ts'

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

/** The name of the system that a node changes; undefined when it only reads, or calls none. */
export function systemWritten({ definition, world, language }: Reader, node: string): string | undefined {
  const id = definition?.nodes[node]?.tool
  const tool = world?.tools.find((one) => one.id === id)
  return tool?.kind === 'write' ? connectionName(world, tool.connection, language) : undefined
}
