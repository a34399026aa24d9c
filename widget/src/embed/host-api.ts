/** `window.loopdesk`, for the site around the widget. */
export interface HostApi {
  open(): void
  close(): void
  /** What the page is about now, e.g. `{orderId: '…'}`; replaces what was said before. */
  setPage(meta: Record<string, string>): void
  /** The signed-in customer's token, or null on log-out: then everything of this visitor is forgotten in this browser. */
  identify(userToken: string | null): void
  /** Listens; answers a function that ends it. */
  on(event: HostEvent, listener: (data: unknown) => void): () => void
  /** Calls made before the script had loaded: `(window.loopdesk ||= []).push(['open'])`. */
  push(call: unknown[]): void
}
export type HostEvent = 'open' | 'close' | 'message' | 'unread' | 'identity_refused'

interface Deeds {
  show(open: boolean): void
  setPage(meta: Record<string, string>): void
  identify(userToken: string | null): void
}

/** Builds the API in two steps, because events may happen before there is something to steer. */
export function makeHostApi() {
  const listeners = new Map<HostEvent, Set<(data: unknown) => void>>()

  function tell(event: HostEvent, data?: unknown) {
    for (const listener of listeners.get(event) ?? []) {
      try {
        listener(data)
      } catch (error) {
        // A mistake in the site's own code must not stop the chat.
        console.error(error)
      }
    }
  }
  function on(event: HostEvent, listener: (data: unknown) => void) {
    const set = listeners.get(event) ?? new Set()
    listeners.set(event, set.add(listener))
    return () => void set.delete(listener)
  }
  return {
    tell,
    open({ show, setPage, identify }: Deeds): HostApi {
      const api: HostApi = {
        open: () => show(true),
        close: () => show(false),
        setPage,
        identify,
        on,
        push([name, ...given]) {
          const call = api[name as keyof HostApi] as ((...args: unknown[]) => unknown) | undefined
          call?.(...given)
        },
      }
      const early = Array.isArray(window.loopdesk) ? window.loopdesk : []
      for (const call of early) api.push(call)
      return api
    },
  }
}
