import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Input, Segmented, Select, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CallInput, call, routes } from '../../../../api.ts'
import { Time } from '../../../../ui/time.tsx'
import { useDebounced } from '../../../../ui/use-debounced.ts'
import { useLanguage } from '../../../flows/use-language.ts'
import { authorName } from '../../../workbench/author-name.ts'
import { useNotice } from '../../../workbench/use-notice.tsx'
import { DayRange } from '../../day-range.tsx'
import { knowledgeKeys } from '../../knowledge-keys.ts'
import { AudiencePicker, CategoryPicker, LabelPicker, OwnerPicker } from '../../pickers.tsx'
import { FindingLines } from './finding-lines.tsx'
import type { EntryDraft } from './use-entry-draft.ts'

interface Props {
  entry: EntryDetail
  draft: EntryDraft
  write: boolean
}

/** Where an entry belongs, who it is for, how long it holds, and who looks after it. */
export function EntrySettings({ entry, draft, write }: Props) {
  const { t } = useTranslation()
  const { definition, change } = draft
  return (
    <div className="kb-form editor-settings">
      <Field name={t('knowledge.editor.category')}>
        <CategoryPicker
          label={t('knowledge.editor.category')}
          value={definition.category}
          disabled={!write}
          onChange={(category) => change({ category: category ?? '' })}
        />
        <FindingLines findings={entry.findings} under={['/category']} />
      </Field>
      <Field name={t('knowledge.editor.labels')}>
        <LabelPicker
          label={t('knowledge.editor.labels')}
          value={definition.labels}
          disabled={!write}
          onChange={(labels) => change({ labels })}
        />
      </Field>
      <Field name={t('knowledge.editor.audiences')}>
        <AudiencePicker
          label={t('knowledge.editor.audiences')}
          value={definition.audiences}
          disabled={!write}
          onChange={(audiences) => change({ audiences })}
        />
        <FindingLines findings={entry.findings} under={['/audiences']} />
      </Field>
      <Field name={t('knowledge.editor.validity')}>
        <DayRange
          from={definition.from}
          until={definition.until}
          disabled={!write}
          onChange={(from, until) => change({ from: from ?? undefined, until: until ?? undefined })}
        />
        <FindingLines findings={entry.findings} under={['/from', '/until']} />
      </Field>
      <Field name={t('knowledge.editor.official')} help={t('knowledge.editor.officialHelp')}>
        <Segmented<number>
          size="small"
          disabled={!write}
          value={definition.official}
          options={([0, 1, 2] as const).map((value) => ({ value, label: t(`knowledge.official.o${value}`) }))}
          onChange={(official) => change({ official })}
        />
      </Field>
      <Field name={t('knowledge.editor.related')}>
        <RelatedPicker
          self={entry.id}
          value={definition.related}
          disabled={!write}
          onChange={(related) => change({ related })}
        />
        <FindingLines findings={entry.findings} under={['/related']} />
      </Field>
      <Care entry={entry} draft={draft} write={write} />
      <Facts entry={entry} />
    </div>
  )
}

function Field({ name, help, children }: { name: string; help?: string; children: ReactNode }) {
  return (
    <div className="labelled">
      <span>
        {name}
        {help && <small>{help}</small>}
      </span>
      {children}
    </div>
  )
}

type Beside = NonNullable<CallInput<typeof routes.updateEntry>['body']>

/** What is said about an entry without a new version of it. */
function Care({ entry, draft, write }: Props) {
  const { t } = useTranslation()
  const notice = useNotice()
  const update = useMutation({
    mutationFn: (body: Beside) => call(routes.updateEntry, { params: { entryId: entry.id }, body }),
    onSuccess: draft.beside,
    onError: notice.fail,
  })
  return (
    <>
      <Field name={t('knowledge.editor.owner')}>
        <OwnerPicker
          label={t('knowledge.editor.owner')}
          value={entry.owner?.id}
          disabled={!write}
          onChange={(owner) => update.mutate({ owner: owner ?? null })}
        />
      </Field>
      <Field name={t('knowledge.editor.reviewBy')}>
        <Input
          type="date"
          value={entry.reviewBy ?? ''}
          disabled={!write}
          aria-label={t('knowledge.editor.reviewBy')}
          onChange={(event) => update.mutate({ reviewBy: event.target.value || null })}
        />
      </Field>
      <div className="kb-switch">
        <Switch
          size="small"
          checked={entry.teaches}
          disabled={!write}
          aria-label={t('knowledge.editor.teaches')}
          onChange={(teaches) => update.mutate({ teaches })}
        />
        <span>
          {t('knowledge.editor.teaches')}
          <small>{t('knowledge.editor.teachesHelp')}</small>
        </span>
      </div>
    </>
  )
}

interface RelatedProps {
  self: string
  value: string[]
  disabled: boolean
  onChange(ids: string[]): void
}

/** Other entries, found by their words. */
function RelatedPicker({ self, value, disabled, onChange }: RelatedProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [text, setText] = useState('')
  const q = useDebounced(text.trim(), 200)
  const found = useQuery({
    queryKey: knowledgeKeys.entryList({ q, related: true }),
    queryFn: ({ signal }) => call(routes.listEntries, { query: { ...(q && { q }), limit: 20 }, signal }),
  })
  const known = (found.data?.items ?? []).filter(({ id }) => id !== self)
  const options = known.map(({ id, title }) => ({ value: id, label: inLanguage(title, language) || id }))
  const others = value.filter((id) => !options.some((one) => one.value === id)).map((id) => ({ value: id, label: id }))
  return (
    <Select<string[]>
      mode="multiple"
      aria-label={t('knowledge.editor.related')}
      value={value}
      disabled={disabled}
      placeholder={t('knowledge.editor.relatedHint')}
      showSearch={{ filterOption: false, onSearch: setText }}
      options={[...options, ...others]}
      onChange={onChange}
    />
  )
}

function Facts({ entry }: { entry: EntryDetail }) {
  const { t } = useTranslation()
  const [kind, rest] = entry.origin.split(/:(.*)/)
  const origins = ['console', 'import', 'pack', 'config', 'growth', 'helpdesk', 'document'] as const
  const origin = origins.find((one) => one === kind)
  return (
    <dl className="facts">
      <div>
        <dt>ID</dt>
        <dd>{entry.id}</dd>
      </div>
      <div>
        <dt>{t('knowledge.entries.origin')}</dt>
        <dd>
          {origin ? t(`knowledge.origins.${origin}`) : entry.origin}
          {rest && kind === 'pack' ? ` · ${rest}` : ''}
        </dd>
      </div>
      <div>
        <dt>{t('knowledge.editor.created')}</dt>
        <dd>
          {authorName(entry.createdBy, t)} <Time at={entry.createdAt} />
        </dd>
      </div>
      <div>
        <dt>{t('knowledge.editor.updated')}</dt>
        <dd>
          {authorName(entry.updatedBy, t)} <Time at={entry.updatedAt} />
        </dd>
      </div>
      {entry.live !== null && entry.liveAt && (
        <div>
          <dt>{t('knowledge.editor.live')}</dt>
          <dd>
            v{entry.live} <Time at={entry.liveAt} />
          </dd>
        </div>
      )}
    </dl>
  )
}
