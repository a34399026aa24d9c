import { useTranslation } from 'react-i18next'
import { type Family, families, partNames, shares } from './score-parts.ts'

interface Props {
  parts: Record<string, number>
  score: number
  /** What fills the whole width. */
  most: number
}

/** A score as a bar of what it is made of. */
export function ScoreBar({ parts, score, most }: Props) {
  const { t } = useTranslation()
  const pieces = shares(parts)
  const words = pieces
    .map(({ family, points }) => `${t(`knowledge.score.families.${family}`)} ${points.toFixed(1)}`)
    .join(' · ')
  return (
    <span className="score">
      <span className="score-track" role="img" aria-label={words} title={words}>
        {pieces.map(({ family, points }) => (
          <span
            key={family}
            className={`score-${family}`}
            style={{ width: `${(points / Math.max(most, 0.001)) * 100}%` }}
          />
        ))}
      </span>
      <span className="num">{score.toFixed(1)}</span>
    </span>
  )
}

/** What the colours of the bars mean. */
export function ScoreLegend() {
  const { t } = useTranslation()
  return (
    <p className="score-legend quiet">
      {(Object.keys(families) as Family[]).map((family) => (
        <span key={family}>
          <i className={`score-${family}`} aria-hidden /> {t(`knowledge.score.families.${family}`)}
        </span>
      ))}
    </p>
  )
}

/** The numbers themselves, the largest first. */
export function ScoreTable({ parts }: { parts: Record<string, number> }) {
  const { t } = useTranslation()
  const rows = Object.entries(parts)
    .filter(([, points]) => Math.abs(points) >= 0.005)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
  return (
    <dl className="score-table">
      {rows.map(([name, points]) => {
        const known = partNames.find((one) => one === name)
        return (
          <div key={name}>
            <dt>{known ? t(`knowledge.score.parts.${known}`) : name}</dt>
            <dd className="num">{points.toFixed(2)}</dd>
          </div>
        )
      })}
    </dl>
  )
}
