import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { topicName } from '../../ui/topic-name.ts'
import { useConversations } from '../conversations/use-conversation.ts'

/** The customer's conversations, newest first. */
export function PastConversations({
  customerId,
  except,
  empty,
}: {
  customerId: string
  except?: string
  empty: string
}) {
  const { t, i18n } = useTranslation()
  const list = useConversations({ view: 'all', customerId })
  if (list.isPending) return <LoadingState />
  if (list.isLoadingError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  const items = list.data.pages.flatMap((page) => page.items).filter((item) => item.id !== except)
  if (items.length === 0) return <p className="quiet">{empty}</p>
  return (
    <ul className="lines">
      {items.map((item) => (
        <li key={item.id}>
          <Link to={`/inbox/${item.status === 'resolved' ? 'resolved' : 'open'}/${item.id}`}>
            {topicName(item, i18n.language) ?? item.lastMessage?.text ?? item.channel.name}
          </Link>
          {item.outcome && <span className="tag">{t(`inbox.outcome.${item.outcome}`)}</span>}
          <Time at={item.updatedAt} short />
        </li>
      ))}
    </ul>
  )
}
