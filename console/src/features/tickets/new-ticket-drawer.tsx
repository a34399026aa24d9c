import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CallInput, call, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { problemText } from '../../ui/problem-text.ts'
import { SideDrawer } from '../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../ui/states.tsx'

type Draft = Omit<CallInput<typeof routes.createTicket>['body'], 'idempotencyKey'>

interface Props {
  open: boolean
  /** Filled in from this conversation, when there is one. */
  conversationId?: string
  onClose(): void
}

/** A new ticket, prefilled from a conversation where it starts from one. */
export function NewTicketDrawer({ open, conversationId, onClose }: Props) {
  const { t } = useTranslation()
  const draft = useQuery({
    queryKey: ['ticket-draft', conversationId],
    queryFn: ({ signal }) => call(routes.draftTicket, { params: { conversationId: conversationId! }, signal }),
    enabled: open && conversationId !== undefined,
    gcTime: 0,
    staleTime: 0,
  })
  return (
    <SideDrawer open={open} title={t('tickets.create')} onClose={onClose}>
      {conversationId && draft.isPending && <LoadingState />}
      {draft.isLoadingError && <ErrorState error={draft.error} onRetry={() => void draft.refetch()} />}
      {(!conversationId || draft.data) && <TicketForm draft={draft.data ?? { subject: '' }} onDone={onClose} />}
    </SideDrawer>
  )
}

function TicketForm({ draft, onDone }: { draft: Draft; onDone(): void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  // One key for as long as the form is open: pressing twice makes one ticket.
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const staff = useQuery({ queryKey: keys.staff, queryFn: ({ signal }) => call(routes.listStaff, { signal }) })
  const create = useMutation({
    mutationFn: (fields: Draft) => call(routes.createTicket, { body: { ...draft, ...fields, idempotencyKey } }),
    onSuccess: (ticket) => {
      cache.setQueryData(keys.ticket(ticket.id), ticket)
      void cache.invalidateQueries({ queryKey: keys.tickets })
      void message.success(t('tickets.made', { number: ticket.number }))
      onDone()
    },
    onError: (error) => void message.error(problemText(error, t)),
  })
  return (
    <Form<Draft>
      layout="vertical"
      initialValues={{ priority: 1, category: 'general', assigneeId: null, ...draft }}
      onFinish={(fields) => create.mutate(fields)}
      requiredMark={false}
    >
      <Form.Item
        name="subject"
        label={t('tickets.subject')}
        rules={[{ required: true, whitespace: true, message: t('tickets.required') }]}
      >
        <Input maxLength={200} autoFocus />
      </Form.Item>
      <Form.Item name="description" label={t('tickets.description')}>
        <Input.TextArea autoSize={{ minRows: 5, maxRows: 14 }} maxLength={8000} />
      </Form.Item>
      <Form.Item name="priority" label={t('tickets.priority')}>
        <Segmented
          block
          options={[
            { value: 0, label: t('common.priority.p0') },
            { value: 1, label: t('common.priority.p1') },
            { value: 2, label: t('common.priority.p2') },
            { value: 3, label: t('common.priority.p3') },
          ]}
        />
      </Form.Item>
      <Form.Item name="category" label={t('tickets.category')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="assigneeId" label={t('tickets.assignee')}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('tickets.nobody')}
          options={(staff.data?.items ?? [])
            .filter((person) => !person.disabled)
            .map((person) => ({ value: person.id, label: person.name }))}
        />
      </Form.Item>
      {draft.fields && Object.keys(draft.fields).length > 0 && (
        <dl className="facts">
          {Object.entries(draft.fields).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Button type="primary" htmlType="submit" loading={create.isPending} block>
        {t('tickets.create')}
      </Button>
    </Form>
  )
}
