import { Button, Input } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useStable } from '../../../ui/use-stable.ts'
import { AnswerView } from './answer-view.tsx'
import { AskerFields } from './asker-fields.tsx'
import { CandidateList } from './candidate-list.tsx'
import { useTestBox } from './test-box-context.tsx'
import { useTest } from './use-test.ts'

/** Any question, asked as anybody: the answer as a customer would see it, and everything it was chosen from. */
export function TestBox() {
  const { t } = useTranslation()
  const box = useTestBox()
  const test = useTest()
  const [, setAddress] = useSearchParams()
  const [text, setText] = useState('')
  const input = useRef<HTMLTextAreaElement>(null)
  const address = useStable((asked: string | null) =>
    setAddress(
      (now) => {
        const next = new URLSearchParams(now)
        if (asked === null) next.delete('ask')
        else next.set('ask', asked)
        return next
      },
      { replace: true },
    ),
  )
  const given = box.state?.question
  const times = box.state?.times
  const open = useStable(() => {
    if (given) {
      setText(given)
      test.ask(given)
    }
    input.current?.focus()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again whenever it is opened anew
  useEffect(() => open(), [times, given, open])
  // The question is part of the address, so that it can be handed to a colleague.
  useEffect(() => address(test.asked), [test.asked, address])
  const close = () => {
    box.close()
    address(null)
  }
  const send = (how: 'ask' | 'follow') => {
    const words = text.trim()
    if (words) test[how](words)
  }
  const { result } = test
  return (
    <SideDrawer
      open
      width={580}
      title={t('knowledge.test.title')}
      onOpened={() => input.current?.focus()}
      onClose={close}
    >
      <div className="kb-form test-box">
        <AskerFields asker={test.asker} onChange={test.setAsker} />
        <div className="test-ask">
          <Input.TextArea
            ref={(node) => {
              input.current = node?.resizableTextArea?.textArea ?? null
            }}
            value={text}
            maxLength={2000}
            autoSize={{ minRows: 1, maxRows: 5 }}
            placeholder={t('knowledge.test.placeholder')}
            aria-label={t('knowledge.test.label')}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              send('ask')
            }}
          />
          <Button type="primary" disabled={text.trim() === ''} loading={result.isFetching} onClick={() => send('ask')}>
            {t('knowledge.test.ask')}
          </Button>
        </div>
        {test.asked !== null && (
          <div className="test-follow">
            {test.history.map((turn, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: earlier questions keep their place
              <small key={at}>
                {turn.question}
                {turn.title && ` → ${turn.title}`}
              </small>
            ))}
            {text.trim() !== test.asked && text.trim() !== '' && (
              <Button size="small" type="link" onClick={() => send('follow')}>
                {t('knowledge.test.follow')}
              </Button>
            )}
          </div>
        )}
        {test.asked === null && <p className="quiet">{t('knowledge.test.lead')}</p>}
        {test.asked !== null && result.isPending && <LoadingState />}
        {result.isError && <ErrorState error={result.error} onRetry={() => void result.refetch()} />}
        {result.data && !result.isError && (
          <div aria-live="polite" aria-busy={result.isFetching}>
            <AnswerView
              explained={result.data}
              question={test.asked ?? ''}
              onAsk={(question) => {
                setText(question)
                test.ask(question)
              }}
            />
            <CandidateList explained={result.data} question={test.asked ?? ''} onChanged={test.again} />
          </div>
        )}
      </div>
    </SideDrawer>
  )
}
