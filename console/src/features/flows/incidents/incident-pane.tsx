import type { IncidentDetail } from '@loopdesk/contracts/api/flows.ts'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { waited } from '../../../ui/format-time.ts'
import { RichText } from '../../../ui/rich-text.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { ActHistory } from '../runs/act-history.tsx'
import { JsonView } from '../runs/json-view.tsx'
import { inLanguage } from '../runs/node-name.ts'
import { useReader } from '../runs/use-names.ts'
import { failureWords, moment, type Reader } from '../runs/waiting-words.ts'
import { WriteList } from '../runs/write-list.tsx'
import { AssigneeSelect } from './assignee-select.tsx'
import { Checklist } from './checklist.tsx'
import { halfDone, wantedOf } from './incident-words.ts'
import { useIncident, useIncidentActs } from './use-incidents.ts'

interface Props {
  incidentId: string
  /** On a phone the list is elsewhere. */
  onBack: (() => void) | undefined
}

/** One incident with everything a person needs to finish it by hand. */
export function IncidentPane({ incidentId, onBack }: Props) {
  const { t } = useTranslation()
  const incident = useIncident(incidentId)
  const reader = useReader(incident.data?.flowId, incident.data?.version)
  return (
    <article className="incident-pane">
      {onBack && (
        <Button type="link" size="small" className="incident-back" onClick={onBack}>
          ← {t('incidents.back')}
        </Button>
      )}
      {incident.isPending && <LoadingState />}
      {incident.isLoadingError && <ErrorState error={incident.error} onRetry={() => void incident.refetch()} />}
      {incident.data && <Body incident={incident.data} reader={reader} />}
    </article>
  )
}

function Body({ incident, reader }: { incident: IncidentDetail; reader: Reader }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const acts = useIncidentActs(incident)
  const { failure, variables, told } = incident
  const operate = can('flows.operate')
  const wanted = wantedOf(variables)
  return (
    <>
      <Head incident={incident} reader={reader} acts={acts} operate={operate} />
      {!operate && incident.state === 'open' && <p className="warn-line">{t('incidents.readOnly')}</p>}
      <section>
        <h2>{t('incidents.why')}</h2>
        <p>{t(`incidents.kindHelp.${incident.kind}`)}</p>
        {failure && <p className="incident-failure">{failureWords(failure, reader)}</p>}
      </section>
      <section>
        <h2>{t('incidents.todo')}</h2>
        <Checklist incident={incident} reader={reader} acts={operate ? acts : undefined} />
      </section>
      <div className="incident-two">
        <section>
          <h2>{t('incidents.wanted')}</h2>
          <p className="quiet">{t('incidents.wantedFlow', { flow: inLanguage(incident.flowName, reader.language) })}</p>
          <dl className="facts">
            {wanted.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h2>{t('incidents.told')}</h2>
          {told.length === 0 && <p className="quiet">{t('incidents.toldNone')}</p>}
          <ul className="told">
            {told.map(({ text, at }) => (
              <li key={`${at}${text}`}>
                <RichText text={text} />
                <Time at={at} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      <section>
        <h2>{t('incidents.writes')}</h2>
        {incident.writes.length === 0 ? (
          <p className="quiet">{t('incidents.writesNone')}</p>
        ) : (
          <>
            <p className="quiet">{t('incidents.writesHelp')}</p>
            <WriteList writes={incident.writes} reader={reader} />
          </>
        )}
      </section>
      <section>
        <h2>{t('incidents.history')}</h2>
        <ActHistory acts={incident.acts} reader={reader} quiet={t('incidents.historyNone')} />
      </section>
      <details className="incident-values">
        <summary>{t('incidents.values')}</summary>
        <JsonView value={variables} label="" />
      </details>
    </>
  )
}

interface HeadProps {
  incident: IncidentDetail
  reader: Reader
  acts: ReturnType<typeof useIncidentActs>
  operate: boolean
}

function Head({ incident, reader, acts, operate }: HeadProps) {
  const { t, now, language } = reader
  const { state, nextTryAt, tries, customer, conversationId } = incident
  const open = state === 'open'
  return (
    <header className="incident-head">
      <div className="incident-title">
        <h1>{inLanguage(incident.flowName, language)}</h1>
        <span className={`tag ${open ? 'tag-bad' : 'tag-good'}`}>
          {open ? halfDone(incident, reader) : t('incidents.resolved')}
        </span>
        {open && operate && (
          <div className="run-actions">
            <AssigneeSelect incident={incident} onAssign={acts.assign.mutate} busy={acts.assign.isPending} />
            {incident.kind !== 'halted' && (
              <Button size="small" loading={acts.retry.isPending} onClick={() => acts.retry.mutate()}>
                {t('incidents.retryNow')}
              </Button>
            )}
          </div>
        )}
      </div>
      <ul className="run-facts">
        <li>
          {customer ? (
            <Link to={`/customers/${customer.id}`}>{customer.name || t('incidents.visitor')}</Link>
          ) : (
            t('incidents.visitor')
          )}
        </li>
        {conversationId && (
          <li>
            <Link to={`/inbox/open/${conversationId}`}>{t('incidents.openConversation')}</Link>
          </li>
        )}
        <li>
          <Link to={`/flows/runs/${incident.runId}`}>{t('incidents.openRun')}</Link>
        </li>
        <li>
          {open ? t('incidents.age', { waited: waited(incident.createdAt, now, t) }) : <Time at={incident.createdAt} />}
        </li>
        {open && tries > 0 && <li>{t('incidents.tries', { n: tries })}</li>}
        {open && incident.kind !== 'halted' && (
          <li className={nextTryAt ? undefined : 'bad'}>
            {nextTryAt ? t('incidents.nextTry', { time: moment(nextTryAt, reader) }) : t('incidents.nextTryNone')}
          </li>
        )}
      </ul>
      {!open && (
        <p className="incident-note">
          {incident.resolvedBy && <b>{t('incidents.resolvedBy', { who: incident.resolvedBy })}</b>}{' '}
          {incident.resolvedAt && <Time at={incident.resolvedAt} />}
          {incident.note && <span>{incident.note}</span>}
        </p>
      )}
    </header>
  )
}
