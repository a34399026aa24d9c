import type { DocumentPage, KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pathOf, routes } from '../../../api.ts'
import { LoadingState } from '../../../ui/states.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { BlockView } from './block-view.tsx'
import { openPdf } from './open-pdf.ts'
import { PdfPage } from './pdf-page.tsx'

interface Props {
  document: KnowledgeDocument
  page: DocumentPage
  passage: DocumentPage['passages'][number] | undefined
  /** As it was read, rather than as it looks. */
  asText: boolean
}

/** A page: the original drawn where there is one, else its blocks; the passage marked and scrolled to. */
export function PageView({ document, page, passage, asText }: Props) {
  const { t } = useTranslation()
  const drawable = document.format === 'pdf' && page.paged && page.width !== null && page.height !== null
  const [failed, setFailed] = useState(false)
  const pdf = useQuery({
    queryKey: [...knowledgeKeys.document(document.id), 'pdf', document.version],
    queryFn: ({ signal }) => openPdf(pathOf(routes.downloadDocument.path, { documentId: document.id }), signal),
    enabled: drawable && !asText && !failed,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
    structuralSharing: false,
  })
  const giveUp = useCallback(() => setFailed(true), [])
  if (!drawable || asText || failed || pdf.isError)
    return (
      <>
        {drawable && !asText && <p className="quiet viewer-note">{t('knowledge.viewer.cannotDraw')}</p>}
        <TextPage page={page} passage={passage} />
      </>
    )
  if (!pdf.data) return <LoadingState />
  return (
    <PdfPage
      pdf={pdf.data}
      page={page.number}
      size={{ width: page.width!, height: page.height! }}
      boxes={passage?.boxes ?? none}
      onFailed={giveUp}
    />
  )
}

const none: never[] = []

function TextPage({ page, passage }: Pick<Props, 'page' | 'passage'>) {
  const { t } = useTranslation()
  const frame = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage or page is scrolled to anew
  useEffect(() => {
    frame.current?.querySelector('.passage-mark')?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  }, [passage?.id, page.number])
  return (
    <article ref={frame} className="text-page">
      {page.blocks.length === 0 && <p className="quiet">{t('knowledge.viewer.emptyPage')}</p>}
      {page.blocks.map(({ index, block }) => (
        <BlockView key={index} block={block} passage={passage?.text} />
      ))}
    </article>
  )
}
