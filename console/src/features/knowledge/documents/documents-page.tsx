import { SearchOutlined, UploadOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useStable } from '../../../ui/use-stable.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { CategoryTree } from '../categories/category-tree.tsx'
import { CategoryPicker } from '../pickers.tsx'
import { useAudienceName, useAudiences } from '../use-audiences.ts'
import { DocumentTable } from './document-table.tsx'
import { UploadDrawer } from './upload-drawer.tsx'
import { type DocumentFilter, documentFilterOf, useDocuments } from './use-documents.ts'
import './documents.css'

const DocumentViewer = lazy(async () => ({ default: (await import('./document-viewer.tsx')).DocumentViewer }))

/** Categories on the left and the documents in them; one opens at its own address. Files can be dropped anywhere on it. */
export function DocumentsPage({ itemId }: { itemId: string | undefined }) {
  if (itemId)
    return (
      <Suspense fallback={<LoadingState />}>
        <DocumentViewer key={itemId} documentId={itemId} />
      </Suspense>
    )
  return <DocumentOverview />
}

function DocumentOverview() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { query, set, clear } = useQueryState()
  const filter = documentFilterOf(query)
  const documents = useDocuments(filter)
  const [dropped, setDropped] = useState<File[]>([])
  const wide = useWiderThan(900)
  const write = can('knowledge.write')
  const upload = () => set({ upload: '1' })
  useHotkeys({ n: write ? upload : undefined })
  const filtered = Object.keys(filter).some((name) => name !== 'category')
  const { query: list, items } = documents
  return (
    <div className="kb-split">
      {wide && (
        <aside className="kb-side" aria-label={t('knowledge.categories.title')}>
          <CategoryTree chosen={filter.category} count="documents" onChoose={(id) => set({ category: id })} />
        </aside>
      )}
      <section
        className="kb-list"
        aria-label={t('knowledge.sections.documents')}
        onDragOver={(event) => write && event.dataTransfer.types.includes('Files') && event.preventDefault()}
        onDrop={(event) => {
          if (!write || event.dataTransfer.files.length === 0) return
          event.preventDefault()
          setDropped([...event.dataTransfer.files])
          upload()
        }}
      >
        <header className="kb-head">
          <h1>{t('knowledge.sections.documents')}</h1>
          {!wide && (
            <CategoryPicker
              className="kb-category"
              label={t('knowledge.categories.title')}
              value={filter.category}
              placeholder={t('knowledge.categories.all')}
              onChange={(category) => set({ category })}
            />
          )}
          {write && (
            <Button type="primary" icon={<UploadOutlined />} onClick={upload}>
              {t('knowledge.upload.title')}
            </Button>
          )}
        </header>
        <Filters filter={filter} states={documents.states} set={set} onClear={() => clear(['category'])} />
        {list.isPending && <LoadingState />}
        {list.isLoadingError && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
        {list.isSuccess && items.length === 0 && (
          <NoDocuments filtered={filtered} write={write} onClear={() => clear(['category'])} onUpload={upload} />
        )}
        {items.length > 0 && <DocumentTable documents={documents} write={write} search={query.toString()} />}
      </section>
      <UploadDrawer
        open={query.get('upload') === '1'}
        category={filter.category}
        dropped={dropped}
        onClose={() => {
          setDropped([])
          set({ upload: undefined })
        }}
      />
    </div>
  )
}

interface FilterProps {
  filter: DocumentFilter
  states: ReturnType<typeof useDocuments>['states']
  set(changes: Record<string, string | undefined>): void
  onClear(): void
}

const formats = ['pdf', 'docx', 'pptx', 'xlsx', 'csv', 'html', 'markdown', 'text'] as const

function Filters({ filter, states, set, onClear }: FilterProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(filter.search ?? '')
  const words = useDebounced(text.trim(), 200)
  const asked = filter.search ?? ''
  const ask = useStable((now: string) => {
    if (now !== asked) set({ search: now || undefined })
  })
  useEffect(() => ask(words), [ask, words])
  const { audiences } = useAudiences()
  const nameOf = useAudienceName()
  const stateNames = ['ready', 'reading', 'waiting', 'failed'] as const
  return (
    <div className="kb-filters">
      <Input
        allowClear
        prefix={<SearchOutlined />}
        value={text}
        placeholder={t('knowledge.documents.search')}
        aria-label={t('knowledge.documents.search')}
        onChange={(event) => setText(event.target.value)}
      />
      <Select
        allowClear
        value={filter.state}
        placeholder={t('knowledge.documents.anyState')}
        aria-label={t('knowledge.documents.state')}
        popupMatchSelectWidth={false}
        options={stateNames.map((value) => ({
          value,
          label: `${t(`knowledge.documents.states.${value}`)}　${states?.[value] ?? 0}`,
        }))}
        onChange={(state?: string) => set({ state })}
      />
      <Select
        allowClear
        value={filter.format}
        placeholder={t('knowledge.documents.anyFormat')}
        aria-label={t('knowledge.documents.format')}
        popupMatchSelectWidth={false}
        options={formats.map((value) => ({ value, label: t(`knowledge.formats.${value}`) }))}
        onChange={(format?: string) => set({ format })}
      />
      <Select
        allowClear
        value={filter.audience}
        placeholder={t('knowledge.entries.anyAudience')}
        aria-label={t('knowledge.entries.audience')}
        popupMatchSelectWidth={false}
        options={audiences.map(({ id }) => ({ value: id, label: nameOf(id) }))}
        onChange={(audience?: string) => set({ audience })}
      />
      <Select
        allowClear
        value={filter.due}
        placeholder={t('knowledge.documents.anyDue')}
        aria-label={t('knowledge.documents.due')}
        popupMatchSelectWidth={false}
        options={(['review', 'expiring', 'expired'] as const).map((value) => ({
          value,
          label: t(`knowledge.documents.dues.${value}`),
        }))}
        onChange={(due?: string) => set({ due })}
      />
      {Object.keys(filter).some((name) => name !== 'category') && (
        <Button
          type="text"
          onClick={() => {
            setText('')
            onClear()
          }}
        >
          {t('knowledge.entries.clear')}
        </Button>
      )}
    </div>
  )
}

interface NoneProps {
  filtered: boolean
  write: boolean
  onClear(): void
  onUpload(): void
}

function NoDocuments({ filtered, write, onClear, onUpload }: NoneProps) {
  const { t } = useTranslation()
  if (filtered)
    return (
      <EmptyState
        title={t('knowledge.documents.noneFound')}
        help={t('knowledge.entries.noneFoundHelp')}
        action={<Button onClick={onClear}>{t('knowledge.entries.clear')}</Button>}
      />
    )
  return (
    <EmptyState
      title={t('knowledge.documents.empty')}
      help={t('knowledge.documents.emptyHelp')}
      action={write && <Button onClick={onUpload}>{t('knowledge.upload.title')}</Button>}
    />
  )
}
