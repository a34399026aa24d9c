import { ArrowRightOutlined, CloseOutlined, PlusOutlined, SwapOutlined } from '@ant-design/icons'
import type { KnowledgeSynonyms } from '@loopdesk/contracts/api/knowledge/search.ts'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'

type Group = Pick<KnowledgeSynonyms, 'direction' | 'words'>

/** Words that mean the same in this company; changed in place. */
export function SynonymList() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [text, setText] = useState('')
  const search = useDebounced(text.trim(), 200)
  const list = useQuery({
    queryKey: [...knowledgeKeys.synonyms, search],
    queryFn: ({ signal }) => call(routes.listKnowledgeSynonyms, { query: search ? { search } : {}, signal }),
    placeholderData: keepPreviousData,
  })
  const changes = useSynonymChanges()
  const [adding, setAdding] = useState(false)
  const write = can('knowledge.write')
  const items = list.data?.items ?? []
  return (
    <section className="tuning-part">
      <header className="tuning-head">
        <h2>{t('knowledge.synonyms.title')}</h2>
        <Input
          allowClear
          size="small"
          variant="filled"
          value={text}
          placeholder={t('knowledge.synonyms.search')}
          aria-label={t('knowledge.synonyms.search')}
          onChange={(event) => setText(event.target.value)}
        />
        {write && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('knowledge.synonyms.add')}
          </Button>
        )}
      </header>
      <p className="quiet">{t('knowledge.synonyms.help')}</p>
      {list.isPending && <LoadingState />}
      {list.isLoadingError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && !adding && (
        <EmptyState title={t(search ? 'knowledge.synonyms.noneFound' : 'knowledge.synonyms.none')} />
      )}
      <ul className="synonyms">
        {adding && (
          <SynonymLine
            group={{ direction: 'both', words: [] }}
            write
            onSave={(group) => {
              setAdding(false)
              changes.add(group)
            }}
            onRemove={() => setAdding(false)}
          />
        )}
        {items.map((one) => (
          <SynonymLine
            key={one.id}
            group={one}
            write={write}
            onSave={(group) => changes.update(one.id, group)}
            onRemove={() => changes.remove(one)}
          />
        ))}
      </ul>
    </section>
  )
}

function useSynonymChanges() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const settle = () => void cache.invalidateQueries({ queryKey: knowledgeKeys.synonyms })
  const add = useMutation({
    mutationFn: (body: Group) => call(routes.createKnowledgeSynonyms, { body }),
    onSuccess: () => notice.say(t('knowledge.synonyms.saved')),
    onError: notice.fail,
    onSettled: settle,
  })
  const update = useMutation({
    mutationFn: ({ id, body }: { id: string; body: Group }) =>
      call(routes.updateKnowledgeSynonyms, { params: { synonymsId: id }, body }),
    onSuccess: () => notice.say(t('knowledge.synonyms.saved')),
    onError: notice.fail,
    onSettled: settle,
  })
  const remove = useMutation({
    mutationFn: ({ id }: KnowledgeSynonyms) => call(routes.deleteKnowledgeSynonyms, { params: { synonymsId: id } }),
    onSuccess: (_, { direction, words }) =>
      notice.say(t('knowledge.synonyms.removed'), () => add.mutate({ direction, words })),
    onError: notice.fail,
    onSettled: settle,
  })
  return {
    add: (body: Group) => add.mutate(body),
    update: (id: string, body: Group) => update.mutate({ id, body }),
    remove: (one: KnowledgeSynonyms) => remove.mutate(one),
  }
}

interface LineProps {
  group: Group
  write: boolean
  onSave(group: Group): void
  onRemove(): void
}

/** One group; it is saved when the words are left, if there are at least two. */
function SynonymLine({ group, write, onSave, onRemove }: LineProps) {
  const { t } = useTranslation()
  const [words, setWords] = useState(group.words)
  const [direction, setDirection] = useState(group.direction)
  const save = (next: Group) => {
    const same = next.direction === group.direction && next.words.join('\n') === group.words.join('\n')
    if (!same && next.words.length >= 2) onSave(next)
  }
  const turn = () => {
    const next = direction === 'both' ? 'one_way' : 'both'
    setDirection(next)
    save({ words, direction: next })
  }
  return (
    <li>
      <Tooltip title={t(`knowledge.synonyms.directions.${direction}`)}>
        <Button
          size="small"
          type="text"
          disabled={!write}
          icon={direction === 'both' ? <SwapOutlined /> : <ArrowRightOutlined />}
          aria-label={t(`knowledge.synonyms.directions.${direction}`)}
          onClick={turn}
        />
      </Tooltip>
      <Select
        mode="tags"
        open={false}
        suffixIcon={null}
        autoFocus={group.words.length === 0}
        disabled={!write}
        value={words}
        maxCount={30}
        aria-label={t('knowledge.synonyms.words')}
        placeholder={t('knowledge.synonyms.hint')}
        tokenSeparators={[',', '，', '、', '|', '\n']}
        onChange={(next: string[]) => setWords(next.map((word) => word.trim()).filter((word) => word !== ''))}
        onBlur={() => save({ words, direction })}
      />
      {write && (
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('knowledge.synonyms.remove', { words: words.join('、') })}
          onClick={onRemove}
        />
      )}
    </li>
  )
}
