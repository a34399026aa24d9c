import type { GraphAnswerSent } from '@loopdesk/contracts/api/graph.ts'
import { showValue } from '@loopdesk/engines/graph/show.ts'
import { useTranslation } from 'react-i18next'
import { useOntology } from '../use-ontology.ts'

/** A fault code laid out: what it means, why, what to do in which order, with which parts and in which time. */
export function Plan({ plan }: { plan: NonNullable<GraphAnswerSent['repair']> }) {
  const { t } = useTranslation()
  const { ontology, language } = useOntology()
  const show = (role: 'hours' | 'price', value: number) =>
    showValue(
      ontology.properties.find((each) => each.role === role),
      value,
      language,
    )
  const { code, meaning, causes, steps, parts, totals } = plan
  const partly = (complete: boolean) => (complete ? '' : ` (${t('graph.ask.plan.partly')})`)
  return (
    <>
      <p className="kg-answer-text">
        <strong>{code.name}</strong> {meaning.join('；')}
      </p>
      <div className="kg-plan">
        {causes.length > 0 && (
          <div>
            <h3>{t('graph.ask.plan.causes')}</h3>
            <ol>
              {causes.map(({ id, name }) => (
                <li key={id}>{name}</li>
              ))}
            </ol>
          </div>
        )}
        {steps.length > 0 && (
          <div>
            <h3>{t('graph.ask.plan.steps')}</h3>
            <ol>
              {steps.map(({ id, name, cause, hours, parts: needed }) => (
                <li key={id}>
                  {name}
                  <small>
                    {[cause, hours === undefined ? undefined : show('hours', hours), ...needed]
                      .filter(Boolean)
                      .join(' · ')}
                  </small>
                </li>
              ))}
            </ol>
          </div>
        )}
        {parts.length > 0 && (
          <div>
            <h3>{t('graph.ask.plan.parts')}</h3>
            <ol>
              {parts.map(({ id, name, price }) => (
                <li key={id}>
                  {name}
                  {price !== undefined && <small>{show('price', price)}</small>}
                </li>
              ))}
            </ol>
          </div>
        )}
      </div>
      <p>
        {totals.hours !== null && (
          <>
            {t('graph.ask.plan.hours')}: <strong>{show('hours', totals.hours)}</strong>
            {partly(totals.hoursComplete)}{' '}
          </>
        )}
        {totals.price !== null && (
          <>
            {t('graph.ask.plan.price')}: <strong>{show('price', totals.price)}</strong>
            {partly(totals.priceComplete)}
          </>
        )}
      </p>
    </>
  )
}
