import type { ClientFrame, ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'

/** What a client says first; defaults of the schema may be left out. */
export type HelloFrame = Omit<Extract<ClientFrame, { type: 'hello' }>, 'page'> & {
  page?: { url: string; title: string; meta: Record<string, string> }
}

/** One try to talk to the server, by WebSocket or by long polling; the connection above cannot tell which. */
export interface Link {
  readonly kind: 'socket' | 'polling'
  send(frame: ClientFrame): void
  /** Asks for a sign of life now; a dead link reports its break soon after. */
  probe(): void
  /** Ends it without a `broken` call. */
  close(): void
}

export interface LinkEvents {
  frame(frame: ServerFrame): void
  /** Called once, when the link is of no more use. */
  broken(): void
}

/** How far the thread is held; long polling asks from there. */
export interface Position {
  visitorToken: string | undefined
  conversationId: string | undefined
  afterSeq: number
  settledSeq: number
}
