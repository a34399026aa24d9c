export interface Typist {
  who: 'customer' | 'agent' | 'bot'
  name: string | null
}

/** How long a typing signal counts, in ms; a typing client repeats it more often than that. */
const lifetime = 6_000

export interface TypingBoard {
  hear(conversationId: string, typist: Typist): void
  /** A message arrived: its author no longer types. */
  clear(conversationId: string): void
  read(conversationId: string): Typist | null
  subscribe(listener: () => void): () => void
}

/** Remembers who is typing where, and forgets it by itself. */
export function makeTypingBoard(): TypingBoard {
  const typists = new Map<string, { typist: Typist; timer: ReturnType<typeof setTimeout> }>()
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const clear = (conversationId: string) => {
    const known = typists.get(conversationId)
    if (!known) return
    clearTimeout(known.timer)
    typists.delete(conversationId)
    tell()
  }
  return {
    hear(conversationId, typist) {
      clearTimeout(typists.get(conversationId)?.timer)
      typists.set(conversationId, { typist, timer: setTimeout(() => clear(conversationId), lifetime) })
      tell()
    },
    clear,
    read: (conversationId) => typists.get(conversationId)?.typist ?? null,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
