import type { TryResult } from '@loopdesk/contracts/api/workbench.ts'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { inWords } from '../../../ui/in-words.ts'
import { Bar, percent } from '../figures.tsx'
import { Highlighted, type Mark } from '../highlighted.tsx'
import { useIntentName } from '../use-intents.ts'
import { TryFeatures } from './try-features.tsx'

/** How a sentence was read: what is wanted, what is named, how it is meant, and why the bot thinks so. */
export function TryReading({ result }: { result: TryResult }) {
  const { t } = useTranslation()
  return (
    <>
      <section className="try-text">
        <Highlighted text={result.text} marks={marksOf(result, (type) => entityName(t, type))} />
        <p className="quiet try-facts">
          <span>
            {t(
              `workbench.languages.${result.language === 'zh' || result.language === 'en' ? result.language : 'other'}`,
            )}
          </span>
          {result.emotion && <Emotion {...result.emotion} />}
          {result.spelt !== result.text && result.spelt !== '' && (
            <span>{t('workbench.try.spelt', { text: result.spelt })}</span>
          )}
          <span>
            {result.version === null
              ? t('workbench.try.noVersion')
              : t('workbench.versions.number', { number: result.version })}
          </span>
          <span>{t('workbench.try.took', { ms: result.ms })}</span>
        </p>
      </section>
      <div className="try-columns">
        <div>
          <Intents result={result} />
          {result.clauses.length > 1 && <Clauses clauses={result.clauses} />}
          <Entities entities={result.entities} />
          <Concepts result={result} />
        </div>
        <div>
          <Neighbours neighbours={result.neighbours} />
          <TryFeatures features={result.features} />
        </div>
      </div>
    </>
  )
}

const entityName = (t: TFunction, type: string): string =>
  String(t(`workbench.try.types.${type as 'phone'}`, { defaultValue: inWords(type) }))

/** Entities first; a concept is only marked where no entity is. */
function marksOf(result: TryResult, nameOf: (type: string) => string): Mark[] {
  const entities = result.entities.map(
    (each): Mark => ({
      ...each,
      tone: 'entity',
      title: `${nameOf(each.type)} ${percent(each.confidence, 0)}`,
      label: nameOf(each.type),
    }),
  )
  const covered = (start: number, end: number) => entities.some((each) => start < each.end && end > each.start)
  const concepts = result.concepts
    .filter((each) => !covered(each.start, each.end))
    .map((each): Mark => ({ ...each, tone: 'concept', title: inWords(each.concept) }))
  return [...entities, ...concepts]
}

const strengths = ['clear', 'slight', 'clear', 'strong'] as const

/** `intensity`: 0 for calm, 1 slight, 2 clear, 3 strong. */
function Emotion({ label, intensity }: { label: string; intensity: number }) {
  const { t } = useTranslation()
  const word = String(t(`workbench.try.emotions.${label as 'anger'}`, { defaultValue: inWords(label) }))
  return <span>{t(`workbench.try.strengths.${strengths[intensity] ?? 'clear'}`, { word })}</span>
}

function Intents({ result }: { result: TryResult }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  const { chance, threshold, isOutside } = result.outside
  const [best] = result.intents
  return (
    <section>
      <h2>{t('workbench.try.intents')}</h2>
      <p className={`try-verdict${isOutside ? ' try-outside' : ''}`}>
        {isOutside || !best
          ? t('workbench.try.isOutside')
          : t('workbench.try.best', { name: nameOf(best.intent), share: percent(best.score, 0) })}
      </p>
      <ol className="try-bars">
        {result.intents.slice(0, 6).map((each, at) => (
          <li key={each.intent}>
            <Link to={`/understanding/intents/${encodeURIComponent(each.intent)}`}>{nameOf(each.intent)}</Link>
            <Bar share={each.score} {...((at > 0 || isOutside) && { tone: 'quiet' as const })} />
          </li>
        ))}
        <li className="try-outside-bar">
          <span>{t('workbench.try.outsideChance')}</span>
          <Bar share={chance} tone={isOutside ? 'warn' : 'quiet'} />
        </li>
      </ol>
      <p className="quiet">{t('workbench.try.threshold', { share: percent(threshold, 0) })}</p>
    </section>
  )
}

function Clauses({ clauses }: { clauses: TryResult['clauses'] }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  return (
    <section>
      <h2>{t('workbench.try.clauses')}</h2>
      <ol className="try-clauses">
        {clauses.map((clause, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same words may come twice in one sentence
          <li key={at}>
            <q>{clause.text}</q>
            <span>{clause.intents[0] ? nameOf(clause.intents[0].intent) : t('workbench.try.nothing')}</span>
            <small className="num">{clause.intents[0] && percent(clause.intents[0].score, 0)}</small>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Entities({ entities }: { entities: TryResult['entities'] }) {
  const { t } = useTranslation()
  return (
    <section>
      <h2>{t('workbench.try.entities')}</h2>
      {entities.length === 0 ? (
        <p className="quiet">{t('workbench.try.noEntities')}</p>
      ) : (
        <table className="try-table">
          <tbody>
            {entities.map((each) => (
              <tr key={`${each.type}${each.start}`}>
                <td className="quiet">{entityName(t, each.type)}</td>
                <td>{each.text}</td>
                <td>
                  <b>{each.value}</b>
                </td>
                <td className="num quiet">{percent(each.confidence, 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Concepts({ result }: { result: TryResult }) {
  const { t } = useTranslation()
  if (result.concepts.length === 0) return null
  return (
    <section>
      <h2>{t('workbench.try.concepts')}</h2>
      <p className="try-concepts">
        {result.concepts.map((each) => (
          <span key={`${each.concept}${each.start}`} className="tag" title={each.topic}>
            {result.text.slice(each.start, each.end)} → {inWords(each.concept)}
          </span>
        ))}
      </p>
    </section>
  )
}

function Neighbours({ neighbours }: { neighbours: TryResult['neighbours'] }) {
  const { t } = useTranslation()
  const nameOf = useIntentName()
  return (
    <section>
      <h2>{t('workbench.try.neighbours')}</h2>
      {neighbours.length === 0 && <p className="quiet">{t('workbench.try.noNeighbours')}</p>}
      <ul className="try-neighbours">
        {neighbours.map((each) => (
          <li key={`${each.intent}${each.text}`}>
            <span>{each.text}</span>
            <small>{nameOf(each.intent)}</small>
            <small className="num">{percent(each.similarity, 0)}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}
