import { SearchOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, type InputRef, Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { conversationKeys } from '../../app/conversation-keys.ts'
import { useSession } from '../../app/session.tsx'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import { Section } from '../../ui/section.tsx'
import { useDebounced } from '../../ui/use-debounced.ts'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useNotice } from '../workbench/use-notice.tsx'
import { type CardActions, SuggestionCard } from './suggestion-card.tsx'
import { type Suggestions, useLookUp, useSuggestions, useTellUse, useWriteEntry } from './use-assist.ts'
import './assist.css'

interface Props extends CardActions {
  detail: ConversationDetail
}

/** A customer who is typing on is waited for, so long in ms. */
const settled = 700

/** What the company knows to the customer's newest question, and a box to look up more. */
export function SuggestionsPanel({ detail, onInsert, onNote }: Props) {
  const { t } = useTranslation()
  const tell = useTellUse()
  const box = useRef<InputRef>(null)
  const [text, setText] = useState('')
  const [looked, setLooked] = useState('')
  const [wanted, setWanted] = useState(false)
  const asked = detail.messages.findLast(({ sender, text }) => sender === 'customer' && text.trim() !== '')?.seq ?? 0
  const seq = useDebounced(asked, settled)
  // A new question is what matters now, whatever was looked up before.
  useEffect(() => {
    if (seq > 0) setLooked('')
  }, [seq])
  const wants = detail.status === 'open' && (detail.owner === 'agent' || detail.owner === 'queue')
  const suggested = useSuggestions(detail.id, seq, wants || wanted)
  const found = useLookUp(detail.id, looked)
  const shown = looked === '' ? suggested : found
  const insert = onInsert && {
    onInsert(item: Parameters<typeof onInsert>[0]) {
      onInsert(item)
      tell(item, 'inserted')
    },
  }
  const best = shown.data?.items.find(({ kind, reach }) => kind === 'answer' && reach === 'customer')
  useHotkeys({
    [conversationKeys.insert]: insert && best ? () => insert.onInsert(best) : undefined,
    [conversationKeys.lookUp]: () => box.current?.focus(),
  })
  return (
    <Section title={t('assist.panel.title')} open>
      <div className="assist">
        <Input
          ref={box}
          size="small"
          allowClear
          prefix={<SearchOutlined />}
          value={text}
          maxLength={500}
          placeholder={t('assist.panel.lookUp')}
          aria-label={t('assist.panel.lookUp')}
          onChange={(event) => {
            setText(event.target.value)
            if (event.target.value === '') setLooked('')
          }}
          onPressEnter={(event) => {
            if (!event.nativeEvent.isComposing) setLooked(text.trim())
          }}
          onKeyDown={(event) => event.key === 'Escape' && box.current?.blur()}
        />
        {looked !== '' && (
          <p className="assist-about">
            {t('assist.panel.lookedUp', { text: looked })}{' '}
            <button
              type="button"
              className="link"
              onClick={() => {
                setText('')
                setLooked('')
              }}
            >
              {t('assist.panel.backToQuestion')}
            </button>
          </p>
        )}
        {looked === '' && !wants && !wanted && (
          <p className="quiet">
            {t(seq === 0 ? 'assist.panel.nothingAsked' : 'assist.panel.botOwns')}{' '}
            {seq > 0 && (
              <button type="button" className="link" onClick={() => setWanted(true)}>
                {t('assist.panel.show')}
              </button>
            )}
          </p>
        )}
        {shown.isFetching && !shown.data && <Spin size="small" />}
        {shown.isError && (
          <p className="quiet">
            {t('assist.panel.failed')}{' '}
            <button type="button" className="link" onClick={() => void shown.refetch()}>
              {t('common.retry')}
            </button>
          </p>
        )}
        {shown.data && (
          <Offers
            key={`${seq}${looked}`}
            data={shown.data}
            looked={looked !== ''}
            onInsert={insert?.onInsert}
            onNote={onNote}
          />
        )}
      </div>
    </Section>
  )
}

function Offers({ data, looked, ...actions }: CardActions & { data: Suggestions; looked: boolean }) {
  const { t } = useTranslation()
  const { question, decision, meanings, items } = data
  if (!question) return <p className="quiet">{t('assist.panel.nothingAsked')}</p>
  const answers = items.filter(({ kind }) => kind === 'answer')
  const passages = items.filter(({ kind }) => kind === 'passage')
  return (
    <>
      {!looked && <p className="assist-about">{t('assist.panel.about', { text: question.text.slice(0, 80) })}</p>}
      {decision === 'decline' && answers.length > 0 && <p className="quiet">{t('assist.panel.onlyInternal')}</p>}
      {answers.map((item) => (
        <SuggestionCard key={item.id} item={item} open {...actions} />
      ))}
      {decision === 'clarify' && meanings.length > 0 && (
        <p className="quiet">
          {t('assist.panel.clarify')} {meanings.join(' / ')}
        </p>
      )}
      {decision !== 'answer' && answers.length === 0 && <Missing question={question} looked={looked} />}
      {passages.length > 0 && (
        <>
          <h4>{t('assist.panel.other')}</h4>
          {passages.map((item) => (
            <SuggestionCard key={item.id} item={item} open={false} {...actions} />
          ))}
        </>
      )}
    </>
  )
}

/** Nothing answers it: whoever may writes it, everybody else tells those who do. */
function Missing({ question, looked }: { question: NonNullable<Suggestions['question']>; looked: boolean }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const notice = useNotice()
  const write = useWriteEntry()
  const { text, language } = question
  const report = useMutation({
    mutationFn: () => call(routes.reportAssistGap, { body: { text, language, audience: 'customer' } }),
    onError: notice.fail,
  })
  return (
    <div className="assist-missing">
      <p className="quiet">{t(looked ? 'assist.panel.noAnswerSearch' : 'assist.panel.noAnswer')}</p>
      {can('knowledge.write') ? (
        <Button size="small" loading={write.isPending} onClick={() => write.mutate({ text, language })}>
          {t('assist.panel.write')}
        </Button>
      ) : report.isSuccess ? (
        <p className="quiet">{t('assist.panel.told')}</p>
      ) : (
        <Button size="small" loading={report.isPending} onClick={() => report.mutate()}>
          {t('assist.panel.tell')}
        </Button>
      )}
    </div>
  )
}
