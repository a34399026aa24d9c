import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { mainExit } from '../model/exits.ts'
import type { NodeValue } from '../model/flow-doc.ts'
import { nodeName } from './node-name.ts'
import { RepairForm } from './repair-form.tsx'
import type { StepRepairProps } from './repair-props.ts'

/** The step is left out: the run goes on after it, or where it is told to. */
export function SkipForm({ run, reader, at, onClose }: StepRepairProps) {
  const { t } = useTranslation()
  const [to, setTo] = useState<string | undefined>()
  const node = reader.definition?.nodes[at.node] as NodeValue | undefined
  const usual = node && mainExit(node)?.target
  const next = to ?? usual
  const what = nodeName(reader, at.node)
  const save = typeof node?.save === 'string' ? node.save : undefined
  const others = Object.keys(reader.definition?.nodes ?? {}).filter((id) => id !== at.node)
  return (
    <RepairForm
      run={run}
      reader={reader}
      happens={[
        next
          ? t('runs.repair.skipDoes', { what, next: nodeName(reader, next) })
          : t('runs.repair.skipNoNext', { what }),
        ...(save ? [t('runs.repair.skipEmpty', { name: save })] : []),
      ]}
      go={t('runs.repair.names.skip')}
      incomplete={node !== undefined && !next}
      submit={(reason) =>
        call(routes.skipRun, { params: { runId: run.id }, body: { step: at.step, reason, ...(to && { to }) } })
      }
      onClose={onClose}
    >
      <div className="repair-field">
        <span>{t('runs.repair.skipTo')}</span>
        <Select
          aria-label={t('runs.repair.skipTo')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={
            usual
              ? `${t('runs.repair.skipDefault')} · ${nodeName(reader, usual)}`
              : t('runs.repair.skipNoNext', { what })
          }
          value={to}
          options={others.map((id) => ({ value: id, label: nodeName(reader, id) }))}
          onChange={setTo}
        />
      </div>
    </RepairForm>
  )
}
