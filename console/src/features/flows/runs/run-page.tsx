import type { RunDetail } from '@loopdesk/contracts/api/flows.ts'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useReveal } from '../../../ui/use-reveal.ts'
import { inLanguage } from './node-name.ts'
import { RunActions } from './run-actions.tsx'
import { RunBody } from './run-body.tsx'
import { CustomerName, RunTag } from './run-tag.tsx'
import { StandingLine } from './standing-line.tsx'
import { span } from './time-words.ts'
import { useReader } from './use-names.ts'
import { useRun } from './use-runs.ts'
import { type Reader, standingOf } from './waiting-words.ts'

/** One run: where it stands, the way it went, every step and write, and what people can do about it. */
export function RunPage({ runId }: { runId: string }) {
  const run = useRun(runId)
  const reader = useReader(run.data?.flowId, run.data?.version)
  const reveal = useReveal(() => call(routes.readRun, { params: { runId }, query: { reveal: 'true' } }))
  if (run.isPending) return <LoadingState />
  if (run.isLoadingError) return <ErrorState error={run.error} onRetry={() => void run.refetch()} />
  const shown = reveal.value ? withRevealed(run.data, reveal.value) : run.data
  return (
    <div className="run-page">
      <RunHead run={shown} reader={reader} />
      <RunBody run={shown} reader={reader} reveal={reveal} />
    </div>
  )
}

/** What is revealed is a moment old; where the run stands is not. */
function withRevealed(run: RunDetail, { variables, steps, writes, output }: RunDetail): RunDetail {
  const older = new Map(steps.map((step) => [step.id, step]))
  return {
    ...run,
    variables,
    writes,
    output,
    steps: run.steps.map((step) => older.get(step.id) ?? step),
    revealed: true,
  }
}

function RunHead({ run, reader }: { run: RunDetail; reader: Reader }) {
  const { t, i18n } = useTranslation()
  const { can } = useSession()
  const { search } = useLocation()
  const standing = standingOf(run, reader)
  const took = (run.endedAt ? Date.parse(run.endedAt) : reader.now) - Date.parse(run.startedAt)
  return (
    <header className="run-head">
      <div className="run-title">
        <Link to={{ pathname: '/flows/runs', search }} className="quiet">
          ← {t('runs.detail.back')}
        </Link>
        <h1>
          {inLanguage(run.name, i18n.language)} <small>{t('runs.version', { n: run.version })}</small>
        </h1>
        <RunTag {...run} />
        {can('flows.operate') && <RunActions run={run} reader={reader} />}
      </div>
      {standing.words && <StandingLine standing={standing} />}
      <ul className="run-facts">
        <li>
          {run.customer ? (
            <Link to={`/customers/${run.customer.id}`}>
              <CustomerName customer={run.customer} />
            </Link>
          ) : (
            t(`runs.triggers.${run.trigger}`)
          )}
        </li>
        {run.conversationId && (
          <li>
            <Link to={`/inbox/open/${run.conversationId}`}>{t('runs.detail.conversation')}</Link>
          </li>
        )}
        <li>
          {t('runs.detail.started')} <Time at={run.startedAt} />
        </li>
        <li className="num-left">
          {t('runs.column.took')} {span(took, t)}
        </li>
        <li>
          <code className="run-id">{run.id}</code>
        </li>
        {run.incidentIds.length > 0 && (
          <li>
            <Link className="bad" to={`/flows/incidents/${run.incidentIds[0]}`}>
              {t('runs.detail.incidents', { n: run.incidentIds.length })}
            </Link>
          </li>
        )}
      </ul>
    </header>
  )
}
