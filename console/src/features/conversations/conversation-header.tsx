import {
  ArrowLeftOutlined,
  CheckOutlined,
  InfoCircleOutlined,
  MoreOutlined,
  ProfileOutlined,
  RobotOutlined,
  SwapOutlined,
  UserAddOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Tooltip } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { conversationKeys } from '../../app/conversation-keys.ts'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { topicName } from '../../ui/topic-name.ts'
import { useWiderThan } from '../../ui/use-width.ts'
import { MoodWord } from './mood-word.tsx'
import { ResolvePopover } from './resolve-popover.tsx'
import { TransferPopover } from './transfer-popover.tsx'
import type { allowedActions, useConversationActions } from './use-conversation-actions.tsx'
import { WaitingClock } from './waiting-clock.tsx'

interface Props {
  detail: ConversationDetail
  allowed: ReturnType<typeof allowedActions>
  actions: ReturnType<typeof useConversationActions>
  dialog: 'transfer' | 'resolve' | null
  onDialog(dialog: 'transfer' | 'resolve' | null): void
  onTake(): void
  onTicket(): void
  onBack(): void
  onContext(): void
}

/** Who this is, who has it, and what can be done now. */
export function ConversationHeader(props: Props) {
  const { t, i18n } = useTranslation()
  const { detail, allowed, actions } = props
  const topic = topicName(detail, i18n.language)
  const wide = useWiderThan(900)
  const owner = allowed.mine
    ? t('inbox.owner.me')
    : t(`inbox.owner.${detail.owner}`, { name: detail.agent?.name ?? '' })
  const moves = [
    allowed.giveBack && {
      key: 'giveBack',
      icon: <RobotOutlined />,
      hint: conversationKeys.giveBack,
      run: () => actions.giveBack.mutate({}),
    },
    allowed.ticket && { key: 'ticket', icon: <ProfileOutlined />, hint: conversationKeys.ticket, run: props.onTicket },
  ].filter((move) => move !== false) as { key: 'giveBack' | 'ticket'; icon: ReactNode; hint: string; run(): void }[]
  return (
    <header className="head">
      <Button
        className="head-back"
        type="text"
        icon={<ArrowLeftOutlined />}
        aria-label={t('inbox.act.backTo')}
        onClick={props.onBack}
      />
      <div className="head-who">
        <h1>
          {detail.customer.name || t('inbox.anonymous')}
          {topic && <span className="head-topic">{topic}</span>}
        </h1>
        <p>
          <span className={`owner owner-${allowed.mine ? 'me' : detail.owner}`}>{owner}</span>
          {detail.owner === 'queue' && detail.waitingSince ? (
            <WaitingClock since={detail.waitingSince} />
          ) : (
            <span>
              {detail.status === 'resolved' && detail.outcome
                ? t(`inbox.outcome.${detail.outcome}`)
                : t(`inbox.reason.${detail.reason}`)}
            </span>
          )}
          <MoodWord mood={detail.mood} />
          <span className="head-channel">{detail.channel.name}</span>
        </p>
      </div>
      <div className="head-actions">
        {allowed.take && (
          <Tip text={t('inbox.act.take')} hint={conversationKeys.take}>
            <Button type="primary" icon={<UserAddOutlined />} loading={actions.take.isPending} onClick={props.onTake}>
              {t('inbox.act.take')}
            </Button>
          </Tip>
        )}
        {allowed.transfer && (
          <TransferPopover
            open={props.dialog === 'transfer'}
            busy={actions.transfer.isPending}
            onOpenChange={(open) => props.onDialog(open ? 'transfer' : null)}
            onTransfer={(to) => actions.transfer.mutate(to, { onSuccess: () => props.onDialog(null) })}
          >
            <Tip text={t('inbox.act.transfer')} hint={conversationKeys.transfer}>
              <Button icon={<SwapOutlined />} aria-label={t('inbox.act.transfer')}>
                {wide && t('inbox.act.transfer')}
              </Button>
            </Tip>
          </TransferPopover>
        )}
        {wide &&
          moves.map((move) => (
            <Tip key={move.key} text={t(`inbox.act.${move.key}`)} hint={move.hint}>
              <Button icon={move.icon} aria-label={t(`inbox.act.${move.key}`)} onClick={move.run} />
            </Tip>
          ))}
        {allowed.resolve && (
          <ResolvePopover
            open={props.dialog === 'resolve'}
            busy={actions.resolve.isPending}
            onOpenChange={(open) => props.onDialog(open ? 'resolve' : null)}
            onResolve={(outcome) => actions.resolve.mutate(outcome, { onSuccess: () => props.onDialog(null) })}
          >
            <Tip text={t('inbox.act.resolve')} hint={conversationKeys.resolve}>
              <Button
                type={allowed.mine ? 'primary' : 'default'}
                icon={<CheckOutlined />}
                aria-label={t('inbox.act.resolve')}
              >
                {(wide || allowed.mine) && t('inbox.act.resolve')}
              </Button>
            </Tip>
          </ResolvePopover>
        )}
        {!wide && moves.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: moves.map((move) => ({
                key: move.key,
                icon: move.icon,
                label: t(`inbox.act.${move.key}`),
                onClick: move.run,
              })),
            }}
          >
            <Button icon={<MoreOutlined />} aria-label={t('inbox.act.more')} />
          </Dropdown>
        )}
        <Tip text={t('inbox.act.details')} hint={conversationKeys.context}>
          <Button
            type="text"
            icon={<InfoCircleOutlined />}
            aria-label={t('inbox.act.details')}
            onClick={props.onContext}
          />
        </Tip>
      </div>
    </header>
  )
}

function Tip({ text, hint, children }: { text: string; hint: string; children: ReactNode }) {
  return (
    <Tooltip
      mouseEnterDelay={0.4}
      title={
        <span className="tip">
          {text} <KeyHint keys={hint.toUpperCase()} />
        </span>
      }
    >
      {children}
    </Tooltip>
  )
}
