import type { KnowledgeTuning } from '@loopdesk/contracts/api/knowledge/search.ts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { useTestBox } from '../test-box/test-box-context.tsx'

/** What is led to the top or kept away for which question; made in the test box, taken back here. */
export function TuningList() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const search = useDebounced(text.trim(), 200)
  const list = useQuery({
    queryKey: [...knowledgeKeys.tunings, 'list', search],
    queryFn: ({ signal }) => call(routes.listKnowledgeTunings, { query: search ? { search } : {}, signal }),
    placeholderData: keepPreviousData,
  })
  const items = list.data?.items ?? []
  return (
    <section className="tuning-part">
      <header className="tuning-head">
        <h2>{t('knowledge.tuning.title')}</h2>
        <Input
          allowClear
          size="small"
          variant="filled"
          value={text}
          placeholder={t('knowledge.tuning.search')}
          aria-label={t('knowledge.tuning.search')}
          onChange={(event) => setText(event.target.value)}
        />
      </header>
      <p className="quiet">{t('knowledge.tuning.help')}</p>
      {list.isPending && <LoadingState />}
      {list.isLoadingError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && (
        <EmptyState
          title={t(search ? 'knowledge.tuning.noneFound' : 'knowledge.tuning.none')}
          {...(!search && { help: t('knowledge.tuning.noneHelp') })}
        />
      )}
      <ul className="tunings">
        {items.map((one) => (
          <TuningLine key={one.id} tuning={one} />
        ))}
      </ul>
    </section>
  )
}

function TuningLine({ tuning }: { tuning: KnowledgeTuning }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const box = useTestBox()
  const cache = useQueryClient()
  const notice = useNotice()
  const settle = () => void cache.invalidateQueries({ queryKey: knowledgeKeys.tunings })
  const { id, question, match, action, target, title, note } = tuning
  const remove = useMutation({
    mutationFn: () => call(routes.deleteKnowledgeTuning, { params: { tuningId: id } }),
    onSuccess: () => {
      settle()
      notice.say(
        t('knowledge.tuning.removed'),
        () =>
          void call(routes.createKnowledgeTuning, { body: { question, match, action, target, note } }).then(
            settle,
            notice.fail,
          ),
      )
    },
    onError: notice.fail,
  })
  return (
    <li>
      <button type="button" className="link tuning-question" onClick={() => box.open(question)}>
        {question}
      </button>
      <small>{t(`knowledge.tuning.matches.${match}`)}</small>
      <span className={`tag${action === 'pin' ? ' tag-good' : ''}`}>{t(`knowledge.tuning.actions.${action}`)}</span>
      <Link className="tuning-target" to={targetAddress(target)}>
        {title || target}
      </Link>
      <small className="tuning-by">
        {tuning.createdBy} <Time at={tuning.createdAt} />
      </small>
      {can('knowledge.write') && (
        <Button size="small" type="text" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('knowledge.tuning.remove')}
        </Button>
      )}
    </li>
  )
}

/** `entry:ID`, `document:ID`, or a passage of one of them. */
function targetAddress(target: string): string {
  const [kind, id, rest] = target.split(':')
  if (kind === 'document') return `/knowledge/documents/${id}${rest ? `?passage=${rest}` : ''}`
  return `/knowledge/entries/${encodeURIComponent(id ?? '')}`
}
