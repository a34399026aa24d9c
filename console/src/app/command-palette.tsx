import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call, routes } from '../api.ts'
import { Time } from '../ui/time.tsx'
import { useDebounced } from '../ui/use-debounced.ts'
import { usePaletteActions } from './palette-actions.tsx'
import { useSession } from './session.tsx'

interface Entry {
  id: string
  title: ReactNode
  aside?: ReactNode
  run(): void
}

/** One box over conversations, customers, tickets and actions. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const groups = useGroups(useDeferredValue(text.trim()), onClose)
  const entries = groups.flatMap((group) => group.entries)
  const current = Math.min(chosen, entries.length - 1)

  const press = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setChosen((current + 1) % Math.max(entries.length, 1))
    else if (event.key === 'ArrowUp') setChosen((current - 1 + entries.length) % Math.max(entries.length, 1))
    else if (event.key === 'Enter') entries[current]?.run()
    else return
    event.preventDefault()
  }
  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={600}
      style={{ top: 96 }}
      styles={{ container: { padding: 0 } }}
      className="palette"
    >
      <input
        // biome-ignore lint/a11y/noAutofocus: the palette is opened to type into it
        autoFocus
        className="palette-input"
        value={text}
        placeholder={t('shell.search')}
        aria-label={t('shell.search')}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      <div className="palette-list" role="listbox">
        {groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            {group.entries.map((entry) => (
              <div
                key={entry.id}
                role="option"
                tabIndex={-1}
                aria-selected={entries[current] === entry}
                className="palette-entry"
                ref={entries[current] === entry ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
                onMouseMove={() => setChosen(entries.indexOf(entry))}
                onClick={entry.run}
                onKeyDown={press}
              >
                <span>{entry.title}</span>
                <small>{entry.aside}</small>
              </div>
            ))}
          </section>
        ))}
        {entries.length === 0 && <p className="palette-none">{t('shell.palette.empty', { text })}</p>}
      </div>
      <p className="palette-hint">{t('shell.palette.hint')}</p>
    </Modal>
  )
}

function useGroups(text: string, onClose: () => void): { title: string; entries: Entry[] }[] {
  const { t } = useTranslation()
  const { can } = useSession()
  const navigate = useNavigate()
  const search = useDebounced(text, 160)
  const go = (to: string) => () => {
    onClose()
    void navigate(to)
  }
  const looking = search.length > 0
  const conversations = useQuery({
    queryKey: ['palette', 'conversations', search],
    queryFn: ({ signal }) =>
      call(routes.listConversations, { query: { view: 'all', search: search || undefined, limit: 6 }, signal }),
    enabled: can('conversations.read'),
  })
  const customers = useQuery({
    queryKey: ['palette', 'customers', search],
    queryFn: ({ signal }) => call(routes.listCustomers, { query: { search, limit: 5 }, signal }),
    enabled: looking && can('customers.read'),
  })
  const tickets = useQuery({
    queryKey: ['palette', 'tickets', search],
    queryFn: ({ signal }) => call(routes.listTickets, { query: { search, limit: 5 }, signal }),
    enabled: looking && can('tickets.read'),
  })
  const actions = usePaletteActions().filter((action) => action.title.toLowerCase().includes(text.toLowerCase()))

  return [
    {
      title: t('shell.palette.conversations'),
      entries: (conversations.data?.items ?? []).map((item) => ({
        id: item.id,
        title: (
          <>
            {item.customer.name || t('inbox.anonymous')} <em>{item.lastMessage?.text}</em>
          </>
        ),
        aside: <Time at={item.updatedAt} short />,
        run: go(`/inbox/${item.status === 'resolved' ? 'resolved' : 'open'}/${item.id}`),
      })),
    },
    {
      title: t('shell.palette.customers'),
      entries: (looking ? (customers.data?.items ?? []) : []).map((item) => ({
        id: item.id,
        title: item.name || t('customers.visitor'),
        aside: item.externalId,
        run: go(`/customers/${item.id}`),
      })),
    },
    {
      title: t('shell.palette.tickets'),
      entries: (looking ? (tickets.data?.items ?? []) : []).map((item) => ({
        id: item.id,
        title: `#${item.number} ${item.subject}`,
        aside: t(`tickets.statuses.${item.status}`),
        run: go(`/tickets/${item.id}`),
      })),
    },
    {
      title: t('shell.palette.actions'),
      entries: actions.map((action) => ({
        id: action.title,
        title: action.title,
        run: () => {
          onClose()
          action.run()
        },
      })),
    },
    {
      title: t('assist.palette.group'),
      entries:
        text !== '' && can('knowledge.read')
          ? [
              {
                id: 'ask',
                title: t('assist.palette.ask', { text }),
                run: go(`/ask?q=${encodeURIComponent(text)}`),
              },
            ]
          : [],
    },
  ].filter((group) => group.entries.length > 0)
}
