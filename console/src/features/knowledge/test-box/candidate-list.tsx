import { Collapse } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { useAudienceName } from '../use-audiences.ts'
import { SourceLink } from './answer-view.tsx'
import { CandidateActions } from './candidate-actions.tsx'
import { placeOf } from './place-of.ts'
import { ScoreBar, ScoreLegend, ScoreTable } from './score-bar.tsx'
import type { Candidate, Explained } from './use-test.ts'

interface Props {
  explained: Explained
  question: string
  /** Something was tuned: it is worth asking again. */
  onChanged(): void
}

/** Everything the answer was chosen from: how each scored, why it won or lost, and what can be done about it. */
export function CandidateList({ explained, question, onChanged }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const { candidates, kept, answer, timings, features } = explained
  const most = Math.max(...candidates.map(({ score, parts }) => score - (parts.pin ?? 0)), 0)
  const used = new Set(answer.sources.map(({ kind, id, passage }) => passage ?? `${kind}:${id}`))
  const isUsed = ({ passage, source }: Candidate) => used.has(passage) || used.has(`${source.kind}:${source.id}`)
  const best = Math.min(...candidates.filter(isUsed).map(({ rank }) => rank ?? Number.POSITIVE_INFINITY))
  const row = (one: Candidate) => (
    <CandidateRow
      key={one.passage}
      candidate={one}
      most={most}
      wins={isUsed(one)}
      passedOver={!isUsed(one) && one.rank !== null && one.rank < best && best !== Number.POSITIVE_INFINITY}
      actions={can('knowledge.write') && <CandidateActions candidate={one} question={question} onChanged={onChanged} />}
    />
  )
  const total = Object.values(timings).reduce((sum, ms) => sum + ms, 0)
  return (
    <section className="candidates" aria-label={t('knowledge.test.candidates')}>
      <h2>
        {t('knowledge.test.candidatesCount', { count: candidates.length })}
        <small className="quiet">{t('knowledge.test.took', { ms: Math.round(timings.total ?? total) })}</small>
      </h2>
      {candidates.length > 0 && <ScoreLegend />}
      {candidates.length === 0 && <p className="quiet">{t('knowledge.test.noCandidates')}</p>}
      <ol>{candidates.map(row)}</ol>
      {kept.length > 0 && (
        <>
          <h2>{t('knowledge.test.kept', { count: kept.length })}</h2>
          <ol>{kept.map(row)}</ol>
        </>
      )}
      {Object.keys(features).length > 0 && (
        <Collapse
          size="small"
          ghost
          items={[{ key: 'features', label: t('knowledge.test.features'), children: <ScoreTable parts={features} /> }]}
        />
      )}
    </section>
  )
}

interface RowProps {
  candidate: Candidate
  most: number
  wins: boolean
  /** Found before what was used, but not used. */
  passedOver: boolean
  actions: React.ReactNode
}

function CandidateRow({ candidate, most, wins, passedOver, actions }: RowProps) {
  const { t } = useTranslation()
  const audience = useAudienceName()
  const { rank, source, snippet, kept, tuned, parts, score, passage, audiences } = candidate
  return (
    <li className={`candidate${kept.length > 0 ? ' candidate-kept' : ''}`}>
      <header>
        <span className="num quiet">{rank ?? '–'}</span>
        <SourceLink source={{ ...source, url: `/console${placeOf(source, passage)}` }} />
        {wins && kept.length === 0 && <span className="tag tag-good">{t('knowledge.test.used')}</span>}
        {passedOver && <small>{t('knowledge.test.passedOver')}</small>}
        {tuned && (
          <span className="tag status-open">
            {t(tuned === 'pinned' ? 'knowledge.tuning.actions.pin' : 'knowledge.tuning.actions.bury')}
          </span>
        )}
        {kept.map((why) => (
          <span key={why} className="tag tag-warn">
            {t(`knowledge.test.keptBy.${why}`, { audiences: audiences.map(audience).join('、') })}
          </span>
        ))}
      </header>
      <p className="snippet">
        <Snippet text={snippet.text} marks={snippet.marks} />
      </p>
      <details className="candidate-score">
        <summary>
          <ScoreBar parts={parts} score={score - (parts.pin ?? 0)} most={most} />
        </summary>
        <ScoreTable parts={parts} />
      </details>
      {actions}
    </li>
  )
}

function Snippet({ text, marks }: { text: string; marks: [number, number][] }) {
  const pieces: React.ReactNode[] = []
  let at = 0
  for (const [from, to] of [...marks].sort(([a], [b]) => a - b)) {
    if (from < at || to > text.length) continue
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  pieces.push(text.slice(at))
  return <>{pieces}</>
}
