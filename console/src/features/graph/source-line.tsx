import type { FactSource } from '@loopdesk/contracts/graph.ts'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

/** Where the document or entry opens in the console. */
export const placeOf = (kind: string, id: string) =>
  kind === 'document'
    ? `/knowledge/documents/${id}`
    : kind === 'entry'
      ? `/knowledge/entries/${id}`
      : `/graph/entities/${id}`

/** Where a fact is from: the document with its page, the table with its row, or who said it. */
export function SourceLine({ source, quote }: { source: FactSource; quote?: boolean }) {
  const { t } = useTranslation()
  const name = source.kind === 'person' ? t('graph.entities.person', { name: source.title }) : source.title
  const place = [
    source.page && t('graph.ask.page', { page: source.page }),
    source.kind === 'table' && source.row && t('graph.ask.row', { row: source.row }),
  ].filter(Boolean)
  const text = [name, ...place].join(' · ')
  return (
    <span className="kg-source">
      {source.id && (source.kind === 'document' || source.kind === 'entry') ? (
        <Link to={placeOf(source.kind, source.id)}>{text}</Link>
      ) : (
        text
      )}
      {quote && source.quote && <q>{source.quote}</q>}
    </span>
  )
}
