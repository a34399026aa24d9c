import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Popover, Segmented, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { keys } from '../../realtime/query-keys.ts'
import type { Transfer } from './use-conversation-actions.tsx'

interface Props {
  open: boolean
  busy: boolean
  children: ReactNode
  onOpenChange(open: boolean): void
  onTransfer(transfer: Transfer): void
}

/** To a colleague, or back to the queue for whoever has a skill, with a note for them. */
export function TransferPopover({ open, busy, children, onOpenChange, onTransfer }: Props) {
  const { t } = useTranslation()
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={onOpenChange}
      title={t('inbox.transfer.title')}
      destroyOnHidden
      content={<TransferForm busy={busy} onTransfer={onTransfer} />}
    >
      <span>{children}</span>
    </Popover>
  )
}

function TransferForm({ busy, onTransfer }: { busy: boolean; onTransfer(transfer: Transfer): void }) {
  const { t } = useTranslation()
  const { myId } = useSession()
  const [kind, setKind] = useState<'colleague' | 'skill'>('colleague')
  const [target, setTarget] = useState<string>()
  const [note, setNote] = useState('')
  const staff = useQuery({ queryKey: keys.staff, queryFn: ({ signal }) => call(routes.listStaff, { signal }) })
  const people = (staff.data?.items ?? []).filter((person) => person.id !== myId && !person.disabled)
  const skills = [...new Set(people.flatMap((person) => Object.keys(person.skills)))].sort()
  const order = { online: 0, busy: 1, offline: 2 }
  const options: { value: string; label: string; person?: Staff; disabled?: boolean }[] =
    kind === 'skill'
      ? skills.map((skill) => ({ value: skill, label: skill }))
      : [...people]
          .sort((a, b) => order[a.presence] - order[b.presence] || a.load - b.load)
          .map((person) => ({ value: person.id, label: person.name, person, disabled: person.presence === 'offline' }))
  const label = options.find((option) => option.value === target)?.label ?? ''
  return (
    <form
      className="pop pop-transfer"
      onSubmit={(event) => {
        event.preventDefault()
        if (target)
          onTransfer({ ...(kind === 'skill' ? { skill: target } : { staffId: target }), note: note.trim(), to: label })
      }}
    >
      <Segmented<'colleague' | 'skill'>
        block
        value={kind}
        options={[
          { value: 'colleague', label: t('inbox.transfer.colleague') },
          { value: 'skill', label: t('inbox.transfer.skill') },
        ]}
        onChange={(next) => {
          setKind(next)
          setTarget(undefined)
        }}
      />
      <Select
        autoFocus
        showSearch={{ optionFilterProp: 'label' }}
        loading={staff.isPending}
        value={target}
        onChange={setTarget}
        placeholder={t(kind === 'skill' ? 'inbox.transfer.pickSkill' : 'inbox.transfer.pickColleague')}
        notFoundContent={kind === 'skill' ? t('inbox.transfer.noSkills') : undefined}
        options={options}
        optionRender={(option) => (
          <span className="person">
            {option.data.person && <i className={`dot dot-${option.data.person.presence}`} />}
            <span>{option.data.label}</span>
            {option.data.person && (
              <small>
                {option.data.person.load}/{option.data.person.capacity}
              </small>
            )}
          </span>
        )}
      />
      <Input.TextArea
        value={note}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        placeholder={t('inbox.transfer.notePlaceholder')}
        aria-label={t('inbox.transfer.note')}
        onChange={(event) => setNote(event.target.value)}
      />
      <Button type="primary" block htmlType="submit" disabled={!target} loading={busy}>
        {t('inbox.transfer.submit')}
      </Button>
    </form>
  )
}
