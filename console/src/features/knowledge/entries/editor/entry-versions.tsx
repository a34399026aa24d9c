import type { EntryChange, EntryDetail, EntryVersion } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../../api.ts'
import { SideDrawer } from '../../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../../ui/states.tsx'
import { Time } from '../../../../ui/time.tsx'
import { useQueryState } from '../../../flows/runs/use-query-state.ts'
import { authorName } from '../../../workbench/author-name.ts'
import { useNotice } from '../../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../../knowledge-keys.ts'
import { SideBySide } from '../../text/side-by-side.tsx'
import { changeSides } from './change-sides.ts'
import type { EntryDraft } from './use-entry-draft.ts'

interface Props {
  entry: EntryDetail
  draft: EntryDraft
  write: boolean
}

/** Everything that was ever published, compared with any other and brought back. */
export function EntryVersions({ entry, draft, write }: Props) {
  const { t } = useTranslation()
  const notice = useNotice()
  const { query, set } = useQueryState()
  const versions = useQuery({
    queryKey: [...knowledgeKeys.entryVersions(entry.id), entry.live],
    queryFn: ({ signal }) => call(routes.listEntryVersions, { params: { entryId: entry.id }, signal }),
  })
  const restore = useMutation({
    mutationFn: async (version: number) => {
      const revision = await draft.saveNow()
      return call(routes.restoreEntryVersion, {
        params: { entryId: entry.id, version: String(version) },
        body: { revision },
      })
    },
    onSuccess: (answer) => {
      draft.take(answer)
      notice.say(t('knowledge.versions.restored'))
    },
    onError: notice.fail,
  })
  if (versions.isPending) return <LoadingState />
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
  const { items } = versions.data
  const from = query.get('from')
  const compare = async (name: string, to: string) => {
    await draft.saveNow().catch(() => 0)
    set({ from: name, to })
  }
  return (
    <div className="kb-form">
      {entry.changed && entry.live !== null && (
        <Button size="small" onClick={() => void compare('live', 'draft')}>
          {t('knowledge.versions.compareDraft')}
        </Button>
      )}
      {items.length === 0 && (
        <EmptyState title={t('knowledge.versions.none')} help={t('knowledge.versions.noneHelp')} />
      )}
      <ol className="kb-versions">
        {items.map((one, at) => (
          <li key={one.version}>
            <header>
              <b>v{one.version}</b>
              {one.live && <span className="tag tag-good">{t('knowledge.versions.live')}</span>}
              <Time at={one.publishedAt} />
            </header>
            <p className="quiet">
              {authorName(one.author, t)}
              {one.approver && t('knowledge.versions.approvedBy', { name: one.approver })}
            </p>
            {one.note && <p>{one.note}</p>}
            <span className="buttons">
              {items[at + 1] && (
                <Button size="small" onClick={() => void compare(String(items[at + 1]!.version), String(one.version))}>
                  {t('knowledge.versions.changes')}
                </Button>
              )}
              {write && !one.live && (
                <Button size="small" loading={restore.isPending} onClick={() => restore.mutate(one.version)}>
                  {t('knowledge.versions.restore')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
      <SideDrawer
        open={from !== null}
        width={860}
        title={t('knowledge.versions.compare')}
        onClose={() => set({ from: undefined, to: undefined })}
      >
        {from !== null && (
          <Comparison entry={entry} versions={items} from={from} to={query.get('to') ?? 'draft'} set={set} />
        )}
      </SideDrawer>
    </div>
  )
}

interface ComparisonProps {
  entry: EntryDetail
  versions: EntryVersion[]
  from: string
  to: string
  set(changes: Record<string, string | undefined>): void
}

function Comparison({ entry, versions, from, to, set }: ComparisonProps) {
  const { t } = useTranslation()
  const difference = useQuery({
    queryKey: [...knowledgeKeys.entryVersions(entry.id), 'compare', from, to, entry.revision, entry.live],
    queryFn: ({ signal }) => call(routes.compareEntry, { params: { entryId: entry.id }, query: { from, to }, signal }),
  })
  const options = [
    ...(entry.draft ? [{ value: 'draft', label: t('knowledge.versions.draft') }] : []),
    ...(entry.live !== null ? [{ value: 'live', label: t('knowledge.versions.live') }] : []),
    ...versions.map(({ version }) => ({ value: String(version), label: `v${version}` })),
  ]
  return (
    <div className="kb-form">
      <div className="buttons">
        <Select
          value={from}
          options={options}
          aria-label={t('knowledge.versions.from')}
          onChange={(value) => set({ from: value })}
        />
        <span aria-hidden>→</span>
        <Select
          value={to}
          options={options}
          aria-label={t('knowledge.versions.to')}
          onChange={(value) => set({ to: value })}
        />
      </div>
      {difference.isPending && <LoadingState />}
      {difference.isError && <ErrorState error={difference.error} onRetry={() => void difference.refetch()} />}
      {difference.data?.changes.length === 0 && <EmptyState title={t('knowledge.versions.same')} />}
      {difference.data?.changes.map((change) => (
        <ChangeView key={`${change.field}${change.kind}`} change={change} />
      ))}
    </div>
  )
}

const fields = [
  'title',
  'questions',
  'answer',
  'variants',
  'category',
  'labels',
  'audiences',
  'from',
  'until',
  'attachments',
  'related',
  'official',
  'fault',
] as const

function ChangeView({ change }: { change: EntryChange }) {
  const { t } = useTranslation()
  const [name, language] = change.field.split('.')
  const known = fields.find((one) => one === name)
  const [before, after] = changeSides(change)
  return (
    <section className="change">
      <h2>
        {known ? t(`knowledge.fields.${known}`) : change.field}
        {(language === 'zh' || language === 'en') && ` · ${t(`common.language.${language}`)}`}
      </h2>
      <SideBySide before={before} after={after} />
    </section>
  )
}
