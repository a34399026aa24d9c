import type { ClusterDraft, DraftSource, GrowthCluster } from '@loopdesk/contracts/api/growth.ts'
import type { DraftEntry, EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, Problem, routes } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { ConfirmContradictions, useConfirmed, useContradictions } from '../../knowledge/entries/contradictions.tsx'
import { knowledgeKeys } from '../../knowledge/knowledge-keys.ts'
import { CategoryPicker } from '../../knowledge/pickers.tsx'
import { MarkdownEditor } from '../../knowledge/text/markdown-editor.tsx'
import { growthKeys } from '../growth-keys.ts'

interface Props {
  cluster: GrowthCluster
  draft: ClusterDraft
  write: boolean
}

/** The entry that is made of a group, written and published in place. */
export function DraftEditor({ cluster, draft, write }: Props) {
  const entry = useQuery({
    queryKey: knowledgeKeys.entry(draft.entryId),
    queryFn: ({ signal }) => call(routes.readEntry, { params: { entryId: draft.entryId }, signal }),
  })
  if (entry.isLoadingError) return <ErrorState error={entry.error} onRetry={() => void entry.refetch()} />
  if (!entry.data) return <LoadingState />
  return <Editor key={entry.data.revision} cluster={cluster} draft={draft} entry={entry.data} write={write} />
}

function Editor({ cluster, draft, entry, write }: Props & { entry: EntryDetail }) {
  const { t } = useTranslation()
  const language = cluster.language === 'en' ? 'en' : 'zh'
  const begun = entry.draft?.definition ?? entry.published
  const [title, setTitle] = useState(begun?.title[language] ?? '')
  const [questions, setQuestions] = useState((begun?.questions[language] ?? []).join('\n'))
  const [answer, setAnswer] = useState(begun?.answer[language] ?? '')
  const [category, setCategory] = useState(begun?.category ?? '')
  const definition = {
    ...begun!,
    category,
    title: { ...begun!.title, [language]: title },
    questions: {
      ...begun!.questions,
      [language]: questions
        .split('\n')
        .map((each) => each.trim())
        .filter(Boolean),
    },
    answer: { ...begun!.answer, [language]: answer },
  }
  const against = useConfirmed(useContradictions(definition) ?? [])
  const { save, publish, submit, mayPublish } = useEntryActions(entry, definition, against.despite)
  const isLive = entry.live !== null && !entry.changed
  const busy = save.isPending || publish.isPending || submit.isPending
  const ready = title.trim() !== '' && answer.trim() !== '' && category !== ''
  return (
    <section className="growth-draft" aria-label={t('knowledge.growth.draft.heading')}>
      <header>
        <h3>{t(isLive ? 'knowledge.growth.draft.live' : 'knowledge.growth.draft.heading')}</h3>
        <Link to={`/knowledge/entries/${encodeURIComponent(entry.id)}`}>{t('knowledge.growth.draft.open')}</Link>
      </header>
      <div className="kb-form">
        <div className="labelled">
          <span>{t('knowledge.growth.draft.title')}</span>
          <Input
            aria-label={t('knowledge.growth.draft.title')}
            value={title}
            disabled={!write}
            maxLength={300}
            onChange={({ target }) => setTitle(target.value)}
          />
        </div>
        <div className="labelled">
          <span>{t('knowledge.growth.draft.questions')}</span>
          <Input.TextArea
            aria-label={t('knowledge.growth.draft.questions')}
            value={questions}
            disabled={!write}
            autoSize={{ minRows: 2, maxRows: 8 }}
            onChange={({ target }) => setQuestions(target.value)}
          />
        </div>
        <div className="labelled">
          <span>{t('knowledge.growth.draft.category')}</span>
          <CategoryPicker
            label={t('knowledge.growth.draft.category')}
            value={category || undefined}
            disabled={!write}
            onChange={(id) => setCategory(id ?? '')}
          />
        </div>
        <div className="labelled">
          <span>
            {t('knowledge.growth.draft.answer')}
            <small>{t(`knowledge.growth.draft.from.${draft.from}`)}</small>
          </span>
          <MarkdownEditor
            value={answer}
            label={t('knowledge.growth.draft.answer')}
            readOnly={!write}
            onChange={setAnswer}
            {...(draft.from === 'none' && { placeholder: t('knowledge.growth.draft.noAnswer') })}
          />
        </div>
        <Sources sources={draft.sources} />
        {mayPublish && <ConfirmContradictions {...against} />}
        {write && (
          <div className="buttons">
            {mayPublish ? (
              <Button
                type="primary"
                disabled={!ready || busy || !against.sure}
                loading={publish.isPending}
                onClick={() => publish.mutate()}
              >
                {t('knowledge.growth.draft.publish')}
              </Button>
            ) : (
              <Button
                type="primary"
                disabled={!ready || busy}
                loading={submit.isPending}
                onClick={() => submit.mutate()}
              >
                {t('knowledge.growth.draft.submit')}
              </Button>
            )}
            <Button disabled={busy} loading={save.isPending} onClick={() => save.mutate()}>
              {t('knowledge.growth.draft.save')}
            </Button>
          </div>
        )}
      </div>
    </section>
  )
}

