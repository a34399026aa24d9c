import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Rehearsal } from './use-rehearsal.ts'

/** Whether the customer has been checked already; shared with the start form. */
export function VerifiedSwitch({ rehearsal }: { rehearsal: Rehearsal }) {
  const { t } = useTranslation()
  const { customer, setCustomer } = rehearsal
  return (
    <div className="field field-inline">
      <span className="field-label">{t('flows.rehearse.verified')}</span>
      <Switch
        size="small"
        checked={customer.verified}
        aria-label={t('flows.rehearse.verified')}
        onChange={(verified) => setCustomer({ ...customer, verified })}
      />
    </div>
  )
}
