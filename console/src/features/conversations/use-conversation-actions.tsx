import type { ConversationSummary } from '@loopdesk/contracts/api/conversations.ts'
import type { Outcome } from '@loopdesk/contracts/messages.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, Problem, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { applySummary } from '../../realtime/apply-frame.ts'
import { keys } from '../../realtime/query-keys.ts'
import { problemText } from '../../ui/problem-text.ts'

export interface Transfer {
  staffId?: string
  skill?: string
  note: string
  /** Name of the colleague or skill, for the confirmation. */
  to: string
}

interface Person {
  myId: string | null
  /** Supervisors and above move any conversation, agents their own. */
  senior: boolean
  mayWrite: boolean
  mayMakeTickets: boolean
}

/** What this person may do with a conversation as it stands; the rest is not offered. */
export function allowedActions({ status, owner, agent }: ConversationSummary, person: Person) {
  const open = person.mayWrite && status === 'open'
  const mine = owner === 'agent' && agent?.id === person.myId
  const say = open && (mine || person.senior)
  return {
    mine,
    take: open && (owner === 'bot' || owner === 'queue'),
    transfer: say || (open && owner === 'queue'),
    giveBack: say && owner !== 'bot',
    resolve: say,
    ticket: person.mayMakeTickets,
  }
}

/** The moves of a conversation between bot, queue and agents, with undo where there is a way back. */
export function useConversationActions(conversationId: string) {
  const cache = useQueryClient()
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { myId } = useSession()
  const params = { conversationId }
  const settle = (summary: ConversationSummary) => applySummary(cache, summary, myId)
  const refuse = (error: unknown) => {
    void message.error(problemText(error, t))
    // Someone was faster: show how it stands now.
    if (error instanceof Problem && error.status === 409) {
      void cache.invalidateQueries({ queryKey: keys.conversation(conversationId) })
      void cache.invalidateQueries({ queryKey: keys.conversations })
    }
  }
  const tell = (text: string, undo?: () => void) => {
    const key = `moved-${conversationId}`
    void message.open({
      key,
      type: 'success',
      duration: undo ? 6 : 3,
      content: (
        <span>
          {text}
          {undo && (
            <Button
              type="link"
              size="small"
              onClick={() => {
                message.destroy(key)
                undo()
              }}
            >
              {t('common.undo')}
            </Button>
          )}
        </span>
      ),
    })
  }
  const take = useMutation({
    mutationFn: (_: { silent?: boolean }) => call(routes.takeOver, { params }),
    onSuccess: (summary, { silent }) => {
      settle(summary)
      if (!silent) tell(t('inbox.act.taken'), () => giveBack.mutate({ silent: true }))
    },
    onError: refuse,
  })
  const giveBack = useMutation({
    mutationFn: (_: { silent?: boolean }) => call(routes.giveBack, { params }),
    onSuccess: (summary, { silent }) => {
      settle(summary)
      if (!silent) tell(t('inbox.act.gaveBack'), () => take.mutate({ silent: true }))
    },
    onError: refuse,
  })
  const transfer = useMutation({
    mutationFn: ({ to: _to, ...body }: Transfer) => call(routes.transferConversation, { params, body }),
    onSuccess: (summary, { to }) => {
      settle(summary)
      tell(t('inbox.act.transferred', { to }))
    },
    onError: refuse,
  })
  const resolve = useMutation({
    mutationFn: (outcome: Outcome) => call(routes.resolveConversation, { params, body: { outcome } }),
    onSuccess: (summary) => {
      settle(summary)
      tell(t('inbox.act.resolved'))
    },
    onError: refuse,
  })
  return { take, giveBack, transfer, resolve }
}
