import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useLanguage } from '../use-intents.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { ConceptCard } from './concept-card.tsx'
import { NewConcept } from './new-concept.tsx'

/** Meanings and the everyday ways to say them: looked through, extended, or switched off for this workspace. */
export function Lexicon() {
  const { t } = useTranslation()
  const { can } = useSession()
  const language = useLanguage()
  const [text, setText] = useState('')
  const [topic, setTopic] = useState<string>()
  const [changed, setChanged] = useState(false)
  const [adding, setAdding] = useState(false)
  const search = useDebounced(text.trim(), 200)
  const list = useInfiniteQuery({
    queryKey: [...workbenchKeys.lexicon, { topic, search, changed }],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listConcepts, {
        query: {
          topic,
          search: search || undefined,
          changed: changed ? 'true' : undefined,
          offset: pageParam,
          limit: 40,
        },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => {
      const shown = pages.reduce((sum, one) => sum + one.items.length, 0)
      return page.items.length > 0 && shown < page.total ? shown : null
    },
    placeholderData: keepPreviousData,
  })
  const write = can('understanding.write')
  const first = list.data?.pages[0]
  const topics = first?.topics ?? []
  const topicName = (id: string) => topics.find((one) => one.id === id)?.name[language] ?? id
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!first) return <LoadingState />
  return (
    <>
      <p className="page-lead">{t('workbench.lexicon.lead')}</p>
      <div className="filters">
        <Input
          prefix={<SearchOutlined />}
          allowClear
          value={text}
          placeholder={t('workbench.lexicon.search')}
          aria-label={t('workbench.lexicon.search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          className="lexicon-topics"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={topic}
          placeholder={t('workbench.lexicon.anyTopic')}
          aria-label={t('workbench.lexicon.topic')}
          options={topics.map((one) => ({ value: one.id, label: `${one.name[language]} (${one.concepts})` }))}
          onChange={setTopic}
        />
        <Checkbox className="lexicon-changed" checked={changed} onChange={(event) => setChanged(event.target.checked)}>
          {t('workbench.lexicon.onlyChanged')}
        </Checkbox>
        {write && (
          <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('workbench.lexicon.create')}
          </Button>
        )}
      </div>
      <p className="quiet lexicon-total">{t('workbench.lexicon.total', { count: first.total })}</p>
      {first.total === 0 && <EmptyState title={t('workbench.lexicon.none')} help={t('workbench.lexicon.noneHelp')} />}
      <ul className="concepts">
        {(list.data?.pages ?? []).flatMap((page) =>
          page.items.map((concept) => (
            <ConceptCard key={concept.id} concept={concept} topicName={topicName(concept.topic)} write={write} />
          )),
        )}
      </ul>
      {list.hasNextPage && (
        <Button className="more" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
      <NewConcept open={adding} topics={topics} onClose={() => setAdding(false)} />
    </>
  )
}
