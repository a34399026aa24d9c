import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { conversationKeys } from '../../app/conversation-keys.ts'
import { useSession } from '../../app/session.tsx'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { useHotkeys } from '../../ui/use-hotkeys.ts'
import { useWiderThan } from '../../ui/use-width.ts'
import { Composer, type ComposerHandle } from './composer.tsx'
import { ContextPanel } from './context-panel.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { HandoverBrief } from './handover-brief.tsx'
import { Timeline } from './timeline.tsx'
import { useConversation, useMarkRead } from './use-conversation.ts'
import { allowedActions, useConversationActions } from './use-conversation-actions.tsx'

// Opened now and then: not part of what the inbox has to load first.
const TraceDrawer = lazy(async () => ({ default: (await import('./trace-drawer.tsx')).TraceDrawer }))
const NewTicketDrawer = lazy(async () => ({
  default: (await import('../tickets/new-ticket-drawer.tsx')).NewTicketDrawer,
}))

/** One conversation: what happened, what can be done, and everything known around it. */
export function ConversationPane({ conversationId, view }: { conversationId: string; view: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const conversation = useConversation(conversationId)
  if (!conversation.data) {
    const toList = () => void navigate(`/inbox/${view}`)
    return (
      <section className="inbox-pane">
        <header className="head">
          <Button
            className="head-back"
            type="text"
            icon={<ArrowLeftOutlined />}
            aria-label={t('inbox.act.backTo')}
            onClick={toList}
          />
        </header>
        {conversation.isLoadingError ? (
          <ErrorState error={conversation.error} onRetry={() => void conversation.refetch()} />
        ) : (
          <LoadingState />
        )}
      </section>
    )
  }
  return <OpenConversation detail={conversation.data} view={view} />
}

function OpenConversation({ detail, view }: { detail: ConversationDetail; view: string }) {
  const { t } = useTranslation()
  const { me, myId, can } = useSession()
  const navigate = useNavigate()
  const [query, setQuery] = useSearchParams()
  const composer = useRef<ComposerHandle>(null)
  const roomForContext = useWiderThan(1280)
  const [contextOpen, setContextOpen] = useState(roomForContext)
  const [dialog, setDialog] = useState<'transfer' | 'resolve' | null>(null)
  const actions = useConversationActions(detail.id)
  const allowed = allowedActions(detail, {
    myId,
    senior: me.staff !== null && me.staff.role !== 'agent',
    mayWrite: can('conversations.write'),
    mayMakeTickets: can('tickets.write'),
  })
  useMarkRead(detail, allowed.mine, myId)

  const show = (name: 'trace' | 'ticket', value: string | null) =>
    setQuery((now) => {
      const next = new URLSearchParams(now)
      if (value === null) next.delete(name)
      else next.set(name, value)
      return next
    })
  const take = () => actions.take.mutate({}, { onSuccess: () => composer.current?.focus('reply') })
  useHotkeys({
    [conversationKeys.take]: allowed.take ? take : undefined,
    [conversationKeys.giveBack]: allowed.giveBack ? () => actions.giveBack.mutate({}) : undefined,
    [conversationKeys.transfer]: allowed.transfer ? () => setDialog('transfer') : undefined,
    [conversationKeys.resolve]: allowed.resolve ? () => setDialog('resolve') : undefined,
    [conversationKeys.ticket]: allowed.ticket ? () => show('ticket', 'new') : undefined,
    [conversationKeys.reply]: allowed.mine ? () => composer.current?.focus('reply') : undefined,
    [conversationKeys.note]: can('conversations.write') ? () => composer.current?.focus('note') : undefined,
    [conversationKeys.context]: () => setContextOpen(!contextOpen),
  })
  const context = (
    <ContextPanel
      detail={detail}
      onNewTicket={allowed.ticket ? () => show('ticket', 'new') : undefined}
      onInsert={allowed.mine ? (item) => composer.current?.insert('reply', item) : undefined}
      onNote={can('conversations.write') ? (item) => composer.current?.insert('note', item) : undefined}
    />
  )

  return (
    <>
      <section className="inbox-pane" aria-label={detail.customer.name}>
        <ConversationHeader
          detail={detail}
          allowed={allowed}
          actions={actions}
          dialog={dialog}
          onDialog={setDialog}
          onTake={take}
          onTicket={() => show('ticket', 'new')}
          onBack={() => void navigate(`/inbox/${view}`)}
          onContext={() => setContextOpen(!contextOpen)}
        />
        {detail.brief && <HandoverBrief brief={detail.brief} startOpen={detail.owner !== 'bot'} />}
        <Timeline detail={detail} onTrace={(turnId) => show('trace', turnId)} />
        {can('conversations.write') && (
          <Composer
            ref={composer}
            detail={detail}
            mine={allowed.mine}
            onTake={allowed.take ? take : undefined}
            taking={actions.take.isPending}
          />
        )}
      </section>
      {roomForContext && contextOpen && <aside className="inbox-context">{context}</aside>}
      {!roomForContext && (
        <SideDrawer open={contextOpen} title={t('inbox.act.details')} width={380} onClose={() => setContextOpen(false)}>
          {context}
        </SideDrawer>
      )}
      <Suspense fallback={null}>
        <TraceDrawer conversationId={detail.id} turnId={query.get('trace')} onClose={() => show('trace', null)} />
        <NewTicketDrawer
          open={query.get('ticket') === 'new'}
          conversationId={detail.id}
          onClose={() => show('ticket', null)}
        />
      </Suspense>
    </>
  )
}
