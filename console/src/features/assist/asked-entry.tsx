import { CopyOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../api.ts'
import { Time } from '../../ui/time.tsx'
import { SourceLink } from '../knowledge/test-box/answer-view.tsx'
import { MarkdownView } from '../knowledge/text/markdown-view.tsx'
import { useNotice } from '../workbench/use-notice.tsx'
import { assistKeys } from './assist-keys.ts'
import { VerdictButtons } from './verdict-buttons.tsx'

type Thread = Reply<typeof routes.readAssistThread>
type Question = Thread['questions'][number]

/** A question of mine and what the company knows to it, with where that stands. */
export function AskedEntry(props: { question: Question; threadId: string; onAsk(text: string): void }) {
  const { question, threadId, onAsk } = props
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const notice = useNotice()
  const { answer, internal } = question
  const judge = useMutation({
    mutationFn: (body: { verdict: 'helpful' | 'wrong'; note: string }) =>
      call(routes.judgeAssistAnswer, { params: { questionId: question.id }, body }),
    onSuccess(judged) {
      cache.setQueryData<Thread>(
        assistKeys.thread(threadId),
        (known) =>
          known && { ...known, questions: known.questions.map((each) => (each.id === judged.id ? judged : each)) },
      )
      if (judged.verdict === 'wrong') {
        void message.success(t('assist.act.thanks'))
        void cache.invalidateQueries({ queryKey: assistKeys.gaps })
      }
    },
    onError: notice.fail,
  })
  const copy = () => void navigator.clipboard.writeText(answer.text).then(() => message.success(t('common.copied')))
  return (
    <article className="asked">
      <p className="asked-question">
        {question.text} <Time at={question.at} short />
      </p>
      <div className="asked-answer said">
        {answer.decision === 'decline' && (
          <p>
            {t('assist.page.declined')} {question.told && t('assist.page.gapTold')}
          </p>
        )}
        {answer.text !== '' && <MarkdownView text={answer.markdown ?? answer.text} />}
        {answer.decision === 'clarify' && (
          <div className="asked-meanings">
            <p>{t('assist.page.clarify')}</p>
            {answer.alternatives.map(({ passage, title }) => (
              <Button key={passage} size="small" onClick={() => onAsk(title)}>
                {title}
              </Button>
            ))}
          </div>
        )}
        {answer.conflict && (
          <p className="warn-line">{t('assist.conflict', { says: answer.conflict.says.join(' / ') })}</p>
        )}
        {answer.sources.length > 0 && (
          <ul className="asked-sources">
            {answer.sources.map((source, at) => (
              <li key={`${source.passage ?? source.id}${source.quote.slice(0, 40)}`}>
                <SourceLink source={source} number={at + 1} />
                {source.passage && internal.includes(source.passage) && (
                  <span className="tag tag-warn">{t('assist.reach.internal')}</span>
                )}
                {source.kind === 'document' && source.quote && <q>{source.quote}</q>}
              </li>
            ))}
          </ul>
        )}
        {answer.decision === 'answer' && (
          <footer>
            {internal.length > 0 && <small>{t('assist.page.internal')}</small>}
            {answer.wording === 'model' && <small>{t('assist.wording')}</small>}
            <Button size="small" type="text" icon={<CopyOutlined />} aria-label={t('common.copy')} onClick={copy} />
            <VerdictButtons verdict={question.verdict} onJudge={(verdict, note) => judge.mutate({ verdict, note })} />
          </footer>
        )}
      </div>
    </article>
  )
}
