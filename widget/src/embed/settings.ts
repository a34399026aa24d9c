import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'

export interface Settings {
  /** Where the script came from; the chat server lives there. */
  origin: string
  siteKey: string
  userToken?: string | undefined
  locale?: Locale | undefined
  theme: 'auto' | 'light' | 'dark'
  side: 'left' | 'right'
  /** The page is the chat (a link that was sent), not a corner of a site. */
  alone: boolean
  meta: Record<string, string>
}

/** What a site may set before the script runs. */
interface GlobalSettings {
  page?: Record<string, string>
  locale?: string
  userToken?: string
}
declare global {
  interface Window {
    loopdeskSettings?: GlobalSettings
  }
}

/** Reads the script tag and `window.loopdeskSettings`, which wins. Null, with a word in the console, without a site key. */
export function readSettings(): Settings | null {
  const script =
    (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>('script[data-site-key]')
  const data = script?.dataset ?? {}
  const given = window.loopdeskSettings ?? {}
  if (!script?.src || !data.siteKey) {
    console.warn('loopdesk: the script tag needs a data-site-key')
    return null
  }
  return {
    origin: new URL(script.src).origin,
    siteKey: data.siteKey,
    userToken: given.userToken ?? data.userToken,
    locale: localeOf(given.locale ?? data.locale),
    theme: data.theme === 'light' || data.theme === 'dark' ? data.theme : 'auto',
    side: data.side === 'left' ? 'left' : 'right',
    alone: data.view === 'page',
    meta: given.page ?? {},
  }
}

function localeOf(wish: string | undefined): Locale | undefined {
  if (wish?.toLowerCase().startsWith('zh')) return 'zh'
  return wish?.toLowerCase().startsWith('en') ? 'en' : undefined
}
