import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useNavigate, useParams } from 'react-router'
import { Problem } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import type { View } from '../../realtime/query-keys.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useWiderThan } from '../../ui/use-width.ts'
import { ConversationList } from './conversation-list.tsx'
import { ConversationPane } from './conversation-pane.tsx'
import { isView, ViewList, ViewTabs } from './views.tsx'
import './inbox.css'

/** Views, list, conversation and context side by side; on a phone one at a time, with a way back. */
export function InboxPage() {
  const { t } = useTranslation()
  const { view = 'mine', conversationId } = useParams()
  const { can } = useSession()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const twoColumns = useWiderThan(768)
  const withViews = useWiderThan(1200)

  if (!isView(view)) return <Navigate replace to="/inbox/mine" />
  if (!can('conversations.read')) return <ErrorState error={new Problem({ code: 'forbidden', status: 403 })} />
  const open = (id: string) => void navigate(`/inbox/${view}/${id}`)
  const choose = (next: View) =>
    void navigate(conversationId && twoColumns ? `/inbox/${next}/${conversationId}` : `/inbox/${next}`)

  return (
    <div className="inbox">
      {withViews && <ViewList view={view} onChoose={choose} />}
      {(twoColumns || !conversationId) && (
        <section className="inbox-list" aria-label={t(`inbox.views.${view}`)}>
          {!withViews && <ViewTabs view={view} onChoose={choose} />}
          <ConversationList view={view} search={search} onSearch={setSearch} chosen={conversationId} onOpen={open} />
        </section>
      )}
      {conversationId ? (
        <ConversationPane key={conversationId} conversationId={conversationId} view={view} />
      ) : (
        twoColumns && (
          <section className="inbox-pane inbox-nothing">
            <EmptyState title={t('inbox.pick')} help={t('inbox.pickHelp')} />
          </section>
        )
      )}
    </div>
  )
}
