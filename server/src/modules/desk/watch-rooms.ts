import type { ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'
import type { StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import { readStaffMessages, readSummaries } from '../conversations/index.ts'
import type { ConsoleClient } from './console-client.ts'
import type { DeskDeps } from './deps.ts'

/** How far one console has been told about one conversation. */
interface Watcher {
  sentSeq: number
  /** By seq: delivery and turn of the messages it holds, as it knows them. */
  known: Map<number, string>
  /** It comes back after a break: what it holds may have changed meanwhile. */
  stale: boolean
}

interface Room {
  workspaceId: string
  watchers: Map<ConsoleClient, Watcher>
  agentId: string | null
  /** Reads of one conversation run one after another; at most one waits. */
  busy: boolean
  again: boolean
  leave: () => void
}

const pageSize = 500
const retryMs = 1_000
/** Messages back from the end whose delivery is followed. */
const followed = 50

export type WatchRooms = ReturnType<typeof makeWatchRooms>

/** Streams the messages of watched conversations to consoles: each once and without gaps, again when its delivery changed. */
export function makeWatchRooms({ db, bus, log }: Pick<DeskDeps, 'db' | 'bus' | 'log'>) {
  const rooms = new Map<string, Room>()

  function pump(conversationId: string): void {
    const room = rooms.get(conversationId)
    if (!room) return
    if (room.busy) {
      room.again = true
      return
    }
    room.busy = true
    void run(conversationId, room)
  }

  async function run(conversationId: string, room: Room): Promise<void> {
    try {
      do {
        room.again = false
        while (rooms.get(conversationId) === room && (await readOn(conversationId, room)));
      } while (room.again && rooms.get(conversationId) === room)
    } catch (error) {
      log.warn({ err: error, conversationId }, 'watching consoles could not be brought up to date')
      setTimeout(() => pump(conversationId), retryMs).unref()
    } finally {
      room.busy = false
    }
  }

  /** Answers whether there is more to read. */
  async function readOn(conversationId: string, room: Room): Promise<boolean> {
    const places = [...room.watchers.values()].map(({ sentSeq }) => sentSeq)
    const from = Math.max(0, Math.min(...places, Math.max(...places) - followed))
    const page = await db.tenant(room.workspaceId, async (tx) => {
      const [summary] = await readSummaries(tx, [conversationId])
      return summary && { summary, messages: await readStaffMessages(tx, conversationId, from, pageSize) }
    })
    if (!page) {
      close(conversationId, room)
      return false
    }
    room.agentId = page.summary.agent?.id ?? null
    const texts = page.messages.map((message) => ({ message, signature: signatureOf(message), text: frameOf(message) }))
    const full = page.messages.length === pageSize
    for (const [client, watcher] of room.watchers) {
      for (const { message, signature, text } of texts) tell(client, watcher, message.seq, signature, text)
      if (!full) watcher.stale = false
      for (const seq of watcher.known.keys()) if (seq < watcher.sentSeq - followed) watcher.known.delete(seq)
    }
    return full
  }

  function join(conversationId: string, client: ConsoleClient): Room {
    const known = rooms.get(conversationId)
    if (known) return known
    const off = bus.subscribe(`conversation:${conversationId}:typing`, (message) => hearTyping(conversationId, message))
    const { workspaceId } = client
    const room = { workspaceId, watchers: new Map(), agentId: null, busy: false, again: false, leave: off }
    rooms.set(conversationId, room)
    return room
  }

  function hearTyping(conversationId: string, { who, name, staffId }: Record<string, unknown>): void {
    if (who !== 'customer' && who !== 'agent' && who !== 'bot') return
    const frame = { type: 'typing', conversationId, who, name: typeof name === 'string' ? name : null } as const
    send(conversationId, frame, (client) => staffId === undefined || client.staffId !== staffId)
  }

  function send(
    conversationId: string,
    frame: ConsoleServerFrame,
    wanted: (client: ConsoleClient) => boolean = () => true,
  ): void {
    const text = JSON.stringify(frame)
    for (const client of rooms.get(conversationId)?.watchers.keys() ?? []) if (wanted(client)) client.push(text)
  }

  function close(conversationId: string, room: Room): void {
    room.leave()
    if (rooms.get(conversationId) === room) rooms.delete(conversationId)
  }

  return {
    /** Something may have happened in the conversation. */
    pump,
    pumpAll: () => {
      for (const id of rooms.keys()) pump(id)
    },
    send,
    watch(client: ConsoleClient, conversationId: string, afterSeq: number, stale: boolean): void {
      const room = join(conversationId, client)
      if (room.workspaceId !== client.workspaceId) return
      room.watchers.set(client, { sentSeq: afterSeq, known: new Map(), stale })
      pump(conversationId)
    },
    unwatch(client: ConsoleClient, conversationId: string): void {
      const room = rooms.get(conversationId)
      room?.watchers.delete(client)
      if (room?.watchers.size === 0) close(conversationId, room)
    },
    /** Whether the client watches a conversation that its person owns: only then the customer sees them typing. */
    ownedBy(client: ConsoleClient, conversationId: string): boolean {
      const room = rooms.get(conversationId)
      return room?.watchers.has(client) === true && client.staffId !== null && room.agentId === client.staffId
    },
  }
}

function tell(client: ConsoleClient, watcher: Watcher, seq: number, signature: string, text: string): void {
  const before = watcher.known.get(seq)
  if (seq > watcher.sentSeq) watcher.sentSeq = seq
  else if (before === signature || (before === undefined && !watcher.stale)) {
    watcher.known.set(seq, signature)
    return
  }
  watcher.known.set(seq, signature)
  client.push(text)
}

const frameOf = (message: StaffMessage) => JSON.stringify({ type: 'message', message } satisfies ConsoleServerFrame)
const signatureOf = ({ delivery, turnId }: StaffMessage) => `${delivery?.state} ${delivery?.reason} ${turnId}`
