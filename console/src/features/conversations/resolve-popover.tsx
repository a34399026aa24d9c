import type { Outcome } from '@loopdesk/contracts/messages.ts'
import { Button, Popover, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

const outcomes: Outcome[] = ['solved', 'answered', 'declined', 'cancelled', 'failed']

interface Props {
  open: boolean
  busy: boolean
  children: ReactNode
  onOpenChange(open: boolean): void
  onResolve(outcome: Outcome): void
}

/** Closing asks how it ended; that is also the confirmation. */
export function ResolvePopover({ open, busy, children, onOpenChange, onResolve }: Props) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<Outcome>('solved')
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={onOpenChange}
      title={t('inbox.resolve.title')}
      destroyOnHidden
      content={
        <form
          className="pop"
          onSubmit={(event) => {
            event.preventDefault()
            onResolve(outcome)
          }}
        >
          <Radio.Group
            className="pop-radios"
            value={outcome}
            onChange={(event) => setOutcome(event.target.value)}
            options={outcomes.map((value) => ({ value, label: t(`inbox.outcome.${value}`) }))}
          />
          <p className="pop-help">{t('inbox.resolve.help')}</p>
          <Button type="primary" block htmlType="submit" loading={busy} autoFocus>
            {t('inbox.resolve.submit')}
          </Button>
        </form>
      }
    >
      <span>{children}</span>
    </Popover>
  )
}
