import type { RunSummary } from '@loopdesk/contracts/api/flows.ts'
import { useTranslation } from 'react-i18next'

const looks: Record<string, string> = {
  running: 'status-open',
  ready: 'status-open',
  waiting: 'status-pending',
  halted: 'tag-bad',
  solved: 'tag-good',
  answered: 'tag-good',
  failed: 'tag-bad',
}

/** How a run stands, or how it ended. */
export function RunTag({ status, outcome }: Pick<RunSummary, 'status' | 'outcome'>) {
  const { t } = useTranslation()
  const ended = status === 'ended' && outcome
  return (
    <span className={`tag ${looks[ended ? outcome : status] ?? ''}`}>
      {ended ? t(`runs.outcomes.${outcome}`) : t(`runs.states.${status}`)}
    </span>
  )
}

/** Whom it concerns; a visitor where nobody knows the name. */
export function CustomerName({ customer }: Pick<RunSummary, 'customer'>) {
  const { t } = useTranslation()
  if (!customer) return <span className="quiet">—</span>
  return <>{customer.name || t('runs.visitor')}</>
}
