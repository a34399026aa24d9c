import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { type ChatState, unreadCount } from '../core/chat-state.ts'
import type { Connection } from '../core/connection.ts'
import { strings } from '../text/strings.ts'
import { accentOf } from './accent.ts'
import { useAttachments } from './attachments.ts'
import { type Chat, ChatContext, useMedia } from './context.ts'
import { Launcher } from './launcher.tsx'
import { Panel } from './panel.tsx'

/** How the page outside steers the app. */
export interface Remote {
  show(open: boolean): void
}

export interface AppProps {
  connection: Connection
  origin: string
  siteKey: string
  locale: Locale
  /** A page of its own instead of a corner of another one. */
  alone: boolean
  theme: 'auto' | 'light' | 'dark'
  side: 'left' | 'right'
  remote: (remote: Remote) => void
  announce: (event: 'open' | 'close' | 'unread', data?: number) => void
}

/** The whole widget: launcher and window around one connection. */
export function App({ connection, origin, siteKey, locale: wanted, alone, theme, side, remote, announce }: AppProps) {
  const [state, setState] = useState(connection.state())
  const [open, setOpen] = useState(alone)
  const [view, setView] = useState<'home' | 'talk'>('home')
  const draft = useRef('')
  const launcher = useRef<HTMLButtonElement>(null)
  const locale = state.locale ?? wanted
  const t = strings[locale]
  const attachments = useAttachments(connection, origin, t)
  const unread = unreadCount(state)
  const accent = useMemo(() => accentOf(state.site?.color), [state.site?.color])
  const spoken = useSpokenNews(state)
  const night = useMedia('(prefers-color-scheme: dark)')
  const dark = theme === 'auto' ? night : theme === 'dark'

  useEffect(() => {
    setState(connection.state())
    return connection.subscribe(setState)
  }, [connection])
  useEffect(() => announce('unread', unread), [unread, announce])
  useEffect(() => remote({ show: (wish) => wish !== open && toggle() }))

  function toggle() {
    if (!open && unread > 0) setView('talk')
    setOpen(!open)
    announce(open ? 'close' : 'open')
    if (open) requestAnimationFrame(() => launcher.current?.focus({ preventScroll: true }))
  }
  const chat: Chat = {
    connection,
    state,
    origin,
    siteKey,
    locale,
    t,
    attachments,
    draft,
    showTalk: () => setView('talk'),
    askForHuman() {
      connection.send({ type: 'text', text: t.humanSays })
      setView('talk')
    },
  }
  const hidden = state.link === 'refused' && !state.site && !alone
  const style = {
    '--surface': accent.surface,
    '--on-surface': accent.onSurface,
    '--accent-light': accent.onLight,
    '--accent-dark': accent.onDark,
  }
  const peek = state.thread.messages.findLast(
    (message) => message.seq > state.readSeq && /bot|agent/.test(message.sender),
  )
  return (
    <ChatContext.Provider value={chat}>
      <div
        class={`root side-${side}${dark ? ' is-dark' : ''}${alone ? ' is-alone' : ''}${hidden ? ' is-hidden' : ''}`}
        style={style}
        lang={locale === 'zh' ? 'zh-CN' : 'en'}
      >
        {open && <Panel view={view} alone={alone} onBack={() => setView('home')} onClose={toggle} />}
        {!alone && (
          <Launcher
            open={open}
            unread={unread}
            peek={unread > 0 ? peek : undefined}
            name={state.site?.name ?? t.bot}
            t={t}
            button={launcher}
            onToggle={toggle}
          />
        )}
        <div class="unseen" aria-live="polite">
          {spoken}
        </div>
      </div>
    </ChatContext.Provider>
  )
}

/** The newest message of the other side, for screen readers; what was there before is not read out again. */
function useSpokenNews(state: ChatState): string {
  const [spoken, setSpoken] = useState('')
  const known = useRef<number | null>(null)
  const last = state.thread.messages.at(-1)
  useEffect(() => {
    if (state.link !== 'online') return
    const isNews = known.current !== null && last && last.seq > known.current && last.sender !== 'customer'
    if (isNews) setSpoken(`${last.senderName ?? state.site?.name ?? ''}: ${last.text}`)
    known.current = last?.seq ?? 0
  }, [last, state.link, state.site?.name])
  return spoken
}
