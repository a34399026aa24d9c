import { ArrowLeftOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { call, type Reply, routes } from '../../api.ts'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { useNotice } from '../workbench/use-notice.tsx'
import { AskedEntry } from './asked-entry.tsx'
import { assistKeys } from './assist-keys.ts'

type Thread = Reply<typeof routes.readAssistThread>

/** One row of questions with their answers, and the box to go on. */
export function AskedThread({ threadId }: { threadId: string | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const cache = useQueryClient()
  const notice = useNotice()
  const [query, setQuery] = useSearchParams()
  const [text, setText] = useState('')
  const end = useRef<HTMLDivElement>(null)
  const thread = useQuery({
    queryKey: assistKeys.thread(threadId ?? ''),
    queryFn: ({ signal }) => call(routes.readAssistThread, { params: { threadId: threadId! }, signal }),
    enabled: threadId !== undefined,
  })
  const ask = useMutation({
    mutationFn: (question: string) =>
      call(routes.askAssistant, { body: { text: question, ...(threadId !== undefined && { threadId }) } }),
    onSuccess({ thread: about, question }) {
      cache.setQueryData<Thread>(assistKeys.thread(about.id), (known) => ({
        ...about,
        questions: [...(known?.questions ?? []), question],
      }))
      void cache.invalidateQueries({ queryKey: ['assist-threads', 'list'] })
      if (question.told) void cache.invalidateQueries({ queryKey: assistKeys.gaps })
      if (about.id !== threadId) void navigate(`/ask/${about.id}`, { replace: threadId === undefined })
    },
    onError(error, question) {
      setText(question)
      notice.fail(error)
    },
  })
  const submit = (question: string) => {
    if (question.trim() === '' || ask.isPending) return
    setText('')
    ask.mutate(question.trim())
  }
  // A question that came from the search box is asked at once, and only once.
  const given = query.get('q')
  const taken = useRef<string | null>(null)
  useEffect(() => {
    if (given === null || taken.current === given) return
    taken.current = given
    setQuery({}, { replace: true })
    ask.mutate(given)
  }, [given, ask, setQuery])
  const questions = thread.data?.questions ?? []
  const count = questions.length + (ask.isPending ? 1 : 0)
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'end' })
  }, [count])

  return (
    <section className="ask-main" aria-label={t('assist.page.title')}>
      <Link to="/ask" className="ask-back" aria-label={t('common.back')}>
        <ArrowLeftOutlined /> {t('common.back')}
      </Link>
      <div className="ask-log" aria-live="polite">
        {threadId !== undefined && thread.isPending && <LoadingState />}
        {thread.isLoadingError && <ErrorState error={thread.error} onRetry={() => void thread.refetch()} />}
        {threadId === undefined && !ask.isPending && <Starters onAsk={submit} />}
        {questions.map((question) => (
          <AskedEntry key={question.id} question={question} threadId={threadId!} onAsk={submit} />
        ))}
        {ask.isPending && (
          <article className="asked">
            <p className="asked-question">{ask.variables}</p>
            <Spin size="small" />
          </article>
        )}
        <div ref={end} />
      </div>
      <form
        className="ask-box"
        onSubmit={(event) => {
          event.preventDefault()
          submit(text)
        }}
      >
        <Input.TextArea
          autoFocus
          autoSize={{ minRows: 1, maxRows: 6 }}
          maxLength={2000}
          value={text}
          placeholder={t('assist.page.placeholder')}
          aria-label={t('assist.page.title')}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={(event) => {
            if (event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            submit(text)
          }}
        />
        <Button
          type="primary"
          htmlType="submit"
          icon={<ArrowUpOutlined />}
          disabled={text.trim() === ''}
          loading={ask.isPending}
        >
          {t('assist.page.ask')}
        </Button>
      </form>
    </section>
  )
}

function Starters({ onAsk }: { onAsk(text: string): void }) {
  const { t } = useTranslation()
  return (
    <div className="ask-start">
      <h2>{t('assist.page.title')}</h2>
      <p className="quiet">{t('assist.page.lead')}</p>
      <h3>{t('assist.page.starters')}</h3>
      {(['starter1', 'starter2', 'starter3'] as const).map((name) => (
        <button key={name} type="button" onClick={() => onAsk(t(`assist.page.${name}`))}>
          {t(`assist.page.${name}`)}
        </button>
      ))}
    </div>
  )
}