/** Saving, publishing and handing in; a draft that somebody else changed is shown as it is now. */
function useEntryActions(entry: EntryDetail, definition: DraftEntry, despite: string[]) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const params = { entryId: entry.id }
  const settings = useQuery({
    queryKey: knowledgeKeys.settings,
    queryFn: ({ signal }) => call(routes.readKnowledgeSettings, { signal }),
  })
  const refresh = async () => {
    await Promise.all([
      cache.invalidateQueries({ queryKey: growthKeys.all }),
      cache.invalidateQueries({ queryKey: knowledgeKeys.all }),
    ])
  }
  const onError = (error: unknown) => {
    const stale = error instanceof Problem && error.status === 409
    void message.error(stale ? t('knowledge.growth.draft.stale') : problemText(error, t))
    if (stale) void refresh()
  }
  const saved = () => call(routes.saveEntryDraft, { params, body: { revision: entry.revision, definition } })
  const after = (words: 'saved' | 'published' | 'submitted') => async () => {
    void message.success(t(`knowledge.growth.draft.${words}`))
    await refresh()
  }
  const save = useMutation({ mutationFn: saved, onSuccess: after('saved'), onError })
  const publish = useMutation({
    mutationFn: async () => {
      const { revision } = await saved()
      return call(routes.publishEntry, { params, body: { revision, despite } })
    },
    onSuccess: after('published'),
    onError,
  })
  const submit = useMutation({
    mutationFn: async () => {
      const { revision } = await saved()
      return call(routes.submitEntry, { params, body: { revision } })
    },
    onSuccess: after('submitted'),
    onError,
  })
  const mayPublish = settings.data?.reviewNeeded !== 'always'
  return { save, publish, submit, mayPublish }
}

function Sources({ sources }: { sources: readonly DraftSource[] }) {
  const { t } = useTranslation()
  if (sources.length === 0) return null
  return (
    <div className="labelled">
      <span>{t('knowledge.growth.draft.sources')}</span>
      <ul className="kb-sources">
        {sources.map((each) => (
          <Source key={each.kind} source={each} />
        ))}
      </ul>
    </div>
  )
}

function Source({ source }: { source: DraftSource }) {
  const { t } = useTranslation()
  if (source.kind === 'document') {
    const { title, page, url, quote } = source.source
    const words = [title, page && t('knowledge.growth.draft.page', { page })].filter(Boolean).join(' · ')
    return (
      <li>
        {url ? <Link to={url.replace(/^\/console/, '')}>{words}</Link> : words}
        <q>{quote}</q>
      </li>
    )
  }
  if (source.kind === 'model')
    return source.why ? (
      <li>
        {t('knowledge.growth.draft.removed')}
        <q>{source.why}</q>
      </li>
    ) : null
  const [first] = source.conversations
  const names = source.agents.filter(Boolean).join('、')
  return (
    <li>
      <Link to={`/conversations/${first}`}>
        {t('knowledge.growth.draft.agents', { names: names || '–', count: source.conversations.length })}
      </Link>
      <q>{source.text}</q>
    </li>
  )
}
