import { CheckOutlined, ClockCircleOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import type { Message } from '@loopdesk/contracts/messages.ts'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'

/** How far a message got: clock, one tick, two ticks, two coloured ticks, or a red mark. */
export function DeliveryTick({ delivery }: { delivery: NonNullable<Message['delivery']> }) {
  const { t } = useTranslation()
  const { state } = delivery
  return (
    <Tooltip title={t(`inbox.delivery.${state}`)}>
      <span className={`tick tick-${state}`} role="img" aria-label={t(`inbox.delivery.${state}`)}>
        {state === 'queued' && <ClockCircleOutlined />}
        {state === 'failed' && <ExclamationCircleOutlined />}
        {(state === 'sent' || state === 'delivered' || state === 'read') && <CheckOutlined />}
        {(state === 'delivered' || state === 'read') && <CheckOutlined className="tick-second" />}
      </span>
    </Tooltip>
  )
}
