import type { IncidentSummary } from '@loopdesk/contracts/api/flows.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { keys } from '../../../realtime/query-keys.ts'

interface Props {
  incident: Pick<IncidentSummary, 'assignee'>
  busy: boolean
  onAssign(staffId: string | null): void
}

/** Who sees to it; one press takes it oneself. */
export function AssigneeSelect({ incident: { assignee }, busy, onAssign }: Props) {
  const { t } = useTranslation()
  const { myId } = useSession()
  const staff = useQuery({ queryKey: keys.staff, queryFn: ({ signal }) => call(routes.listStaff, { signal }) })
  const people = (staff.data?.items ?? []).filter((one) => !one.disabled || one.id === assignee?.id)
  const known = people.length > 0 || !assignee ? people : [assignee]
  return (
    <>
      {!assignee && myId && (
        <Button size="small" type="primary" loading={busy} onClick={() => onAssign(myId)}>
          {t('incidents.assignMe')}
        </Button>
      )}
      <Select
        size="small"
        className="assignee"
        aria-label={t('incidents.assignee')}
        loading={busy}
        showSearch={{ optionFilterProp: 'label' }}
        value={assignee?.id ?? ''}
        options={[
          { value: '', label: t('incidents.nobody') },
          ...known.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(staffId) => onAssign(staffId || null)}
      />
    </>
  )
}
