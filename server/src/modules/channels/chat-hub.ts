import type { ServerFrame } from '@loopdesk/contracts/chat-protocol.ts'
import type { Message } from '@loopdesk/contracts/messages.ts'
import type { Bus } from '../../infra/bus.ts'
import type { Db } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Conversations } from '../conversations/index.ts'

/** A connected client of a conversation. */
export interface Listener {
  /** The newest message it has been sent. */
  lastSeq: number
  send(frame: ServerFrame): void
}

/** What parts of the system tell each other about a conversation; ids only, so that every process reads what it shows. */
export type ConversationSignal =
  | { kind: 'messages'; seq: number }
  | { kind: 'state' }
  | { kind: 'started'; seq: number }
  | { kind: 'settled'; seq: number }
  | { kind: 'typing'; who: 'bot' | 'agent' }

interface Room {
  workspaceId: string
  listeners: Set<Listener>
  /** Reads of one conversation run one after another. */
  tail: Promise<void>
}

const channel = 'conversation'

export type ChatHub = ReturnType<typeof makeChatHub>

/** Brings what happens in conversations to the clients connected to this process, in order and without gaps. */
export function makeChatHub({
  db,
  bus,
  log,
  conversations,
  secondsPerPlace,
}: {
  db: Db
  bus: Bus
  log: Log
  conversations: Conversations
  secondsPerPlace: (tx: Parameters<Parameters<Db['tenant']>[1]>[0]) => Promise<number>
}) {
  const rooms = new Map<string, Room>()

  function inOrder(room: Room, run: () => Promise<void>): void {
    room.tail = room.tail
      .then(run)
      .catch((error) => log.debug({ err: error }, 'a client could not be brought up to date'))
  }

  async function catchUp(conversationId: string, room: Room): Promise<void> {
    const from = Math.min(...[...room.listeners].map(({ lastSeq }) => lastSeq))
    if (!Number.isFinite(from)) return
    const messages = await db.tenant(room.workspaceId, (tx) => conversations.readMessages(tx, conversationId, from))
    deliver(room, messages)
  }

  function deliver(room: Room, messages: Message[]): void {
    for (const listener of room.listeners)
      for (const message of messages) {
        if (message.seq !== listener.lastSeq + 1) continue
        listener.lastSeq = message.seq
        listener.send({ type: 'message', message })
      }
  }

  async function sendState(conversationId: string, room: Room): Promise<void> {
    const conversation = await db.tenant(room.workspaceId, async (tx) =>
      conversations.readPublic(tx, conversationId, await secondsPerPlace(tx)),
    )
    if (!conversation) return
    for (const listener of room.listeners) listener.send({ type: 'conversation', conversation })
  }

  function hear(conversationId: string, signal: ConversationSignal): void {
    const room = rooms.get(conversationId)
    if (!room) return
    inOrder(room, async () => {
      switch (signal.kind) {
        case 'messages':
          if ([...room.listeners].some(({ lastSeq }) => lastSeq < signal.seq)) await catchUp(conversationId, room)
          return
        case 'state':
          return sendState(conversationId, room)
        case 'started':
        case 'settled':
          for (const { send } of room.listeners) send({ type: `turn.${signal.kind}`, conversationId, seq: signal.seq })
          return
        case 'typing':
          for (const { send } of room.listeners) send({ type: 'typing', who: signal.who })
      }
    })
  }

  const unsubscribe = bus.subscribe(channel, (message) =>
    hear(String(message.conversationId), message.signal as ConversationSignal),
  )
  const stopResync = bus.onResync(() => {
    for (const [id, room] of rooms) inOrder(room, () => catchUp(id, room).then(() => sendState(id, room)))
  })

  return {
    join(workspaceId: string, conversationId: string, listener: Listener): () => void {
      const room = rooms.get(conversationId) ?? { workspaceId, listeners: new Set<Listener>(), tail: Promise.resolve() }
      rooms.set(conversationId, room)
      room.listeners.add(listener)
      // Something may have been said between the welcome and now.
      inOrder(room, () => catchUp(conversationId, room))
      return () => {
        room.listeners.delete(listener)
        if (room.listeners.size === 0) rooms.delete(conversationId)
      }
    },
    /** Brings clients of this process up to date with something every process hears of by itself. */
    hear,
    /** How the conversation stands now, to the clients here: a turn may have ended while one of them was joining. */
    showState(conversationId: string): void {
      const room = rooms.get(conversationId)
      if (room) inOrder(room, () => sendState(conversationId, room))
    },
    /** Tells every process that something happened. */
    signal(conversationId: string, signal: ConversationSignal): void {
      bus.publish(channel, { conversationId, signal })
    },
    /** The customer is writing; staff who watch the conversation are told by whoever listens on this channel. */
    customerTyping(conversationId: string): void {
      bus.publish(`conversation:${conversationId}:typing`, { who: 'customer', name: null })
    },
    /** Messages this process has at hand, straight to its own clients; others hear by signal. */
    offer(conversationId: string, messages: Message[]): void {
      const room = rooms.get(conversationId)
      if (room) inOrder(room, async () => deliver(room, messages))
    },
    close(): void {
      unsubscribe()
      stopResync()
    },
  }
}
