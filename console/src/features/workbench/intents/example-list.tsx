import { SearchOutlined } from '@ant-design/icons'
import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { AddExamples } from './add-examples.tsx'
import { ExampleGrid } from './example-grid.tsx'
import type { useExampleChanges } from './use-example-changes.ts'
import { type ExampleFilter, useExamples } from './use-examples.ts'

const sources = ['hand', 'import', 'library', 'message', 'flow', 'knowledge', 'core', 'talk'] as const
const states = ['on', 'off', 'moved', 'held'] as const
const languages = ['zh', 'en', 'other'] as const

interface Props {
  /** Absent: the examples of all intents. */
  intent: Intent | undefined
  changes: ReturnType<typeof useExampleChanges>
}

/** The examples of an intent: added on top, found by words, source and state, changed in place. */
export function ExampleList({ intent, changes }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const [text, setText] = useState('')
  const [narrow, setNarrow] = useState<Pick<ExampleFilter, 'source' | 'state' | 'language'>>({})
  const search = useDebounced(text.trim(), 180)
  const filter: ExampleFilter = { ...(intent && { intent: intent.id }), ...(search && { search }), ...narrow }
  const narrowed = Object.values(narrow).some((value) => value !== undefined)
  const { query, items, total } = useExamples(filter)
  const write = can('understanding.write')
  const set = <K extends keyof typeof narrow>(name: K) => ({
    value: narrow[name],
    onChange: (value: (typeof narrow)[K]) => setNarrow((now) => ({ ...now, [name]: value })),
  })

  return (
    <>
      {intent && write && <AddExamples key={intent.id} intent={intent} changes={changes} />}
      <div className="example-filters">
        <Input
          prefix={<SearchOutlined />}
          allowClear
          value={text}
          className="example-search"
          placeholder={t('workbench.examples.search')}
          aria-label={t('workbench.examples.search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          {...set('source')}
          allowClear
          placeholder={t('workbench.examples.anySource')}
          aria-label={t('workbench.examples.source')}
          popupMatchSelectWidth={false}
          options={sources.map((value) => ({ value, label: t(`workbench.sources.${value}`) }))}
        />
        <Select
          {...set('state')}
          allowClear
          placeholder={t('workbench.examples.anyState')}
          aria-label={t('workbench.examples.state')}
          popupMatchSelectWidth={false}
          options={states.map((value) => ({ value, label: t(`workbench.states.${value}`) }))}
        />
        <Select
          {...set('language')}
          allowClear
          placeholder={t('workbench.examples.anyLanguage')}
          aria-label={t('workbench.examples.language')}
          popupMatchSelectWidth={false}
          options={languages.map((value) => ({ value, label: t(`workbench.languages.${value}`) }))}
        />
      </div>
      {query.isPending && <LoadingState />}
      {query.isLoadingError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && items.length === 0 && (
        <NoExamples
          filtered={search !== '' || narrowed}
          onClear={() => {
            setText('')
            setNarrow({})
          }}
        />
      )}
      {items.length > 0 && (
        <ExampleGrid
          key={JSON.stringify(filter)}
          items={items}
          total={total}
          intent={intent?.id}
          wholeList={intent && !narrowed ? { intent: intent.id, ...(search && { search }) } : null}
          changes={changes}
          write={write}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetching) void query.fetchNextPage()
          }}
        />
      )}
    </>
  )
}

function NoExamples({ filtered, onClear }: { filtered: boolean; onClear(): void }) {
  const { t } = useTranslation()
  if (!filtered) return <EmptyState title={t('workbench.examples.empty')} help={t('workbench.examples.emptyHelp')} />
  return (
    <EmptyState
      title={t('workbench.examples.noneFound')}
      help={t('workbench.examples.noneFoundHelp')}
      action={<Button onClick={onClear}>{t('workbench.clear')}</Button>}
    />
  )
}
