/** What `localStorage` offers; tests hand in a Map, blocked storage becomes memory. */
export interface KeyValue {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** What one browser remembers about its visitor on one site; shared by its tabs. */
export interface SavedSession {
  visitorToken?: string
  conversationId?: string
  /** Last seq of that conversation that was on screen. */
  readSeq?: number
}

export interface SessionStore {
  read(): SavedSession
  /** Merges into what is stored. */
  write(change: SavedSession): void
  clear(): void
}

/** Keeps the session of one site key; unreadable content counts as empty. */
export function makeSessionStore(storage: KeyValue, siteKey: string): SessionStore {
  const key = `loopdesk:${siteKey}`
  const read = (): SavedSession => readJson(storage, key) ?? {}
  return {
    read,
    write: (change) => writeJson(storage, key, { ...read(), ...change }),
    clear: () => storage.removeItem(key),
  }
}

/** Reads stored JSON; null when there is none or it is damaged. */
export function readJson<T>(storage: KeyValue, key: string): T | null {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

/** Stores JSON; a full storage must never break the chat, the page then only forgets on reload. */
export function writeJson(storage: KeyValue, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    storage.removeItem(key)
  }
}

/** The browser's `localStorage`, or memory where the browser forbids it. */
export function browserStorage(): KeyValue {
  try {
    const probe = 'loopdesk:probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return memoryStorage()
  }
}

/** Storage that lives as long as the page. */
export function memoryStorage(): KeyValue {
  const held = new Map<string, string>()
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  }
}
