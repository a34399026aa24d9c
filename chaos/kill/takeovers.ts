import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

interface Held {
  id: string
  lease_epoch: number
  done_seq: number
}

/** ms with somebody there to take over */
const watchFor = 30_000
const pollMs = 100

/**
 * Measures how long turns that were under way at a kill wait for another worker. The clock runs only while there is one, with a
 * database that answers: where everything was killed nobody can take anything over.
 */
export function makeTakeovers(databaseUrl: string, isSomebodyThere: () => boolean) {
  const seconds: number[] = []
  const lost: string[] = []
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  pool.on('error', () => {})
  const watching: Promise<void>[] = []

  async function look(ids: string[] | null): Promise<Held[]> {
    const { rows } = await pool.query<Held>(
      `select id, lease_epoch, done_seq from conversations
      where owner = 'bot' and case when $1::uuid[] is null then due_seq > done_seq and lease_until > now() else id = any($1) end`,
      [ids],
    )
    return rows
  }

  async function watch(): Promise<void> {
    let waited = 0
    const before = await look(null).catch(() => [])
    const open = new Map(before.map((each) => [each.id, each]))
    while (open.size > 0 && waited < watchFor) {
      const since = performance.now()
      await wait(pollMs)
      const now = await look([...open.keys()]).catch(() => undefined)
      if (!now || !isSomebodyThere()) continue
      waited += performance.now() - since
      for (const id of [...open.keys()]) {
        const was = open.get(id)!
        const is = now.find((each) => each.id === id)
        if (is && is.lease_epoch === was.lease_epoch && is.done_seq === was.done_seq) continue
        open.delete(id)
        // The same turn under a later lease: somebody took it over. Otherwise its own worker ended it, having survived.
        if (is && is.done_seq === was.done_seq) seconds.push(waited / 1000)
      }
    }
    for (const id of open.keys()) lost.push(id)
  }

  return {
    seconds,
    /** Conversations whose turn nobody had taken over after half a minute. */
    lost,
    /** To be called right after a kill. */
    killed: () => void watching.push(watch()),
    async close(): Promise<void> {
      await Promise.all(watching)
      await pool.end()
    },
  }
}
