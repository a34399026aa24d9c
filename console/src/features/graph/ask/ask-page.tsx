import type { GraphAnswerSent } from '@loopdesk/contracts/api/graph.ts'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { SourceLine } from '../source-line.tsx'
import { useOntology } from '../use-ontology.ts'
import { CheckText } from './check-text.tsx'
import { Plan } from './plan.tsx'

/** A question to the graph, its answer, and the facts it follows from. */
export function AskPage() {
  const { t } = useTranslation()
  const { query, ontology, language } = useOntology()
  const [question, setQuestion] = useState('')
  const ask = useMutation({
    mutationFn: (text: string) => call(routes.askGraph, { body: { question: text, language } }),
  })
  const submit = () => {
    if (question.trim() !== '') ask.mutate(question.trim())
  }
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <LoadingState />
  return (
    <>
      <h1>{t('graph.sections.ask')}</h1>
      <p className="kg-lead">{t('graph.ask.lead')}</p>
      {ontology.types.length === 0 ? (
        <EmptyState
          title={t('graph.ask.empty')}
          help={t('graph.ask.emptyHelp')}
          action={<Link to="/graph/ontology">{t('graph.sections.ontology')}</Link>}
        />
      ) : (
        <form
          className="kg-bar"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <Input.TextArea
            autoFocus
            autoSize={{ minRows: 1, maxRows: 4 }}
            aria-label={t('graph.sections.ask')}
            placeholder={t('graph.ask.placeholder')}
            value={question}
            maxLength={400}
            style={{ flex: '1 1 320px', maxWidth: 760 }}
            onChange={(event) => setQuestion(event.target.value)}
            onPressEnter={(event) => {
              if (event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              submit()
            }}
          />
          <Button type="primary" htmlType="submit" loading={ask.isPending}>
            {t('graph.ask.go')}
          </Button>
        </form>
      )}
      {ask.isError && <ErrorState error={ask.error} />}
      {ask.data && <Answer answer={ask.data} />}
      <CheckText />
    </>
  )
}

function Answer({ answer }: { answer: GraphAnswerSent }) {
  const { t } = useTranslation()
  const { answered, text, table, paths, repair, kind, rest } = answer
  return (
    <section className="kg-answer" aria-live="polite">
      <div>
        <Tag color={answered ? 'green' : 'default'}>{t(`graph.ask.kinds.${kind}`)}</Tag>
      </div>
      {!answered && (
        <Alert
          type="info"
          showIcon
          title={t('graph.ask.refused')}
          description={text || (rest.length > 0 ? t('graph.ask.rest', { words: rest.join('、') }) : undefined)}
        />
      )}
      {answered && (repair ? <Plan plan={repair} /> : <p className="kg-answer-text">{text}</p>)}
      {table && table.rows.length > 0 && table.header.length > 1 && (
        <div className="kg-scroll">
          <table className="kg-table">
            <thead>
              <tr>
                {table.header.map((label) => (
                  <th key={label}>{label}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.slice(0, 100).map((row) => (
                <tr key={row.join('\n')}>
                  {row.map((cell, at) => (
                    <td key={table.header[at] ?? at}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {paths.length > 0 && <Paths paths={paths} />}
    </section>
  )
}

function Paths({ paths }: { paths: GraphAnswerSent['paths'] }) {
  const { t } = useTranslation()
  return (
    <details open={paths.length <= 8}>
      <summary>
        {t('graph.ask.path')} ({paths.length})
      </summary>
      {paths.map((path) => (
        <div key={path.map((step) => `${step.fromId} ${step.member} ${step.to}`).join(' ')} className="kg-path">
          {path.map((step, at) => (
            <span key={`${step.fromId} ${step.member} ${step.to}`} className="kg-path-step">
              {at === 0 && (
                <Link className="kg-node" to={`/graph/entities/${step.fromId}`}>
                  {step.from}
                </Link>
              )}{' '}
              <span className={`kg-edge${step.negated ? ' no' : ''}`}>
                {step.negated ? `✗ ${step.member}` : step.member} →
              </span>{' '}
              {step.toId ? (
                <Link className="kg-node" to={`/graph/entities/${step.toId}`}>
                  {step.to}
                </Link>
              ) : (
                <span className="kg-value">{step.to}</span>
              )}{' '}
              <SourceLine source={step.source} />
            </span>
          ))}
        </div>
      ))}
    </details>
  )
}
