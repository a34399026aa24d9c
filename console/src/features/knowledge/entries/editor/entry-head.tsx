import { ArrowLeftOutlined, ExperimentOutlined, MoreOutlined } from '@ant-design/icons'
import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Dropdown, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../../api.ts'
import { useSession } from '../../../../app/session.tsx'
import { useLanguage } from '../../../flows/use-language.ts'
import { useNotice } from '../../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../../knowledge-keys.ts'
import { useTestBox } from '../../test-box/test-box-context.tsx'
import { StatusTag, ValidityTag } from '../entry-marks.tsx'
import { type Decision, DecisionDialog } from './decision-dialog.tsx'
import { useEntryActions } from './use-entry-actions.ts'
import type { EntryDraft } from './use-entry-draft.ts'

interface Props {
  entry: EntryDetail
  draft: EntryDraft
  write: boolean
  onBack(): void
}

/** What it is called, how it stands, whether it is saved, and what comes next. */
export function EntryHead({ entry, draft, write, onBack }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const box = useTestBox()
  const [asked, setAsked] = useState<Decision | null>(null)
  const title = inLanguage(draft.definition.title, language) || t('knowledge.entries.untitled')
  const question = draft.definition.questions[language][0] ?? title
  return (
    <header className="editor-head">
      <Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={onBack} />
      <h1 title={entry.id}>{title}</h1>
      <StatusTag entry={entry} />
      <ValidityTag entry={entry} />
      {write && (
        <span className={`save-state save-${draft.state}`} role="status">
          {t(`knowledge.editor.states.${draft.state}`)}
        </span>
      )}
      <span className="editor-actions">
        <Button icon={<ExperimentOutlined />} onClick={() => box.open(question)}>
          {t('knowledge.editor.ask')}
        </Button>
        <NextStep entry={entry} onAsk={setAsked} />
        <MoreActions entry={entry} draft={draft} onGone={onBack} />
      </span>
      {asked && <DecisionDialog what={asked} entry={entry} draft={draft} onClose={() => setAsked(null)} />}
    </header>
  )
}

/** The one step that comes next: publishing for those who may, handing in for the others. */
function NextStep({ entry, onAsk }: { entry: EntryDetail; onAsk(what: Decision): void }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const settings = useQuery({
    queryKey: knowledgeKeys.settings,
    queryFn: ({ signal }) => call(routes.readKnowledgeSettings, { signal }),
  })
  if (!can('knowledge.write') || entry.status === 'archived' || entry.review?.state === 'waiting' || entry.publishAt)
    return null
  // The draft is made by the first save; a new entry has nothing live yet.
  const nothing = !entry.changed && entry.live !== null
  const publishes = can('knowledge.publish') && settings.data?.reviewNeeded !== 'always'
  if (!publishes)
    return (
      <Button type="primary" disabled={nothing} onClick={() => onAsk('submit')}>
        {t('knowledge.decide.submit.ok')}
      </Button>
    )
  return (
    <Space.Compact>
      <Button type="primary" disabled={nothing} onClick={() => onAsk('publish')}>
        {t('knowledge.decide.publish.ok')}
      </Button>
      <Dropdown
        trigger={['click']}
        disabled={nothing}
        menu={{
          items: [{ key: 'submit', label: t('knowledge.decide.submit.ok'), onClick: () => onAsk('submit') }],
        }}
      >
        <Button type="primary" icon={<MoreOutlined />} aria-label={t('knowledge.editor.otherWays')} />
      </Dropdown>
    </Space.Compact>
  )
}

function MoreActions({ entry, draft, onGone }: { entry: EntryDetail; draft: EntryDraft; onGone(): void }) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { can } = useSession()
  const notice = useNotice()
  const actions = useEntryActions(entry, draft, onGone)
  const confirm = (name: 'discard' | 'archive' | 'delete') =>
    void modal.confirm({
      title: t(`knowledge.editor.${name}Title`),
      content: t(`knowledge.editor.${name}Help`),
      okText: t(`knowledge.editor.${name}`),
      cancelText: t('common.cancel'),
      okButtonProps: { danger: true },
      onOk: () => actions[name]().catch(notice.fail),
    })
  const copyLink = () => {
    void navigator.clipboard?.writeText(window.location.href).then(() => notice.say(t('common.copied')))
  }
  const archived = entry.status === 'archived'
  const items = [
    { key: 'link', label: t('knowledge.editor.copyLink'), onClick: copyLink },
    ...(can('knowledge.write') && (entry.draft || draft.state !== 'saved') && !archived
      ? [{ key: 'discard', danger: true, label: t('knowledge.editor.discard'), onClick: () => confirm('discard') }]
      : []),
    ...(can('knowledge.publish') && !archived && entry.live !== null
      ? [{ key: 'archive', danger: true, label: t('knowledge.editor.archive'), onClick: () => confirm('archive') }]
      : []),
    ...(can('knowledge.write') && archived
      ? [
          {
            key: 'unarchive',
            label: t('knowledge.editor.unarchive'),
            onClick: () => void actions.unarchive().catch(notice.fail),
          },
        ]
      : []),
    ...(can('knowledge.publish') && archived
      ? [{ key: 'delete', danger: true, label: t('knowledge.editor.delete'), onClick: () => confirm('delete') }]
      : []),
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button type="text" icon={<MoreOutlined />} aria-label={t('knowledge.editor.more')} />
    </Dropdown>
  )
}
