import { MoreOutlined } from '@ant-design/icons'
import type { RunDetail } from '@loopdesk/contracts/api/flows.ts'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWiderThan } from '../../../ui/use-width.ts'
import { RepairDrawer } from './repair-drawer.tsx'
import { possibleRepairs, type Repair } from './repairs.ts'
import type { Reader } from './waiting-words.ts'

/** What can be done about a run as it stands; each opens a drawer that says what will happen. */
export function RunActions({ run, reader }: { run: RunDetail; reader: Reader }) {
  const { t } = useTranslation()
  const wide = useWiderThan(1100)
  const [repair, setRepair] = useState<Repair | null>(null)
  const possible = possibleRepairs(run, (node) => reader.definition?.nodes[node]?.type)
  const shown = wide ? possible.filter((one) => one !== 'migrate') : possible.slice(0, 1)
  const rest = possible.filter((one) => !shown.includes(one))
  return (
    <div className="run-actions">
      {shown.map((one) => (
        <Button
          key={one}
          size="small"
          type={one === 'retry' ? 'primary' : 'default'}
          danger={one === 'cancel'}
          onClick={() => setRepair(one)}
        >
          {t(`runs.repair.names.${one}`)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Dropdown
          trigger={['click']}
          placement="bottomRight"
          menu={{
            items: rest.map((one) => ({ key: one, label: t(`runs.repair.names.${one}`), danger: one === 'cancel' })),
            onClick: ({ key }) => setRepair(possible.find((one) => one === key) ?? null),
          }}
        >
          <Button size="small" icon={<MoreOutlined />} aria-label={t('runs.repair.more')} />
        </Dropdown>
      )}
      <RepairDrawer repair={repair} run={run} reader={reader} onClose={() => setRepair(null)} />
    </div>
  )
}
