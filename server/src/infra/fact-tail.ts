import type { Bus } from './bus.ts'
import type { Db } from './db.ts'
import { type Fact, type FactCursor, firstCursor, readFacts } from './facts.ts'
import type { Log } from './log.ts'

interface TailOptions {
  db: Db
  bus: Bus
  log: Log
  types: readonly string[]
  handle(facts: Fact[]): void
}

const pollMs = 2_000
const pageSize = 500

/** Follows new facts in this process, from now on, in order. For realtime only: after a restart nothing is made up for. */
export function tailFacts({ db, bus, log, types, handle }: TailOptions): { stop(): void } {
  let cursor: FactCursor | undefined
  let reading = false
  let again = false
  async function read(): Promise<void> {
    if (reading) {
      again = true
      return
    }
    reading = true
    try {
      if (!cursor) cursor = (await readFacts(db, { after: firstCursor, limit: 1, types: ['never.happens'] })).next
      for (;;) {
        const page = await readFacts(db, { after: cursor, limit: pageSize, types })
        cursor = page.next
        if (page.facts.length > 0) handle(page.facts)
        if (page.facts.length < pageSize) break
      }
    } catch (error) {
      log.debug({ err: error }, 'facts could not be read just now')
    } finally {
      reading = false
      if (again) {
        again = false
        setImmediate(() => void read())
      }
    }
  }
  void read()
  const unsubscribe = bus.subscribe('facts', () => void read())
  const poll = setInterval(() => void read(), pollMs)
  poll.unref()
  return {
    stop() {
      unsubscribe()
      clearInterval(poll)
    },
  }
}
