import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'
import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { ChatState } from '../core/chat-state.ts'
import type { Connection } from '../core/connection.ts'
import type { Strings } from '../text/strings.ts'
import type { Attachments } from './attachments.ts'

/** What every part of the view may use; one value per render of the app. */
export interface Chat {
  connection: Connection
  state: ChatState
  origin: string
  siteKey: string
  locale: Locale
  t: Strings
  attachments: Attachments
  /** What is written and not sent yet; outlives the closing of the window. */
  draft: { current: string }
  /** Goes to the conversation, where what was just said is visible. */
  showTalk(): void
  askForHuman(): void
}

export const ChatContext = createContext<Chat | null>(null)

/** The chat around this component. */
export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('a chat view outside of its app')
  return chat
}

/** The present instant in milliseconds, renewed every half minute, for relative times. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** Follows a media query. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const follow = () => setHolds(list.matches)
    list.addEventListener('change', follow)
    return () => list.removeEventListener('change', follow)
  }, [query])
  return holds
}

/** The width below which the chat takes the whole screen. */
export const phone = '(max-width: 520px)'
