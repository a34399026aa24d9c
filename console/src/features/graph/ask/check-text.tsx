import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { ErrorState } from '../../../ui/states.tsx'
import { SourceLine } from '../source-line.tsx'
import { useOntology } from '../use-ontology.ts'

/** A text held against the graph before somebody publishes it. */
export function CheckText() {
  const { t } = useTranslation()
  const { memberName } = useOntology()
  const [text, setText] = useState('')
  const check = useMutation({ mutationFn: () => call(routes.checkText, { body: { text } }) })
  return (
    <>
      <h2>{t('graph.ask.check')}</h2>
      <p className="kg-lead">{t('graph.ask.checkLead')}</p>
      <div className="kg-bar">
        <Input.TextArea
          aria-label={t('graph.ask.check')}
          autoSize={{ minRows: 2, maxRows: 10 }}
          style={{ flex: '1 1 320px', maxWidth: 760 }}
          value={text}
          maxLength={20_000}
          onChange={(event) => setText(event.target.value)}
        />
        <Button disabled={text.trim() === ''} loading={check.isPending} onClick={() => check.mutate()}>
          {t('graph.ask.checkGo')}
        </Button>
      </div>
      {check.isError && <ErrorState error={check.error} />}
      {check.data?.violations.length === 0 && <p className="kg-quiet">{t('graph.ask.clean')}</p>}
      <ul className="kg-list">
        {check.data?.violations.map((each) => (
          <li key={`${each.start} ${each.entity} ${each.member}`} className="kg-finding">
            <blockquote style={{ margin: 0 }}>{each.quote}</blockquote>
            <div>
              {each.entityName} · {memberName(each.member)} — {t('graph.ask.said', { said: each.said })} ≠{' '}
              {t('graph.ask.known', { known: each.known })}
            </div>
            {each.sources.map((source) => (
              <SourceLine key={JSON.stringify(source)} source={source} quote />
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}
