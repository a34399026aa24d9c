import type { BulkChange, BulkResult, EntryFilter, EntrySummary } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { inLanguage } from '@loopdesk/contracts/knowledge.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Dropdown, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { DayRange } from '../day-range.tsx'
import { AudiencePicker, CategoryPicker, OwnerPicker } from '../pickers.tsx'
import type { useChosen } from './use-chosen.ts'
import { entriesChanged } from './use-entries.ts'

interface Props {
  chosen: ReturnType<typeof useChosen<EntrySummary>>
  total: number | null
  filter: EntryFilter
}
type Asked = 'move' | 'add_label' | 'remove_label' | 'set_audiences' | 'set_owner' | 'set_validity' | 'archive'
type Refused = Extract<BulkResult, { done: false }>['refused']

/** What can be done to many entries at once: all of it happens, or nothing does and it is said why. */
export function BulkBar({ chosen, total, filter }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const cache = useQueryClient()
  const notice = useNotice()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  const count = chosen.whole && total !== null ? total : chosen.count
  const change = useMutation({
    mutationFn: (body: BulkChange) =>
      call(routes.changeEntries, {
        body: { entries: chosen.whole ? { filter } : { ids: chosen.rows.map(({ id }) => id) }, change: body },
      }),
    onSuccess: (result) => {
      setAsked(null)
      if (!result.done) return setRefused(result.refused)
      notice.say(t('knowledge.bulk.done', { count: result.changed }))
      chosen.clear()
      entriesChanged(cache)
    },
    onError: notice.fail,
  })
  const publish = can('knowledge.publish')
  const archived = filter.status === 'archived'
  const more = !chosen.whole && total !== null && total > chosen.count
  return (
    <div className="selection-bar">
      <Checkbox checked indeterminate={more} onChange={chosen.clear} aria-label={t('knowledge.bulk.clear')} />
      <span>{t('knowledge.bulk.chosen', { count })}</span>
      {more && (
        <Button type="link" size="small" onClick={chosen.chooseWhole}>
          {t('knowledge.bulk.all', { count: total })}
        </Button>
      )}
      <Button size="small" onClick={() => setAsked('move')}>
        {t('knowledge.bulk.move')}
      </Button>
      <Button size="small" onClick={() => setAsked('add_label')}>
        {t('knowledge.bulk.add_label')}
      </Button>
      <Button size="small" onClick={() => setAsked('set_audiences')}>
        {t('knowledge.bulk.set_audiences')}
      </Button>
      {publish && !archived && (
        <Button size="small" loading={change.isPending} onClick={() => change.mutate({ do: 'publish', note: '' })}>
          {t('knowledge.bulk.publish')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(['remove_label', 'set_owner', 'set_validity'] as const).map((key) => ({
              key,
              label: t(`knowledge.bulk.${key}`),
              onClick: () => setAsked(key),
            })),
            {
              key: 'teach',
              label: t('knowledge.bulk.teach'),
              onClick: () => change.mutate({ do: 'set_teaches', teaches: true }),
            },
            archived
              ? { key: 'back', label: t('knowledge.bulk.unarchive'), onClick: () => change.mutate({ do: 'unarchive' }) }
              : {
                  key: 'archive',
                  danger: true,
                  disabled: !publish,
                  label: t('knowledge.bulk.archive'),
                  onClick: () => setAsked('archive'),
                },
          ],
        }}
      >
        <Button size="small">{t('knowledge.bulk.more')}</Button>
      </Dropdown>
      {asked && (
        <AskDialog
          what={asked}
          count={count}
          busy={change.isPending}
          onDo={(body) => change.mutate(body)}
          onClose={() => setAsked(null)}
        />
      )}
      <RefusedDialog refused={refused} onClose={() => setRefused(null)} />
    </div>
  )
}

interface AskProps {
  what: Asked
  count: number
  busy: boolean
  onDo(change: BulkChange): void
  onClose(): void
}

function AskDialog({ what, count, busy, onDo, onClose }: AskProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [category, setCategory] = useState<string>()
  const [audiences, setAudiences] = useState<string[]>([])
  const [owner, setOwner] = useState<string>()
  const [days, setDays] = useState<[string | null, string | null]>([null, null])
  const change: BulkChange | null = {
    move: category ? ({ do: 'move', category } as const) : null,
    add_label: text.trim() ? ({ do: 'add_label', label: text.trim() } as const) : null,
    remove_label: text.trim() ? ({ do: 'remove_label', label: text.trim() } as const) : null,
    set_audiences: { do: 'set_audiences', audiences } as const,
    set_owner: { do: 'set_owner', owner: owner ?? null } as const,
    set_validity: { do: 'set_validity', from: days[0], until: days[1] } as const,
    archive: { do: 'archive' } as const,
  }[what]
  const name = t(`knowledge.bulk.${what}`)
  return (
    <Modal
      open
      title={t('knowledge.bulk.title', { what: name, count })}
      okText={name}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: change === null, danger: what === 'archive' }}
      confirmLoading={busy}
      onCancel={onClose}
      onOk={() => change && onDo(change)}
    >
      <div className="labelled">
        {what === 'move' && <CategoryPicker label={name} value={category} onChange={setCategory} />}
        {(what === 'add_label' || what === 'remove_label') && (
          <Input
            autoFocus
            maxLength={60}
            value={text}
            aria-label={name}
            placeholder={t('knowledge.bulk.labelHint')}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        {what === 'set_audiences' && <AudiencePicker label={name} value={audiences} onChange={setAudiences} />}
        {what === 'set_owner' && <OwnerPicker label={name} value={owner} onChange={setOwner} />}
        {what === 'set_validity' && (
          <DayRange from={days[0]} until={days[1]} onChange={(from, until) => setDays([from, until])} />
        )}
        {what === 'archive' && <p>{t('knowledge.bulk.archiveHelp')}</p>}
      </div>
    </Modal>
  )
}

function RefusedDialog({ refused, onClose }: { refused: Refused | null; onClose(): void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <Modal
      open={refused !== null}
      title={t('knowledge.bulk.refused')}
      onCancel={onClose}
      onOk={onClose}
      okText={t('common.close')}
      footer={(_, { OkBtn }) => <OkBtn />}
    >
      <p className="quiet">{t('knowledge.bulk.refusedHelp')}</p>
      <ul className="kb-reasons">
        {refused?.slice(0, 100).map(({ entryId, title, reason }) => (
          <li key={entryId}>
            <b>{inLanguage(title, language) || entryId}</b> <span>{reason}</span>
          </li>
        ))}
      </ul>
    </Modal>
  )
}
