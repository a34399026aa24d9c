import { ArrowLeftOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import type { DocumentPage, KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, InputNumber, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useHotkeys } from '../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../ui/use-width.ts'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { DocumentActions } from './document-actions.tsx'
import { DocumentOutline } from './document-outline.tsx'
import { DocumentSettings } from './document-settings.tsx'
import { DocumentState } from './document-state.tsx'
import { DocumentVersions } from './document-versions.tsx'
import { PageView } from './page-view.tsx'
import { PassageList } from './passage-list.tsx'
import { reasonText } from './reason-text.ts'
import { useDocument } from './use-documents.ts'

/** One document: chapters, the page with the passage marked, and what is known and set about it. */
export function DocumentViewer({ documentId }: { documentId: string }) {
  const document = useDocument(documentId)
  if (document.isLoadingError) return <ErrorState error={document.error} onRetry={() => void document.refetch()} />
  if (!document.data) return <LoadingState />
  return <Viewer document={document.data} />
}

const tabs = ['passages', 'settings', 'versions'] as const
type Tab = (typeof tabs)[number]
const numberIn = (text: string | null) => (text !== null && /^\d{1,7}$/.test(text) ? Number(text) : undefined)

function Viewer({ document }: { document: KnowledgeDocument }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const { query, set } = useQueryState()
  const wide = useWiderThan(1200)
  const asked = { page: numberIn(query.get('page')), passage: numberIn(query.get('passage')) }
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'passages'
  const back = () => {
    const kept = new URLSearchParams(query)
    for (const own of ['tab', 'page', 'passage', 'view', 'from', 'to']) kept.delete(own)
    void navigate({ pathname: '/knowledge/documents', search: kept.toString() })
  }
  useHotkeys({ escape: back })
  const read = document.version > 0
  const page = useQuery({
    queryKey: [...knowledgeKeys.document(document.id), 'page', document.version, asked],
    queryFn: ({ signal }) =>
      call(routes.readDocumentPage, { params: { documentId: document.id }, query: asked, signal }),
    enabled: read,
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  })
  const go = (number: number) => set({ page: String(number), passage: undefined })
  const side = (
    <>
      <Segmented<Tab>
        block
        size="small"
        value={tab}
        options={tabs.map((value) => ({ value, label: t(`knowledge.viewer.tabs.${value}`) }))}
        onChange={(value) => set({ tab: value === 'passages' ? undefined : value })}
      />
      {tab === 'passages' && page.data && (
        <PassageList
          page={page.data}
          chosen={asked.passage}
          onChoose={(number) => set({ passage: String(number), page: String(page.data.number) })}
        />
      )}
      {tab === 'settings' && <DocumentSettings key={document.id} document={document} write={can('knowledge.write')} />}
      {tab === 'versions' && <DocumentVersions document={document} write={can('knowledge.write')} />}
    </>
  )
  return (
    <div className="editor">
      <header className="editor-head">
        <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={back} />
        <h1 title={document.fileName}>{document.title}</h1>
        <DocumentState document={document} />
        <span className="editor-actions">
          <DocumentActions document={document} onGone={back} />
        </span>
      </header>
      {document.state === 'failed' && document.reason && (
        <div className="kb-notice kb-notice-bad viewer-problem" role="alert">
          <p>
            {reasonText(document.reason, t)}
            {read && ` ${t('knowledge.viewer.oldInUse')}`}
          </p>
        </div>
      )}
      {read ? (
        <div className="viewer">
          {wide && (
            <nav className="viewer-outline" aria-label={t('knowledge.viewer.outline')}>
              <DocumentOutline document={document} page={page.data?.number} onGo={go} />
            </nav>
          )}
          <section className="viewer-middle" aria-label={t('knowledge.viewer.page')}>
            {page.data && <PageBar document={document} page={page.data} onGo={go} />}
            <div className="viewer-page">
              {page.isLoadingError && <ErrorState error={page.error} onRetry={() => void page.refetch()} />}
              {page.isPending && <LoadingState />}
              {page.data && (
                <PageView
                  document={document}
                  page={page.data}
                  passage={page.data.passages.find(({ number }) => number === asked.passage)}
                  asText={query.get('view') === 'text'}
                />
              )}
            </div>
          </section>
          <aside className="editor-side" aria-label={t('knowledge.viewer.side')}>
            {side}
          </aside>
        </div>
      ) : (
        <EmptyState
          title={t(document.state === 'failed' ? 'knowledge.viewer.nothingRead' : 'knowledge.viewer.beingRead')}
          help={t(document.state === 'failed' ? 'knowledge.viewer.nothingReadHelp' : 'knowledge.viewer.beingReadHelp')}
        />
      )}
    </div>
  )
}

interface BarProps {
  document: KnowledgeDocument
  page: DocumentPage
  onGo(number: number): void
}

/** Turning pages: arrows, [ and ], or a number. */
function PageBar({ document, page, onGo }: BarProps) {
  const { t } = useTranslation()
  const { query, set } = useQueryState()
  const { number, total } = page
  const turn = (by: 1 | -1) => {
    if (number + by >= 1 && number + by <= total) onGo(number + by)
  }
  useHotkeys({
    arrowleft: () => turn(-1),
    arrowright: () => turn(1),
    '[': () => turn(-1),
    ']': () => turn(1),
  })
  return (
    <div className="viewer-bar">
      <Button
        size="small"
        type="text"
        icon={<LeftOutlined />}
        disabled={number <= 1}
        aria-label={t('knowledge.viewer.previous')}
        onClick={() => turn(-1)}
      />
      <InputNumber
        size="small"
        min={1}
        max={total}
        controls={false}
        value={number}
        aria-label={t('knowledge.viewer.goTo')}
        onChange={(value) => value !== null && value !== number && onGo(value)}
      />
      <span className="quiet">
        {t(page.paged ? 'knowledge.viewer.ofPages' : 'knowledge.viewer.ofParts', { total })}
        {page.label && page.label !== String(number) && ` · ${t('knowledge.viewer.printed', { label: page.label })}`}
        {page.ocr && ` · ${t('knowledge.viewer.ocr')}`}
      </span>
      <Button
        size="small"
        type="text"
        icon={<RightOutlined />}
        disabled={number >= total}
        aria-label={t('knowledge.viewer.next')}
        onClick={() => turn(1)}
      />
      {document.format === 'pdf' && page.paged && (
        <Segmented
          size="small"
          className="viewer-look"
          value={query.get('view') === 'text' ? 'text' : 'page'}
          options={[
            { value: 'page', label: t('knowledge.viewer.original') },
            { value: 'text', label: t('knowledge.viewer.asRead') },
          ]}
          onChange={(value) => set({ view: value === 'text' ? 'text' : undefined })}
        />
      )}
    </div>
  )
}
