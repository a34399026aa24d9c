import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { problemText } from '../../../../ui/problem-text.ts'
import { Time } from '../../../../ui/time.tsx'
import type { EntryDraft } from './use-entry-draft.ts'

/** Somebody else saved meanwhile: says who and when, and lets one side win. */
export function ConflictNotice({ draft }: { draft: EntryDraft }) {
  const { t } = useTranslation()
  if (draft.state === 'failed')
    return (
      <div className="kb-notice kb-notice-bad" role="alert">
        <p>{t('knowledge.editor.notSaved', { reason: problemText(draft.error, t) })}</p>
        <Button size="small" onClick={() => void draft.saveNow().catch(() => undefined)}>
          {t('common.retry')}
        </Button>
      </div>
    )
  if (draft.state !== 'conflict') return null
  const { theirs } = draft
  return (
    <div className="kb-notice kb-notice-warn" role="alert">
      <p>
        {t('knowledge.editor.conflict', { name: theirs?.draft?.updatedBy ?? theirs?.updatedBy ?? '' })}{' '}
        {theirs && <Time at={theirs.draft?.updatedAt ?? theirs.updatedAt} />}
      </p>
      <span className="buttons">
        <Button size="small" onClick={draft.takeTheirs}>
          {t('knowledge.editor.takeTheirs')}
        </Button>
        <Button size="small" danger onClick={() => void draft.keepOurs().catch(() => undefined)}>
          {t('knowledge.editor.keepOurs')}
        </Button>
      </span>
    </div>
  )
}
