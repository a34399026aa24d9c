import type { RunAct } from '@loopdesk/contracts/api/flows.ts'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { JsonView } from './json-view.tsx'
import { type Names, nodeName } from './node-name.ts'

/** What people did to a run: who, what, where, why. */
export function ActHistory({ acts, reader, quiet }: { acts: RunAct[]; reader: Names; quiet?: string }) {
  const { t } = useTranslation()
  if (acts.length === 0)
    return quiet ? (
      <p className="quiet">{quiet}</p>
    ) : (
      <EmptyState title={t('runs.detail.noHistory')} help={t('runs.detail.noHistoryHelp')} />
    )
  return (
    <ol className="acts">
      {acts.map((act) => (
        <li key={act.id}>
          <div className="act-line">
            <b>{act.by}</b>
            <span>
              {t(`runs.act.${act.action}`)}
              {act.node && ` · ${nodeName(reader, act.node)}`}
            </span>
            <Time at={act.at} />
          </div>
          {act.reason && <p>{act.reason}</p>}
          {Object.keys(act.details).length > 0 && (
            <details>
              <summary className="quiet">…</summary>
              <JsonView value={act.details} label="" />
            </details>
          )}
        </li>
      ))}
    </ol>
  )
}
