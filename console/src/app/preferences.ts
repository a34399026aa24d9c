import { useSyncExternalStore } from 'react'

export type Language = 'zh' | 'en'
export type Look = 'light' | 'dark'

/** What this browser remembers about how the console should look. */
export interface Preferences {
  language: Language
  look: Look
}

const storageKey = 'loopdesk.preferences'
const listeners = new Set<() => void>()
let current = load()

/** The preferences now, and again whenever they change. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}

export function readPreferences(): Preferences {
  return current
}

export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  localStorage.setItem(storageKey, JSON.stringify(current))
  for (const listener of listeners) listener()
}

function load(): Preferences {
  const language: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
  const look: Look = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>
    return {
      language: stored.language === 'zh' || stored.language === 'en' ? stored.language : language,
      look: stored.look === 'light' || stored.look === 'dark' ? stored.look : look,
    }
  } catch {
    return { language, look }
  }
}
