import { type RawBuilder, sql } from 'kysely'
import type { Bus } from './bus.ts'
import type { Db, Tx } from './db.ts'
import { RetryableError } from './errors.ts'
import type { Log } from './log.ts'

/** Something that happened, told to whoever wants to know; `data` refers to rows and never copies personal data. */
export interface NewFact {
  /** `thing.happened`, for example `message.received`. */
  type: string
  workspaceId: string
  conversationId?: string | undefined
  data: object
}

export interface Fact {
  id: number
  xid: string
  type: string
  workspaceId: string
  conversationId: string | null
  at: Date
  data: Record<string, unknown>
}

/** A place in the order of facts; opaque to its holder. */
export interface FactCursor {
  xid: string
  id: number
}

export const firstCursor: FactCursor = { xid: '0', id: 0 }

/** Writes the fact in the caller's transaction: it exists exactly when the change it tells of does. Answers its id. */
export async function publishFact(tx: Tx, fact: NewFact): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into facts (type, workspace_id, conversation_id, data)
    values (${fact.type}, ${fact.workspaceId}, ${fact.conversationId ?? null}, ${JSON.stringify(fact.data)}::jsonb)
    returning id`.execute(tx.query)
  tx.wroteFacts()
  return rows[0]!.id
}

/** The channel that says "there are new facts". */
export const wakeChannel = 'facts'

/** For `makeDb({ onFacts })`: wakes the readers of all processes, at most once in 5 ms. */
export function factSignal(bus: Bus): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      bus.publish(wakeChannel, {})
    }, 5)
  }
}

interface ReadOptions {
  after: FactCursor
  /** Most facts answered. */
  limit: number
  workspaceId?: string | undefined
  conversationId?: string | undefined
  types?: readonly string[] | undefined
}

interface FactPage {
  facts: Fact[]
  /** Where to read on; moves even when nothing of interest came. */
  next: FactCursor
}

/**
 * Committed facts after a cursor, in an order in which nothing can appear later before what was answered: facts of
 * transactions younger than the oldest running one are held back until it has ended.
 */
export function readFacts(db: Db, options: ReadOptions): Promise<FactPage> {
  return db.system((tx) => readIn(tx, options))
}

interface FactRow {
  horizon: string
  id: number | null
  xid: string
  type: string
  workspace_id: string
  conversation_id: string | null
  at: Date
  data: Record<string, unknown>
}

async function readIn(tx: Tx, options: ReadOptions): Promise<FactPage> {
  const { after, limit } = options
  const filters: RawBuilder<unknown>[] = []
  if (options.workspaceId !== undefined) filters.push(sql`and workspace_id = ${options.workspaceId}`)
  if (options.conversationId !== undefined) filters.push(sql`and conversation_id = ${options.conversationId}`)
  if (options.types !== undefined) filters.push(sql`and type = any(${options.types}::text[])`)
  const { rows } = await sql<FactRow>`
    select h.horizon, f.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
    left join lateral (
      select * from facts
      where (xid, id) > (${after.xid}::xid8, ${after.id}::bigint) and xid < h.horizon ${sql.join(filters, sql` `)}
      order by xid, id limit ${limit}
    ) f on true
    order by f.xid, f.id`.execute(tx.query)
  const facts = rows.filter((row) => row.id !== null).map(factOf)
  const last = facts.at(-1)
  if (last !== undefined && facts.length === limit) return { facts, next: { xid: last.xid, id: last.id } }
  return { facts, next: { xid: rows[0]!.horizon, id: 0 } }
}

function factOf(row: FactRow): Fact {
  return {
    id: row.id!,
    xid: row.xid,
    type: row.type,
    workspaceId: row.workspace_id,
    conversationId: row.conversation_id,
    at: row.at,
    data: row.data,
  }
}

export interface ProjectorOptions {
  db: Db
  bus: Bus
  log: Log
  /** Stable name of this reader; its progress is kept under it. */
  name: string
  types: readonly string[]
  /** Called once per fact, in order; what it writes through `tx` is committed together with the progress. */
  handle(tx: Tx, fact: Fact): Promise<void>
  /** Start at the present instead of at the beginning of time, on the first run. */
  fromNow?: boolean
  /** Longest time between two looks, in milliseconds. */
  pollMs?: number
}

export interface Projector {
  /** Stops after the batch at hand. */
  stop(): Promise<void>
}

const batchSize = 100
const quickestLookMs = 5

/**
 * A durable reader of facts: exactly once for what it writes to the database, at least once for anything else. One process at
 * a time works under a name (row lock). A fact that fails is tried again with growing pauses (to a minute) and holds back only
 * this reader.
 */
export function makeProjector(options: ProjectorOptions): Projector {
  const { log, name, pollMs = 2_000 } = options
  let stopped = false
  let wake: () => void = () => {}
  let failures = 0
  let pauseMs = quickestLookMs
  const lookSoon = () => {
    pauseMs = quickestLookMs
    if (failures === 0) wake()
  }
  const unsubscribe = [options.bus.subscribe(wakeChannel, lookSoon), options.bus.onResync(lookSoon)]

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const handled = await takeBatch(options, failures === 0 ? batchSize : 1)
        failures = 0
        if (handled > 0) {
          pauseMs = quickestLookMs
          continue
        }
        await pause(pauseMs)
        // New facts may be held back for a moment by an older transaction, so looks after a wake-up are close together.
        pauseMs = Math.min(pauseMs * 2, pollMs)
      } catch (error) {
        failures++
        log.error({ err: error, projector: name, failures }, 'a reader of facts failed and will try again')
        // An outage ends by itself; a fact that cannot be handled waits for somebody to mend the handler.
        await pause(Math.min(100 * 2 ** failures, error instanceof RetryableError ? 1_000 : 60_000))
      }
    }
  }

  function pause(ms: number): Promise<void> {
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
    async stop() {
      stopped = true
      for (const off of unsubscribe) off()
      wake()
      await running
    },
  }
}

/** Answers how many facts were handled; 0 also when another process holds the cursor. */
function takeBatch(options: ProjectorOptions, limit: number): Promise<number> {
  const { db, name, types } = options
  return db.system(async (tx) => {
    await sql`insert into fact_cursors (name, xid)
      select ${name}, ${options.fromNow === true ? sql`pg_snapshot_xmin(pg_current_snapshot())` : sql`'0'::xid8`}
      where not exists (select from fact_cursors where name = ${name}) on conflict do nothing`.execute(tx.query)
    const { rows } = await sql<FactCursor>`
      select xid, fact_id as id from fact_cursors where name = ${name} for update skip locked`.execute(tx.query)
    const after = rows[0]
    if (after === undefined) return 0
    const { facts, next } = await readIn(tx, { after, limit, types })
    for (const fact of facts) await options.handle(tx, fact)
    if (facts.length > 0 || BigInt(next.xid) - BigInt(after.xid) > 1_000n) {
      await sql`update fact_cursors set xid = ${next.xid}::xid8, fact_id = ${next.id}, moved_at = clock_timestamp()
        where name = ${name}`.execute(tx.query)
    }
    return facts.length
  })
}
