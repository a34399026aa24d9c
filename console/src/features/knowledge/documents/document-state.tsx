import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { Progress, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { reasonText } from './reason-text.ts'

/** How a document stands; `wordy` says the reason of a failure right there instead of on hover. */
export function DocumentState({ document, wordy = false }: { document: KnowledgeDocument; wordy?: boolean }) {
  const { t } = useTranslation()
  const { state, progress, reason, warnings, skipped } = document
  if (state === 'reading')
    return (
      <span className="doc-progress">
        <Progress
          size="small"
          percent={Math.round(progress * 100)}
          aria-label={t('knowledge.documents.states.reading')}
        />
      </span>
    )
  if (state === 'failed') {
    const words = reason ? reasonText(reason, t) : ''
    return wordy ? (
      <span className="bad doc-reason">{words}</span>
    ) : (
      <Tooltip title={words}>
        <span className="tag tag-bad">{t('knowledge.documents.states.failed')}</span>
      </Tooltip>
    )
  }
  if (state === 'waiting') return <span className="tag">{t('knowledge.documents.states.waiting')}</span>
  const notes = warnings.length + skipped.length
  return (
    <span className="kb-marks">
      <span className="tag tag-good">{t('knowledge.documents.states.ready')}</span>
      {notes > 0 && (
        <Tooltip title={<NoteLines notes={[...warnings, ...skipped]} />}>
          <span className="tag tag-warn">{t('knowledge.documents.notes', { count: notes })}</span>
        </Tooltip>
      )}
    </span>
  )
}

/** The first few notes, a line each. */
function NoteLines({ notes }: { notes: { code: string; message: string }[] }) {
  return (
    <ul>
      {notes.slice(0, 8).map(({ code, message }) => (
        <li key={`${code}${message}`}>{message}</li>
      ))}
    </ul>
  )
}
