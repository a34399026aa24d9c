import type { HealthFinding } from '@loopdesk/contracts/api/growth.ts'
import { useTranslation } from 'react-i18next'
import type { HealthPageOf } from './health-page-of.ts'

interface Day {
  day: string
  asked: number
  answered: number
  solved: number
  unanswered: number
}
interface Props {
  page: HealthPageOf
  days: readonly Day[]
  finding: HealthFinding['code'] | undefined
  onFinding(code: HealthFinding['code']): void
}

/** Three charts, each for one question; a problem is a filter. */
export function HealthCharts({ page, days, finding, onFinding }: Props) {
  const { t } = useTranslation()
  return (
    <div className="growth-charts">
      <figure>
        <figcaption>{t('knowledge.growth.health.spread')}</figcaption>
        <Spread {...page.spread} />
      </figure>
      <figure>
        <figcaption>
          {t('knowledge.growth.health.trend')}{' '}
          <small>{t('knowledge.growth.health.days', { n: days.length || 30 })}</small>
        </figcaption>
        <Trend days={days} />
      </figure>
      <figure>
        <figcaption>{t('knowledge.growth.health.problems')}</figcaption>
        <Problems findings={page.findings} chosen={finding} onChoose={onFinding} />
      </figure>
    </div>
  )
}

const levels = ['poor', 'fair', 'good'] as const

function Spread(counts: Record<(typeof levels)[number], number>) {
  const { t } = useTranslation()
  const all = Math.max(1, counts.poor + counts.fair + counts.good)
  return (
    <>
      <div className="growth-spread" aria-hidden="true">
        {levels.map((level) => (
          <span key={level} className={`spread-${level}`} style={{ width: `${(counts[level] / all) * 100}%` }} />
        ))}
      </div>
      <ul className="growth-legend">
        {levels.map((level) => (
          <li key={level}>
            <i className={`spread-${level}`} /> {t(`knowledge.growth.health.${level}`)} <b>{counts[level]}</b>
          </li>
        ))}
      </ul>
    </>
  )
}

function Trend({ days }: { days: readonly Day[] }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...days.map(({ asked }) => asked))
  const share = (count: number) => `${(count / most) * 100}%`
  return (
    <>
      <ol className="growth-trend">
        {days.map((each) => (
          <li key={each.day} title={t('knowledge.growth.health.trendWords', { ...each })}>
            <span className="trend-asked" style={{ height: share(each.asked) }} />
            <span className="trend-solved" style={{ height: share(each.solved) }} />
            <span className="trend-unanswered" style={{ height: share(each.unanswered) }} />
            <span className="unseen">{t('knowledge.growth.health.trendWords', { ...each })}</span>
          </li>
        ))}
      </ol>
      <ul className="growth-legend">
        <li>
          <i className="trend-asked" /> {t('knowledge.growth.health.asked')}
        </li>
        <li>
          <i className="trend-solved" /> {t('knowledge.growth.health.solvedShort')}
        </li>
        <li>
          <i className="trend-unanswered" /> {t('knowledge.growth.health.unanswered')}
        </li>
      </ul>
    </>
  )
}

function Problems({
  findings,
  chosen,
  onChoose,
}: {
  findings: Record<string, number>
  chosen: HealthFinding['code'] | undefined
  onChoose(code: HealthFinding['code']): void
}) {
  const { t } = useTranslation()
  const list = (Object.entries(findings) as [HealthFinding['code'], number][]).sort((a, b) => b[1] - a[1]).slice(0, 6)
  if (list.length === 0) return <p className="quiet">{t('knowledge.growth.health.noProblems')}</p>
  const most = Math.max(...list.map(([, count]) => count))
  return (
    <ul className="growth-problems">
      {list.map(([code, count]) => (
        <li key={code}>
          <button type="button" aria-pressed={chosen === code} onClick={() => onChoose(code)}>
            <span>{t(`knowledge.growth.health.names.${code}`)}</span>
            <span className="problem-track" aria-hidden="true">
              <span style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <b>{count}</b>
          </button>
        </li>
      ))}
    </ul>
  )
}
