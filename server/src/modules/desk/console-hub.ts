import type { ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'
import { type Fact, type FactCursor, readFacts } from '../../infra/facts.ts'
import { type Following, followFacts, presentPosition } from '../../infra/follow-facts.ts'
import type { ConsoleClient } from './console-client.ts'
import type { DeskDeps } from './deps.ts'
import { parseFactCursor, writeFactCursor } from './fact-cursor.ts'
import { changesIn, resolveFrames } from './resolve-frames.ts'
import { makeWatchRooms } from './watch-rooms.ts'

type Deps = Pick<DeskDeps, 'db' | 'bus' | 'log' | 'identity'>

/** More than this is quicker read anew. */
const mostReplayed = { facts: 2_000, things: 300 }
const replayPage = 500

export type ConsoleHub = ReturnType<typeof makeConsoleHub>

/**
 * Brings what happens in a workspace to its consoles connected to this process. Each changed thing is read once per process
 * and fanned out; while no console is connected nothing is read at all.
 */
export function makeConsoleHub(deps: Deps) {
  const { db, bus, log } = deps
  const clients = new Map<string, Set<ConsoleClient>>()
  const rooms = makeWatchRooms(deps)
  let following: Following | undefined

  async function onFacts(facts: Fact[], from: FactCursor, to: FactCursor): Promise<void> {
    const byWorkspace = Map.groupBy(facts, ({ workspaceId }) => workspaceId)
    for (const [workspaceId, its] of byWorkspace) {
      const listening = clients.get(workspaceId)
      if (!listening) continue
      const frames = await resolveFrames(deps, workspaceId, changesIn(its), { from, to })
      for (const frame of frames) {
        const text = JSON.stringify(frame)
        for (const client of listening) client.push(text)
      }
      for (const id of new Set(its.map(({ conversationId }) => conversationId))) if (id) rooms.pump(id)
      for (const { type, data } of its) if (type === 'staff.logged_out') endSessions(listening, data.sessionIds)
    }
  }

  // Hints between parts of the system arrive sooner than facts can be read; what is missed here comes with the facts.
  const unsubscribe = bus.subscribe('conversation', ({ conversationId, signal }) => {
    const id = String(conversationId)
    const { kind } = (signal ?? {}) as { kind?: unknown }
    if (kind === 'messages') rooms.pump(id)
    if (kind === 'started') rooms.send(id, { type: 'typing', conversationId: id, who: 'bot', name: null })
  })
  const stopResync = bus.onResync(() => rooms.pumpAll())

  /** What a console missed since its cursor, and where it stands then; undefined when that is too much or cannot be told. */
  async function missed(
    client: ConsoleClient,
    cursor: string,
  ): Promise<{ frames: ConsoleServerFrame[]; to: FactCursor } | undefined> {
    const from = parseFactCursor(cursor)
    if (!from) return undefined
    const { workspaceId } = client
    const facts: Fact[] = []
    let at = from
    for (;;) {
      const page = await readFacts(db, { after: at, workspaceId, limit: replayPage })
      facts.push(...page.facts)
      // The stream ends before the cursor: it was restored from a backup, or the cursor is made up.
      if (BigInt(page.next.xid) < BigInt(from.xid)) return undefined
      at = page.next
      if (page.facts.length < replayPage) break
      if (facts.length >= mostReplayed.facts) return undefined
    }
    const changes = changesIn(facts)
    const things = Object.values(changes).reduce((sum, { size }) => sum + size, 0)
    if (things > mostReplayed.things) return undefined
    return { frames: await resolveFrames(deps, workspaceId, changes, { from, to: at }), to: at }
  }

  return {
    rooms,

    /**
     * Connects a console: everything after its cursor, then `ready` (or `reset`), then what happens from now on. Nothing falls
     * between: it listens before the past is read.
     */
    async join(client: ConsoleClient, cursor: string | undefined): Promise<void> {
      clients.set(client.workspaceId, (clients.get(client.workspaceId) ?? new Set()).add(client))
      following ??= followFacts({ db, bus, log, onFacts })
      await following.started
      if (cursor === undefined) {
        client.answer({ type: 'ready', cursor: writeFactCursor(await presentPosition(db)) })
      } else {
        const found = await missed(client, cursor)
        for (const frame of found?.frames ?? []) client.answer(frame)
        const to = writeFactCursor(found?.to ?? (await presentPosition(db)))
        client.answer({ type: found ? 'ready' : 'reset', cursor: to })
      }
      client.letThrough()
    },

    leave(client: ConsoleClient): void {
      const its = clients.get(client.workspaceId)
      its?.delete(client)
      if (its?.size === 0) clients.delete(client.workspaceId)
      if (clients.size > 0) return
      void following?.stop()
      following = undefined
    },

    async close(): Promise<void> {
      unsubscribe()
      stopResync()
      for (const its of clients.values()) for (const client of its) client.bye('shutting_down')
      clients.clear()
      await following?.stop()
      following = undefined
    },
  }
}

function endSessions(clients: ReadonlySet<ConsoleClient>, sessionIds: unknown): void {
  if (!Array.isArray(sessionIds)) return
  for (const client of clients) if (sessionIds.includes(client.sessionId)) client.bye('session_ended')
}
