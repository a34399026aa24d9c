import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSetPresence } from './use-set-presence.ts'

const choices = ['online', 'busy', 'offline'] as const

/** Whether new conversations come to me, with how many I have of how many I can take. */
export function PresenceSwitch({ staff }: { staff: Staff }) {
  const { t } = useTranslation()
  const setPresence = useSetPresence()
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [staff.presence],
        items: choices.map((presence) => ({
          key: presence,
          label: (
            <span className="presence-choice">
              <i className={`dot dot-${presence}`} />
              <span>{t(`shell.presence.${presence}`)}</span>
              <small>{t(`shell.presenceHint.${presence}`)}</small>
            </span>
          ),
        })),
        onClick: ({ key }) => setPresence.mutate(key as Staff['presence']),
      }}
    >
      <button
        type="button"
        className="presence"
        title={t('shell.load', { load: staff.load, capacity: staff.capacity })}
      >
        <i className={`dot dot-${staff.presence}`} />
        <span className="presence-name">{t(`shell.presence.${staff.presence}`)}</span>
        <span className="presence-load">
          {staff.load}/{staff.capacity}
        </span>
      </button>
    </Dropdown>
  )
}
