import type { DocumentPage } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useTranslation } from 'react-i18next'

interface Props {
  page: DocumentPage
  chosen: number | undefined
  onChoose(number: number): void
}

/** What is searched and quoted of the page in view; pressing one marks it. */
export function PassageList({ page, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  if (page.passages.length === 0) return <p className="quiet viewer-note">{t('knowledge.viewer.noPassages')}</p>
  const kinds = ['text', 'list', 'table', 'code', 'question', 'picture'] as const
  return (
    <ol className="passages">
      {page.passages.map((one) => {
        const kind = kinds.find((name) => name === one.kind)
        return (
          <li key={one.id}>
            <button
              type="button"
              aria-pressed={one.number === chosen}
              className={one.number === chosen ? 'passage-on' : ''}
              onClick={() => onChoose(one.number)}
            >
              <small>
                #{one.number} {kind && kind !== 'text' && t(`knowledge.kinds.${kind}`)} {one.headings.join(' › ')}
              </small>
              <span>{one.text}</span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
