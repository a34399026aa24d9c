import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { useSession } from '../../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../../ui/states.tsx'
import { useHotkeys } from '../../../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../../../ui/use-width.ts'
import { useQueryState } from '../../../flows/runs/use-query-state.ts'
import { useLanguage } from '../../../flows/use-language.ts'
import { ContradictionList, useContradictions } from '../contradictions.tsx'
import { useEntry } from '../use-entries.ts'
import { AnswerVariants } from './answer-variants.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { languagesOf } from './draft-of.ts'
import { EntryFiles } from './entry-files.tsx'
import { EntryHead } from './entry-head.tsx'
import { EntryPreview } from './entry-preview.tsx'
import { EntrySettings } from './entry-settings.tsx'
import { EntryTexts } from './entry-texts.tsx'
import { EntryUse } from './entry-use.tsx'
import { EntryVersions } from './entry-versions.tsx'
import { FaultFields } from './fault-fields.tsx'
import { ReviewNotice } from './review-notice.tsx'
import { useEntryDraft } from './use-entry-draft.ts'
import './editor.css'

/** One entry: written on the left, its settings, preview, versions and use on the right. */
export function EntryPage({ entryId }: { entryId: string }) {
  const entry = useEntry(entryId)
  if (entry.isLoadingError) return <ErrorState error={entry.error} onRetry={() => void entry.refetch()} />
  if (!entry.data) return <LoadingState />
  return <Editor entry={entry.data} />
}

const tabs = ['settings', 'preview', 'versions', 'use'] as const
type Tab = (typeof tabs)[number]

function Editor({ entry }: { entry: EntryDetail }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const { search } = useLocation()
  const reader = useLanguage()
  const { query, set } = useQueryState()
  const wide = useWiderThan(1200)
  const draft = useEntryDraft(entry)
  const against = useContradictions(draft.definition) ?? []
  const [shown, setShown] = useState<'zh' | 'en' | 'both'>(() => {
    const languages = languagesOf(draft.definition, reader)
    return languages.length === 2 ? (wide ? 'both' : reader) : languages[0]!
  })
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'settings'
  const write = can('knowledge.write') && entry.status !== 'archived'
  const back = () => {
    const kept = new URLSearchParams(search)
    for (const own of ['tab', 'from', 'to']) kept.delete(own)
    void navigate({ pathname: '/knowledge/entries', search: kept.toString() })
  }
  useHotkeys({ escape: back })
  const languages = shown === 'both' ? (['zh', 'en'] as const) : ([shown] as const)
  const props = { entry, draft, write }
  return (
    <div className="editor">
      <EntryHead {...props} onBack={back} />
      <div className="editor-body">
        <div className="editor-main">
          <h2 className="unseen">{t('knowledge.editor.text')}</h2>
          <ConflictNotice draft={draft} />
          <ReviewNotice {...props} />
          <ContradictionList items={against} />
          <Segmented
            size="small"
            value={shown}
            aria-label={t('knowledge.editor.languages')}
            options={[
              { value: 'zh', label: t('common.language.zh') },
              { value: 'en', label: t('common.language.en') },
              ...(wide ? [{ value: 'both' as const, label: t('knowledge.editor.both') }] : []),
            ]}
            onChange={setShown}
          />
          <EntryTexts draft={draft} findings={entry.findings} languages={languages} write={write} />
          <AnswerVariants draft={draft} findings={entry.findings} languages={languages} write={write} />
          <FaultFields draft={draft} languages={languages} write={write} />
          <EntryFiles draft={draft} write={write} />
        </div>
        <aside className="editor-side" aria-label={t('knowledge.editor.side')}>
          <Segmented<Tab>
            block
            size="small"
            value={tab}
            options={tabs.map((value) => ({ value, label: t(`knowledge.editor.tabs.${value}`) }))}
            onChange={(value) => set({ tab: value === 'settings' ? undefined : value })}
          />
          {tab === 'settings' && <EntrySettings {...props} />}
          {tab === 'preview' && <EntryPreview definition={draft.definition} />}
          {tab === 'versions' && <EntryVersions {...props} />}
          {tab === 'use' && <EntryUse entry={entry} />}
        </aside>
      </div>
    </div>
  )
}
