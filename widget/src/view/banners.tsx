import { useEffect, useState } from 'preact/hooks'
import { useChat } from './context.ts'

/** What the customer must know above the messages: no connection, or the place in the queue. */
export function Banners() {
  const { state, t, connection } = useChat()
  const away = useLasting(state.link !== 'online' && state.link !== 'refused', 2500)
  const queue = state.conversation?.owner === 'queue' ? state.conversation.queue : null
  if (state.link === 'refused') return <p class="banner warn">{t.refused}</p>
  return (
    <div role="status">
      {away && (
        <p class="banner warn">
          <span>{state.site ? t.offline : t.connecting}</span>
          <button type="button" class="text-button" onClick={() => connection.wake()}>
            {t.retryNow}
          </button>
        </p>
      )}
      {queue && (
        <p class="banner">
          <b>{t.queue(queue.position)}</b>
          <span>{t.wait(queue.expectedWaitSeconds)}</span>
        </p>
      )}
    </div>
  )
}

/** True once `on` has lasted `delay` milliseconds: a reconnect within a blink is not worth a word. */
function useLasting(on: boolean, delay: number): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    if (!on) return setLasting(false)
    const timer = setTimeout(() => setLasting(true), delay)
    return () => clearTimeout(timer)
  }, [on, delay])
  return lasting && on
}
