import type { EntrySummary } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { exactTime } from '../../../ui/format-time.ts'

type Marked = Pick<EntrySummary, 'status' | 'changed' | 'live' | 'publishAt'>

/** How an entry stands: one word, and what is not live yet. */
export function StatusTag({ entry }: { entry: Marked }) {
  const { t, i18n } = useTranslation()
  const { status, changed, live, publishAt } = entry
  const tone = { draft: '', in_review: ' tag-warn', published: ' tag-good', archived: '' }[status]
  const words =
    status === 'published' && changed ? t('knowledge.status.publishedChanged') : t(`knowledge.status.${status}`)
  return (
    <span className="kb-marks">
      <span className={`tag${tone}`}>{words}</span>
      {publishAt && (
        <Tooltip title={t('knowledge.entries.goesLive', { time: exactTime(publishAt, i18n.language) })}>
          <span className="tag status-open">{t('knowledge.entries.planned')}</span>
        </Tooltip>
      )}
      {status === 'in_review' && live !== null && <small>{t('knowledge.entries.olderLive', { version: live })}</small>}
    </span>
  )
}

/** Until when it holds, where that is worth a look. */
export function ValidityTag({ entry }: { entry: Pick<EntrySummary, 'validity' | 'from' | 'until'> }) {
  const { t } = useTranslation()
  const { validity, from, until } = entry
  if (!from && !until) return null
  const tone = validity === 'expired' ? ' tag-bad' : validity === 'expiring' ? ' tag-warn' : ''
  const words =
    validity === 'scheduled' && from
      ? t('knowledge.entries.from', { day: from })
      : until
        ? t(validity === 'expired' ? 'knowledge.entries.ended' : 'knowledge.entries.until', { day: until })
        : t('knowledge.entries.from', { day: from ?? '' })
  return (
    <Tooltip title={[from, until].map((day) => day ?? '…').join(' – ')}>
      <span className={`tag${tone}`}>{words}</span>
    </Tooltip>
  )
}
