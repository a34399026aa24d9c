import type { Db } from '../infra/db.ts'
import type { Log } from '../infra/log.ts'
import type { Identity } from '../modules/identity/index.ts'
import type { Understanding } from '../modules/understanding/index.ts'

interface ScheduleDeps {
  db: Db
  log: Log
  identity: Identity
  understanding: Understanding
  closeIdle(): Promise<number>
  enabled: boolean
}

const presenceMs = 3_000
const idleMs = 60_000
const catalogueMs = 10 * 60_000

/** What happens by the clock: people who have gone, catalogues that changed. */
export function startSchedule({ db, log, identity, understanding, closeIdle, enabled }: ScheduleDeps): {
  stop(): void
} {
  if (!enabled) return { stop() {} }
  const timers = [
    every(presenceMs, log, async () => {
      await identity.sweepPresence()
    }),
    every(idleMs, log, async () => {
      await closeIdle()
    }),
    every(catalogueMs, log, async () => {
      const workspaces = await db.system((tx) => identity.listWorkspaces(tx))
      for (const { id } of workspaces) await understanding.syncCatalogues(id)
    }),
  ]
  return {
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** Runs again and again, never twice at once; a failure waits for the next time. */
function every(ms: number, log: Log, run: () => Promise<void>): NodeJS.Timeout {
  let running = false
  const timer = setInterval(async () => {
    if (running) return
    running = true
    try {
      await run()
    } catch (error) {
      log.debug({ err: error }, 'a scheduled step failed')
    } finally {
      running = false
    }
  }, ms)
  timer.unref()
  return timer
}
