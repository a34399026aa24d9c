import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { toolName } from './node-name.ts'
import { RepairForm } from './repair-form.tsx'
import type { RepairProps } from './repair-props.ts'
import { type Undoing, undoPlan } from './undo-plan.ts'
import type { Reader } from './waiting-words.ts'

/** The run ends here; what it wrote stays, or is undone newest first. */
export function CancelForm({ run, reader, onClose }: RepairProps) {
  const { t } = useTranslation()
  const plan = undoPlan(run.writes, reader.world?.tools)
  const [undo, setUndo] = useState(plan.length > 0)
  const stuck = plan.filter(({ write }) => write.status === 'stuck').length
  const shown = undo ? plan : plan.toReversed()
  const happens =
    plan.length === 0
      ? [t('runs.repair.nothingToUndo')]
      : [
          <>
            {t(undo ? 'runs.repair.undoDoes' : 'runs.repair.keepDoes')}
            <UndoList plan={shown} undo={undo} reader={reader} />
          </>,
          ...(undo ? [t('runs.repair.undoFails')] : []),
          ...(undo && stuck > 0 ? [t('runs.repair.stuckCount', { n: stuck })] : []),
        ]
  return (
    <RepairForm
      run={run}
      reader={reader}
      danger
      happens={[...happens, ...(run.conversationId ? [t('runs.repair.customerTold')] : [])]}
      go={t(undo && plan.length > 0 ? 'runs.repair.cancelUndoGo' : 'runs.repair.cancelGo')}
      submit={(reason) =>
        call(routes.cancelRun, { params: { runId: run.id }, body: { reason, compensate: undo && plan.length > 0 } })
      }
      onClose={onClose}
    >
      {plan.length > 0 && (
        <div className="repair-field">
          <span>{t('runs.repair.cancelMode')}</span>
          <Radio.Group
            vertical
            value={undo}
            options={[
              { value: true, label: t('runs.repair.cancelUndo') },
              { value: false, label: t('runs.repair.cancelKeep') },
            ]}
            onChange={(event) => setUndo(event.target.value as boolean)}
          />
        </div>
      )}
    </RepairForm>
  )
}

function UndoList({ plan, undo, reader }: { plan: Undoing[]; undo: boolean; reader: Reader }) {
  const { t, world, language } = reader
  const how = ({ how, by, write }: Undoing) => {
    if (how === 'never')
      return t(write.status === 'intended' ? 'runs.repair.undoNeverUnknown' : 'runs.repair.undoNever')
    if (how === 'lookUp') return t('runs.repair.undoLookup')
    return by ? t('runs.repair.undoBy', { tool: toolName(world, by, language) }) : t('runs.repair.undoUnknown')
  }
  return (
    <ol className="undo-list">
      {plan.map((one) => (
        <li key={one.write.key} className={undo && one.how === 'never' ? 'undo-never' : undefined}>
          <b>{toolName(world, one.write.tool, language)}</b>
          <small>{undo ? how(one) : t(`runs.write.${one.write.status}`)}</small>
        </li>
      ))}
    </ol>
  )
}
