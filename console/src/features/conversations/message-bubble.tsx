import { EyeOutlined, NodeIndexOutlined } from '@ant-design/icons'
import type { StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import type { FormPart } from '@loopdesk/contracts/form.ts'
import { Button, Tooltip } from 'antd'
import type { TFunction } from 'i18next'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { RichText } from '../../ui/rich-text.tsx'
import { Time } from '../../ui/time.tsx'
import { useReveal } from '../../ui/use-reveal.ts'
import { DeliveryTick } from './delivery-tick.tsx'
import { SentFormPart } from './form-parts.tsx'
import { MessageParts } from './message-parts.tsx'

interface Props {
  message: StaffMessage
  /** Follows closely on one by the same author. */
  continues: boolean
  conversationId: string
  customerName: string
  /** The form whose answers the message brings. */
  asked?: FormPart | undefined
  onTrace(turnId: string): void
}

/** One message as it stands: by whom, what, how far it got, and how the bot came to it. */
export const MessageBubble = memo(function MessageBubble({
  message,
  continues,
  conversationId,
  customerName,
  asked,
  onTrace,
}: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const reveal = useReveal(() =>
    call(routes.revealMessage, { params: { conversationId, messageId: message.id }, body: {} }),
  )
  if (message.sender === 'system') {
    return (
      <p className="system" id={`m${message.seq}`}>
        <span>{message.text}</span> <Time at={message.at} short />
      </p>
    )
  }
  const who =
    message.sender === 'customer'
      ? customerName || t('inbox.anonymous')
      : message.sender === 'bot'
        ? t('inbox.bot')
        : (message.senderName ?? '')
  const text = reveal.value?.text ?? message.text
  const { turnId } = message
  // The words of a form say the same as its answers; revealed, they say it in clear.
  const sent = asked && !reveal.value ? message.form : null
  return (
    <article className={`message from-${message.sender}${continues ? ' continues' : ''}`} id={`m${message.seq}`}>
      {!continues && <header className="message-who">{who}</header>}
      <div className="message-line">
        <div className="bubble-stack">
          {!sent && text && (
            <div className={`bubble${reveal.value ? ' bubble-revealed' : ''}`}>
              <RichText text={text} />
            </div>
          )}
          {sent && asked ? (
            <SentFormPart sent={sent} asked={asked} parts={message.parts} />
          ) : (
            <MessageParts parts={message.parts} />
          )}
        </div>
        <footer className="message-meta">
          {message.hasPii && can('pii.reveal') && !reveal.value && (
            <Tooltip title={t('common.revealHint')}>
              <Button
                type="text"
                size="small"
                icon={<EyeOutlined />}
                loading={reveal.busy}
                aria-label={t('common.reveal')}
                onClick={reveal.show}
              />
            </Tooltip>
          )}
          {turnId && (
            <Tooltip title={t('inbox.trace.open')}>
              <Button
                type="text"
                size="small"
                className="trace-button"
                icon={<NodeIndexOutlined />}
                aria-label={t('inbox.trace.open')}
                onClick={() => onTrace(turnId)}
              />
            </Tooltip>
          )}
          <Time at={message.at} short />
          {message.delivery && <DeliveryTick delivery={message.delivery} />}
        </footer>
      </div>
      {reveal.value && <p className="revealed">{t('common.revealed', { seconds: reveal.secondsLeft })}</p>}
      {message.delivery?.state === 'failed' && (
        <p className="not-delivered">
          {t('inbox.delivery.failedFor', { reason: failureWords(message.delivery.reason, t) })}
        </p>
      )}
    </article>
  )
})

function failureWords(reason: string | null, t: TFunction): string {
  if (reason === 'gave_up' || reason === 'channel_closed' || reason === 'rejected')
    return t(`inbox.deliveryReason.${reason}`)
  return reason ?? t('inbox.deliveryReason.gave_up')
}
