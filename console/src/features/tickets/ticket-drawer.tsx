import type { Ticket } from '@loopdesk/contracts/api/desk.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type CallInput, call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { keys } from '../../realtime/query-keys.ts'
import { inWords } from '../../ui/in-words.ts'
import { problemText } from '../../ui/problem-text.ts'
import { RichText } from '../../ui/rich-text.tsx'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { Priority } from './priority.tsx'
import { useTicket } from './use-tickets.ts'
import './tickets.css'

type Change = NonNullable<CallInput<typeof routes.updateTicket>['body']>

/** One ticket: what it is about, who has it, what happened, and what can be changed. */
export function TicketDrawer({ ticketId, onClose }: { ticketId: string | undefined; onClose(): void }) {
  const { t } = useTranslation()
  const ticket = useTicket(ticketId)
  const title = ticket.data ? `#${ticket.data.number} ${ticket.data.subject}` : t('tickets.title')
  return (
    <SideDrawer open={ticketId !== undefined} title={title} width={560} onClose={onClose}>
      {ticket.isPending && <LoadingState />}
      {ticket.isLoadingError && <ErrorState error={ticket.error} onRetry={() => void ticket.refetch()} />}
      {ticket.data && <TicketBody ticket={ticket.data} />}
    </SideDrawer>
  )
}

function TicketBody({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const change = useChangeTicket(ticket)
  return (
    <>
      <TicketState ticket={ticket} onChange={can('tickets.write') ? (body) => change.mutate(body) : undefined} />
      <section className="ticket-text">
        {ticket.description ? <RichText text={ticket.description} /> : <p className="quiet">{t('common.none')}</p>}
      </section>
      {Object.keys(ticket.fields).length > 0 && (
        <dl className="facts">
          {Object.entries(ticket.fields).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <h3 className="ticket-heading">{t('tickets.history')}</h3>
      <ul className="ticket-history">
        <li>
          <span>{t('tickets.createdBy', { who: ticket.createdBy })}</span>
          <Time at={ticket.createdAt} />
        </li>
        {ticket.history
          .filter((entry) => entry.what !== 'created')
          .map((entry) => (
            <li key={`${entry.at}${entry.what}`}>
              <span>
                <b>{entry.who}</b> {entry.what}
              </span>
              <Time at={entry.at} />
            </li>
          ))}
      </ul>
      {can('tickets.write') && (
        <CommentBox
          busy={change.isPending}
          onComment={(comment, done) => change.mutate({ comment }, { onSuccess: done })}
        />
      )}
    </>
  )
}

/** Changes show at once; a refusal puts the ticket back as it was. */
function useChangeTicket(ticket: Ticket) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Change) => call(routes.updateTicket, { params: { ticketId: ticket.id }, body }),
    onMutate: ({ status, priority }) => {
      cache.setQueryData<Ticket>(
        keys.ticket(ticket.id),
        (now) => now && { ...now, ...(status && { status }), ...(priority !== undefined && { priority }) },
      )
    },
    onSuccess: (changed) => {
      cache.setQueryData(keys.ticket(ticket.id), changed)
      void cache.invalidateQueries({ queryKey: keys.tickets })
    },
    onError: (error) => {
      cache.setQueryData(keys.ticket(ticket.id), ticket)
      void message.error(problemText(error, t))
    },
  })
}

function TicketState({ ticket, onChange }: { ticket: Ticket; onChange: ((change: Change) => void) | undefined }) {
  const { t } = useTranslation()
  const staff = useQuery({
    queryKey: keys.staff,
    queryFn: ({ signal }) => call(routes.listStaff, { signal }),
    enabled: onChange !== undefined,
  })
  const statuses = (['open', 'pending', 'solved', 'closed'] as const).map((value) => ({
    value,
    label: t(`tickets.statuses.${value}`),
  }))
  const priorities = [0, 1, 2, 3].map((value) => ({ value, label: <Priority level={value} /> }))
  const people = [
    { value: '', label: t('tickets.nobody') },
    ...(staff.data?.items ?? [])
      .filter((one) => !one.disabled || one.id === ticket.assignee?.id)
      .map((one) => ({ value: one.id, label: one.name })),
  ]
  return (
    <dl className="ticket-state">
      <div>
        <dt>{t('tickets.status')}</dt>
        <dd>
          {onChange ? (
            <Select
              aria-label={t('tickets.status')}
              variant="filled"
              value={ticket.status}
              options={statuses}
              onChange={(status) => onChange({ status })}
            />
          ) : (
            t(`tickets.statuses.${ticket.status}`)
          )}
        </dd>
      </div>
      <div>
        <dt>{t('tickets.priority')}</dt>
        <dd>
          {onChange ? (
            <Select
              aria-label={t('tickets.priority')}
              variant="filled"
              value={ticket.priority}
              options={priorities}
              onChange={(priority) => onChange({ priority })}
            />
          ) : (
            <Priority level={ticket.priority} />
          )}
        </dd>
      </div>
      <div>
        <dt>{t('tickets.assignee')}</dt>
        <dd>
          {onChange ? (
            <Select
              aria-label={t('tickets.assignee')}
              variant="filled"
              showSearch={{ optionFilterProp: 'label' }}
              value={ticket.assignee?.id ?? ''}
              options={
                staff.data
                  ? people
                  : [{ value: ticket.assignee?.id ?? '', label: ticket.assignee?.name ?? t('tickets.nobody') }]
              }
              onChange={(assigneeId) => onChange({ assigneeId: assigneeId || null })}
            />
          ) : (
            (ticket.assignee?.name ?? t('tickets.nobody'))
          )}
        </dd>
      </div>
      <div>
        <dt>{t('tickets.category')}</dt>
        <dd>{ticket.category === 'general' ? t('tickets.categories.general') : inWords(ticket.category)}</dd>
      </div>
      {ticket.customer && (
        <div>
          <dt>{t('tickets.customer')}</dt>
          <dd>
            <Link to={`/customers/${ticket.customer.id}`}>{ticket.customer.name || t('customers.visitor')}</Link>
          </dd>
        </div>
      )}
      {ticket.conversationId && (
        <div>
          <dt>{t('tickets.conversation')}</dt>
          <dd>
            <Link to={`/inbox/open/${ticket.conversationId}`}>{t('tickets.openConversation')}</Link>
          </dd>
        </div>
      )}
    </dl>
  )
}

function CommentBox({ busy, onComment }: { busy: boolean; onComment(text: string, done: () => void): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const submit = () => text.trim() && onComment(text.trim(), () => setText(''))
  return (
    <div className="ticket-comment">
      <Input.TextArea
        value={text}
        maxLength={4000}
        autoSize={{ minRows: 2, maxRows: 8 }}
        placeholder={t('tickets.commentPlaceholder')}
        aria-label={t('tickets.comment')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && submit()}
      />
      <Button disabled={!text.trim()} loading={busy} onClick={submit}>
        {t('tickets.addComment')}
      </Button>
    </div>
  )
}
