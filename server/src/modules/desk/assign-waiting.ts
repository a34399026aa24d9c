import { makeProjector } from '../../infra/facts.ts'
import type { DeskDeps } from './deps.ts'

export interface Assigning {
  stop(): Promise<void>
}

/** How often the queues are looked at without a sign, in milliseconds: for what was lost when a process died. */
const sweepMs = 15_000

/**
 * Gives waiting conversations to agents whenever that may have become possible: somebody waits, somebody came, somebody has
 * room again. One process at a time reads the signs; assigning itself may run anywhere, as each is claimed atomically.
 */
export function startAssigning({ db, bus, log, handoff }: Pick<DeskDeps, 'db' | 'bus' | 'log' | 'handoff'>): Assigning {
  const running = new Map<string, Promise<void>>()

  /** One run per workspace at a time; a sign that comes during a run starts another after it. */
  function assign(workspaceId: string): void {
    const before = running.get(workspaceId) ?? Promise.resolve()
    const now = before
      .then(() => handoff.assignWaiting(workspaceId))
      .then(
        () => {},
        (error: unknown) => log.warn({ err: error, workspaceId }, 'waiting conversations could not be assigned'),
      )
      .finally(() => running.get(workspaceId) === now && running.delete(workspaceId))
    running.set(workspaceId, now)
  }

  async function sweep(): Promise<void> {
    try {
      for (const workspaceId of await handoff.workspacesWaiting()) assign(workspaceId)
    } catch (error) {
      log.debug({ err: error }, 'queues could not be looked at')
    }
  }

  const projector = makeProjector({
    db,
    bus,
    log,
    name: 'assign-waiting',
    types: ['staff.changed', 'conversation.owner_changed'],
    fromNow: true,
    handle: async (tx, { workspaceId, type, data }) => {
      const takenAway = data.from === 'agent'
      if (type === 'staff.changed' || data.to === 'queue' || takenAway) tx.afterCommit(() => assign(workspaceId))
    },
  })
  const timer = setInterval(() => void sweep(), sweepMs)
  void sweep()
  return {
    async stop() {
      clearInterval(timer)
      await projector.stop()
      await Promise.all(running.values())
    },
  }
}
