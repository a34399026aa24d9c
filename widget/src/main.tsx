import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'
import type { Problem } from '@loopdesk/contracts/errors.ts'
import { render } from 'preact'
import { unreadCount } from './core/chat-state.ts'
import { makeConnection } from './core/connection.ts'
import { browserStorage } from './core/session-store.ts'
import { type HostApi, makeHostApi } from './embed/host-api.ts'
import { mountPoint } from './embed/mount-point.ts'
import { makePageReader } from './embed/page-reader.ts'
import { readSettings } from './embed/settings.ts'
import { App, type Remote } from './view/app.tsx'

declare global {
  interface Window {
    loopdesk?: HostApi | unknown[][]
  }
}

const settings = readSettings()
if (settings && !(window.loopdesk && 'open' in window.loopdesk)) start(settings)

/** Puts the chat into the page: connection, view and the API for the site, in this order. */
function start({ origin, siteKey, userToken, locale, theme, side, alone, meta }: NonNullable<typeof settings>) {
  const page = makePageReader(meta)
  const api = makeHostApi()
  const connection = makeConnection({
    origin,
    siteKey,
    userToken,
    locale,
    page: page.read,
    storage: browserStorage(),
    onIdentityRefused: (problem) => api.tell('identity_refused', problem),
  })
  let remote: Remote | undefined
  /** Asked for before the first render was there to do it. */
  let wish: boolean | undefined
  let newest = 0
  let refusal: Problem | null = null
  connection.subscribe((state) => {
    if (state.refusal && state.refusal !== refusal)
      console.warn(`loopdesk: ${state.refusal.detail ?? state.refusal.title}`)
    refusal = state.refusal
    const last = state.thread.messages.at(-1)
    const isNew = newest > 0 && last !== undefined && last.seq > newest && last.sender !== 'customer'
    newest = last?.seq ?? newest
    if (isNew) api.tell('message', { text: last.text, sender: last.sender, unread: unreadCount(state) })
  })
  const language: Locale = locale ?? (navigator.language.startsWith('zh') ? 'zh' : 'en')
  render(
    <App
      connection={connection}
      origin={origin}
      siteKey={siteKey}
      locale={language}
      alone={alone}
      theme={theme}
      side={side}
      remote={(given) => {
        remote = given
        if (wish !== undefined) given.show(wish)
        wish = undefined
      }}
      announce={api.tell}
    />,
    mountPoint(),
  )
  addEventListener('online', connection.wake)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && connection.wake())
  addEventListener('storage', (event) => event.key === `loopdesk:${siteKey}` && connection.storageChanged())
  connection.start()

  window.loopdesk = api.open({
    show(open) {
      if (remote) remote.show(open)
      else wish = open
    },
    setPage(given) {
      page.set(given)
      connection.pageChanged()
    },
    identify: connection.identify,
  })
}
