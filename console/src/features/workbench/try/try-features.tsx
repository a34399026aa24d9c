import type { TryResult } from '@loopdesk/contracts/api/workbench.ts'
import { useTranslation } from 'react-i18next'
import { inWords } from '../../../ui/in-words.ts'
import { useIntentName } from '../use-intents.ts'

/** What spoke for and against the best intent and the second: bars to the right and to the left of a middle line. */
export function TryFeatures({ features }: { features: TryResult['features'] }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const strongest = Math.max(0.001, ...features.flatMap((each) => each.items.map((item) => Math.abs(item.weight))))
  if (features.every((each) => each.items.length === 0)) return null
  return (
    <section>
      <h2>{t('workbench.try.features')}</h2>
      {features.map((each) => (
        <div key={each.intent} className="weights">
          <h3>{nameOf(each.intent)}</h3>
          <ul>
            {each.items.map((item) => (
              <li key={`${item.kind}${item.feature}`}>
                <span className="weight-name">
                  {item.kind === 'concept' ? inWords(item.feature) : item.feature}{' '}
                  <small>
                    {String(
                      t(`workbench.try.featureKinds.${item.kind as 'word'}`, { defaultValue: inWords(item.kind) }),
                    )}
                  </small>
                </span>
                <span className="weight-bar" aria-hidden="true">
                  <span
                    className={item.weight < 0 ? 'weight-against' : 'weight-for'}
                    style={{ width: `${(Math.abs(item.weight) / strongest) * 50}%` }}
                  />
                </span>
                <span className="num">
                  {item.weight > 0 ? '+' : ''}
                  {item.weight.toFixed(2)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <p className="quiet">{t('workbench.try.featuresHelp')}</p>
    </section>
  )
}
