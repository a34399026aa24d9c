import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'

interface Props {
  document: KnowledgeDocument
  /** The page in view. */
  page: number | undefined
  onGo(page: number): void
}

/** Chapters; the one in view is marked. */
export function DocumentOutline({ document, page, onGo }: Props) {
  const { t } = useTranslation()
  const outline = useQuery({
    queryKey: [...knowledgeKeys.document(document.id), 'outline', document.version],
    queryFn: ({ signal }) => call(routes.readDocumentOutline, { params: { documentId: document.id }, signal }),
    staleTime: 300_000,
  })
  if (outline.isPending) return <LoadingState />
  if (outline.isError) return <ErrorState error={outline.error} onRetry={() => void outline.refetch()} />
  const sections = outline.data.sections.filter(({ title }) => title !== '')
  if (sections.length === 0) return <p className="quiet viewer-note">{t('knowledge.viewer.noOutline')}</p>
  const last = sections.findLast((one) => page !== undefined && one.page <= page)
  return (
    <ul className="outline">
      {sections.map((one) => (
        <li key={one.number}>
          <button
            type="button"
            className={one === last ? 'outline-here' : ''}
            aria-current={one === last ? 'location' : undefined}
            style={{ paddingInlineStart: 8 + Math.max(0, one.level - 1) * 12 }}
            title={one.title}
            onClick={() => onGo(one.page)}
          >
            <span>{one.title}</span>
            <span className="num quiet">{one.page}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
