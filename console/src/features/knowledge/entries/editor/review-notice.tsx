import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../../app/session.tsx'
import { exactTime } from '../../../../ui/format-time.ts'
import { Time } from '../../../../ui/time.tsx'
import { type Decision, DecisionDialog } from './decision-dialog.tsx'
import type { EntryDraft } from './use-entry-draft.ts'

interface Props {
  entry: EntryDetail
  draft: EntryDraft
  write: boolean
}

/** Where the review stands, and what the one who looks at it can do about it. */
export function ReviewNotice({ entry, draft }: Props) {
  const { t, i18n } = useTranslation()
  const { can } = useSession()
  const [asked, setAsked] = useState<Decision | null>(null)
  const { review, publishAt } = entry
  const dialog = asked && <DecisionDialog what={asked} entry={entry} draft={draft} onClose={() => setAsked(null)} />
  if (publishAt)
    return (
      <div className="kb-notice">
        <p>{t('knowledge.review.planned', { time: exactTime(publishAt, i18n.language) })}</p>
        <Button size="small" onClick={() => setAsked('withdraw')}>
          {t('knowledge.review.unplan')}
        </Button>
        {dialog}
      </div>
    )
  if (!review || review.state === 'approved') return null
  if (review.state === 'sent_back')
    return (
      <div className="kb-notice kb-notice-warn">
        <div>
          <p>
            {t('knowledge.review.sentBack', { name: review.decidedBy ?? '' })}{' '}
            {review.decidedAt && <Time at={review.decidedAt} />}
          </p>
          {review.decision && <blockquote>{review.decision}</blockquote>}
        </div>
      </div>
    )
  return (
    <div className="kb-notice">
      <div>
        <p>
          {t('knowledge.review.waiting', { name: review.submittedBy })} <Time at={review.submittedAt} />
        </p>
        {review.comment && <blockquote>{review.comment}</blockquote>}
      </div>
      <span className="buttons">
        <Button size="small" onClick={() => setAsked('withdraw')}>
          {t('knowledge.review.withdraw')}
        </Button>
        {can('knowledge.publish') && (
          <>
            <Button size="small" onClick={() => setAsked('send_back')}>
              {t('knowledge.review.sendBack')}
            </Button>
            <Button size="small" type="primary" onClick={() => setAsked('approve')}>
              {t('knowledge.review.approve')}
            </Button>
          </>
        )}
      </span>
      {dialog}
    </div>
  )
}
