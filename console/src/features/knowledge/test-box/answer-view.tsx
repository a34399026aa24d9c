import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { percent } from '../../workbench/figures.tsx'
import { MarkdownView } from '../text/markdown-view.tsx'
import { useAudienceName } from '../use-audiences.ts'
import { placeOf } from './place-of.ts'
import type { Explained } from './use-test.ts'

const reasons = [
  'found',
  'nothing_found',
  'nothing_asked',
  'word_missing',
  'code_missing',
  'value_missing',
  'not_sure',
  'several_meant',
] as const

interface Props {
  explained: Explained
  question: string
  onAsk(question: string): void
}

/** The answer as a customer would see it, with how sure it is and where it is from. */
export function AnswerView({ explained, question, onAsk }: Props) {
  const { t } = useTranslation()
  const audience = useAudienceName()
  const { answer, askerAudiences, model } = explained
  const facts = [
    ...(answer.understood && answer.understood !== question
      ? [t('knowledge.test.understood', { text: answer.understood })]
      : []),
    ...(explained.query.added.length > 0
      ? [t('knowledge.test.added', { words: explained.query.added.slice(0, 12).join('、') })]
      : []),
    ...(askerAudiences.length > 0
      ? [t('knowledge.test.seesAs', { names: askerAudiences.map(audience).join('、') })]
      : []),
  ]
  const why = reasons.find((one) => one === answer.why)
  const sure = answer.confidence >= 0.8 ? 'very' : answer.confidence >= 0.5 ? 'fairly' : 'hardly'
  return (
    <section className="test-answer" aria-label={t('knowledge.test.answer')}>
      <p className={`test-decision decision-${answer.decision}`}>
        <b>{t(`knowledge.test.decisions.${answer.decision}`)}</b>
        <span>{t(`knowledge.test.sure.${sure}`, { percent: percent(answer.confidence, 0) })}</span>
        {why && why !== 'found' && <span>{t(`knowledge.test.why.${why}`)}</span>}
      </p>
      {answer.text && (
        <div className="kb-bubble">
          <MarkdownView text={answer.text} />
        </div>
      )}
      {answer.decision === 'clarify' && answer.alternatives.length > 0 && (
        <div className="buttons">
          {answer.alternatives.map((one) => (
            <Button key={one.passage} size="small" onClick={() => onAsk(one.title)}>
              {one.title}
            </Button>
          ))}
        </div>
      )}
      {answer.sources.length > 0 && (
        <ul className="kb-sources" aria-label={t('knowledge.test.sources')}>
          {answer.sources.map((source, at) => (
            <li key={`${source.id}${source.quote}`}>
              <SourceLink source={source} number={at + 1} />
              {source.quote && <q>{source.quote}</q>}
            </li>
          ))}
        </ul>
      )}
      {answer.conflict && <Conflict conflict={answer.conflict} />}
      {model?.removed.map((one) => (
        <p key={one.text} className="warn-line">
          {t('knowledge.test.removed', { text: one.text })} <small>{one.why}</small>
        </p>
      ))}
      {facts.length > 0 && <p className="quiet test-facts">{facts.join(' · ')}</p>}
    </section>
  )
}

/** Opens where it stands: the entry, or the page with the passage marked. */
export function SourceLink({ source, number }: { source: KnowledgeSource; number?: number }) {
  const { t } = useTranslation()
  const words = [
    source.title,
    ...source.headings.filter((heading) => heading !== source.title).slice(-1),
    ...(source.page === undefined ? [] : [t('knowledge.viewer.pageOf', { page: source.page })]),
  ].join(' › ')
  return (
    <Link to={placeOf(source)} className="source-link">
      {number !== undefined && <sup>{number}</sup>} {words}
    </Link>
  )
}

function Conflict({ conflict }: { conflict: NonNullable<Explained['answer']['conflict']> }) {
  const { t } = useTranslation()
  const rules = ['more_official', 'newer', 'better_match'] as const
  const rule = rules.find((one) => one === conflict.why)
  return (
    <div className="kb-notice kb-notice-warn">
      <div>
        <p>{t('knowledge.test.conflict', { about: conflict.about })}</p>
        <ul className="conflict-sides">
          {conflict.sources.map((source, at) => (
            <li key={`${source.id}${source.quote}`}>
              <b>{conflict.says[at]}</b> <SourceLink source={source} />
            </li>
          ))}
        </ul>
        {rule && <small>{t(`knowledge.test.preferred.${rule}`)}</small>}
      </div>
    </div>
  )
}
