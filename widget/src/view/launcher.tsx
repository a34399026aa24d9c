import type { Message } from '@loopdesk/contracts/messages.ts'
import type { RefObject } from 'preact'
import { useState } from 'preact/hooks'
import type { Strings } from '../text/strings.ts'
import { Icon } from './icons.tsx'

interface LauncherProps {
  open: boolean
  unread: number
  /** The newest unread message, peeking out while the chat is closed. */
  peek: Message | undefined
  name: string
  t: Strings
  button: RefObject<HTMLButtonElement | null>
  onToggle(): void
}

/** The round button in the corner, with the number of unread messages. */
export function Launcher({ open, unread, peek, name, t, button, onToggle }: LauncherProps) {
  const [dismissed, setDismissed] = useState('')
  const shown = !open && peek && peek.id !== dismissed ? peek : undefined
  return (
    <div class={`corner${open ? ' is-open' : ''}`}>
      {shown && (
        <div class="peek">
          <button type="button" class="peek-text" onClick={onToggle}>
            <b>{shown.senderName ?? name}</b>
            <span>{shown.text}</span>
          </button>
          <button type="button" class="peek-close" aria-label={t.close} onClick={() => setDismissed(shown.id)}>
            <Icon name="close" size={14} />
          </button>
        </div>
      )}
      <button
        type="button"
        class="launcher"
        ref={button}
        aria-label={open ? t.close : t.open(unread)}
        aria-expanded={open}
        onClick={onToggle}
      >
        <Icon name={open ? 'down' : 'chat'} size={26} />
        {!open && unread > 0 && <span class="badge">{unread > 99 ? '99+' : unread}</span>}
      </button>
    </div>
  )
}
