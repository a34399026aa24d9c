import type { Bus } from './bus.ts'
import type { Db } from './db.ts'
import { type Fact, type FactCursor, readFacts, wakeChannel } from './facts.ts'
import type { Log } from './log.ts'

/** Later than every transaction there will be: reading after it answers nothing but the present position. */
const endOfTime: FactCursor = { xid: '9223372036854775807', id: 0 }

/** Where the stream of facts stands now: everything before it is committed and readable. */
export async function presentPosition(db: Db): Promise<FactCursor> {
  return (await readFacts(db, { after: endOfTime, limit: 1 })).next
}

export interface FollowOptions {
  db: Db
  bus: Bus
  log: Log
  /** Called with the batches one after another, and where each begins and ends; one that fails comes again. */
  onFacts(facts: Fact[], from: FactCursor, to: FactCursor): Promise<void>
  /** Longest time between two looks, in milliseconds. */
  pollMs?: number
}

export interface Following {
  /** Settled when the starting position is known: every fact committed from then on is delivered. */
  started: Promise<void>
  stop(): Promise<void>
}

const batchSize = 500
const quickestLookMs = 5
/** Under load there is always something new: a moment's rest lets facts gather, so that reading them costs less than writing them. */
const gatherMs = 25

/** Follows the facts of all workspaces from now on in this process alone, for what is shown live; keeps no position. */
export function followFacts(options: FollowOptions): Following {
  const { db, log, pollMs = 2_000 } = options
  let stopped = false
  let at: FactCursor | undefined
  let wake: () => void = () => {}
  let pauseMs = quickestLookMs
  const lookSoon = () => {
    pauseMs = quickestLookMs
    wake()
  }
  const unsubscribe = [options.bus.subscribe(wakeChannel, lookSoon), options.bus.onResync(lookSoon)]
  let begun: () => void = () => {}
  const started = new Promise<void>((resolve) => {
    begun = resolve
  })

  async function look(): Promise<number> {
    if (!at) {
      at = await presentPosition(db)
      begun()
    }
    const { facts, next } = await readFacts(db, { after: at, limit: batchSize })
    if (facts.length > 0) await options.onFacts(facts, at, next)
    at = next
    return facts.length
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const found = await look().catch((error: unknown) => {
        log.warn({ err: error }, 'live facts could not be read and will be tried again')
        pauseMs = Math.max(pauseMs, 200)
        return 0
      })
      if (found === batchSize) continue
      if (found > 0) {
        pauseMs = quickestLookMs
        await new Promise((resolve) => setTimeout(resolve, gatherMs))
        continue
      }
      await pause(pauseMs)
      // New facts may be held back for a moment by an older transaction, so looks after a wake-up are close together.
      pauseMs = Math.min(pauseMs * 2, pollMs)
    }
    begun()
  }

  function pause(ms: number): Promise<void> {
    if (stopped) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  const running = run()
  return {
    started,
    async stop() {
      stopped = true
      for (const off of unsubscribe) off()
      wake()
      await running
    },
  }
}
