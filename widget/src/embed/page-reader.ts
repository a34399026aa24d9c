import type { PageContext } from '@loopdesk/contracts/chat-protocol.ts'

/** Describes the page the customer is on. What a site names is cut to the protocol's limits, so a long value never stops the chat. */
export function makePageReader(meta: Record<string, unknown>) {
  let named = meta
  return {
    read: (): PageContext => ({
      url: location.href.slice(0, 2000),
      title: document.title.slice(0, 500),
      meta: Object.fromEntries(
        Object.entries(named)
          .filter(([, value]) => value !== null && value !== undefined)
          .map(([key, value]) => [key.slice(0, 50), String(value).slice(0, 200)]),
      ),
    }),
    /** Replaces what the site said about the page. */
    set(given: Record<string, unknown>) {
      named = given
    },
  }
}
