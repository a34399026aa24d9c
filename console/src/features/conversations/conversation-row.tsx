import type { ConversationSummary } from '@loopdesk/contracts/api/conversations.ts'
import type { OwnerReason } from '@loopdesk/contracts/messages.ts'
import type { TFunction } from 'i18next'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../app/session.tsx'
import type { View } from '../../realtime/query-keys.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Time } from '../../ui/time.tsx'
import { topicName } from '../../ui/topic-name.ts'
import { MoodWord } from './mood-word.tsx'
import { WaitingClock } from './waiting-clock.tsx'

/** Reasons that tell an agent something; the rest is the normal course. */
const telling: OwnerReason[] = [
  'customer_asked',
  'bot_failed',
  'policy',
  'risk',
  'complaint',
  'transferred',
  'agent_offline',
  'reopened',
]

interface Props {
  summary: ConversationSummary
  chosen: boolean
  view: View
  onOpen(conversationId: string): void
}

/** One conversation in the list: who, what was said last, why it is here, how long they wait. */
export const ConversationRow = memo(function ConversationRow({ summary, chosen, view, onOpen }: Props) {
  const { t } = useTranslation()
  const { myId } = useSession()
  const name = summary.customer.name || t('inbox.anonymous')
  const last = summary.lastMessage
  const author = last && last.sender !== 'customer' ? authorName(summary, last.sender, myId, t) : ''
  return (
    <button type="button" className="row" aria-current={chosen || undefined} onClick={() => onOpen(summary.id)}>
      <Avatar name={name} seed={summary.customer.id} size={32} />
      <span className="row-main">
        <span className="row-top">
          <b className={summary.unread ? 'row-name row-unread' : 'row-name'}>{name}</b>
          <span className="row-channel">{summary.channel.name}</span>
          <span className="row-time">
            <Time at={last?.at ?? summary.updatedAt} short />
          </span>
        </span>
        <span className="row-bottom">
          <span className="row-text">
            {author && <span className="row-prefix">{t('common.pair', { name: author, value: '' })}</span>}
            {last?.text}
          </span>
          {summary.unread > 0 && <span className="unread">{summary.unread > 99 ? '99+' : summary.unread}</span>}
        </span>
        <RowTags summary={summary} view={view} />
      </span>
    </button>
  )
})

/** Who said the last word, when it was not the customer; nothing for system lines. */
function authorName(summary: ConversationSummary, sender: string, myId: string | null, t: TFunction): string {
  if (sender === 'bot') return t('inbox.bot')
  if (sender !== 'agent') return ''
  return summary.agent?.id === myId ? t('inbox.youAre') : (summary.agent?.name ?? '')
}

function RowTags({ summary, view }: { summary: ConversationSummary; view: View }) {
  const { t, i18n } = useTranslation()
  const topic = topicName(summary, i18n.language)
  const { owner, priority, reason, mood } = summary
  const tags = [
    priority >= 2 && (
      <span key="priority" className={`tag ${priority === 3 ? 'tag-bad' : 'tag-warn'}`}>
        {t(priority === 3 ? 'common.priority.p3' : 'common.priority.p2')}
      </span>
    ),
    mood && (mood.emotion !== 'neutral' || mood.signals.length > 0) && <MoodWord key="mood" mood={mood} />,
    owner === 'queue' && summary.waitingSince && <WaitingClock key="waiting" since={summary.waitingSince} />,
    (owner === 'queue' || owner === 'agent') && telling.includes(reason) && (
      <span key="reason" className={reason === 'complaint' || reason === 'risk' ? 'tag tag-bad' : 'tag'}>
        {t(`inbox.reason.${reason}`)}
      </span>
    ),
    view === 'resolved' && summary.outcome && (
      <span key="outcome" className="tag">
        {t(`inbox.outcome.${summary.outcome}`)}
      </span>
    ),
    topic && (
      <span key="topic" className="tag tag-plain">
        {topic}
      </span>
    ),
    view === 'open' && (
      <span key="owner" className="tag tag-plain">
        {owner === 'agent' ? summary.agent?.name : t(`inbox.owner.${owner}`, { name: '' })}
      </span>
    ),
  ].filter(Boolean)
  return tags.length ? <span className="row-tags">{tags}</span> : null
}
