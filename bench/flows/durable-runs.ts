import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type DurableWorld, openDurableWorld } from './durable-world.ts'
import { idleFlow, waitingFlow } from './sample-flows.ts'

export interface Durable {
  runs: number
  seconds: number
  /** The same rows written by hand: two transactions a run, one statement a row. */
  plain: { runs: number; seconds: number }
}

export interface Waiting {
  held: number
  /** Until all of them waited, in seconds. */
  filledIn: number
  /** From an event until its run did what comes next, in ms. */
  ms: number[]
  /** Megabytes of the process before and with the waiting runs. */
  memory: { before: number; after: number }
  /** Megabytes of the tables with their indexes. */
  tables: { runs: number; waits: number }
}

const inFlight = 16
const batch = 1_000

/** Begins runs of ten idle nodes, one in a transaction as the API does, until time is up; counts until the last has ended. */
export async function measureDurable(url: string, seconds: number): Promise<Durable> {
  const world = await openDurableWorld(url, () => {})
  const client = connect(url)
  try {
    const version = await world.publish(idleFlow())
    await drive(world, client, version, 2)
    const { runs, seconds: took } = await drive(world, client, version, seconds)
    return { runs, seconds: took, plain: await insertPlain(url, world.workspaceId, version, seconds) }
  } finally {
    await client.end()
    await world.close()
  }
}

async function drive(world: DurableWorld, client: pg.Pool, version: number, seconds: number) {
  const began = performance.now()
  let runs = 0
  const beginner = async () => {
    while (performance.now() - began < seconds * 1000) {
      // No more than are worked on: what is measured is going through, not standing in line.
      if (runs % 64 === 0) await untilFew(client, 400)
      await begin(world, 'bench_idle', version, [randomUUID()])
      runs++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, beginner))
  await untilFew(client, 0)
  return { runs, seconds: (performance.now() - began) / 1000 }
}

/** Begins runs in one transaction, as many as there are references. */
async function begin({ db, workspaceId, wake }: DurableWorld, flow: string, version: number, refs: string[]) {
  await db.tenant(workspaceId, async (tx) => {
    await tx.query
      .insertInto('flow_runs' as never)
      .values(
        refs.map((ref) => ({
          id: randomUUID(),
          workspace_id: workspaceId,
          flow,
          version,
          status: 'ready',
          trigger: 'call',
          scope: JSON.stringify({ ref }),
          language: 'zh',
          due_at: new Date(),
        })) as never,
      )
      .execute()
    tx.afterCommit(wake)
  })
}

async function untilFew(client: pg.Pool, most: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ open: number }>(
      `select count(*)::int as open from flow_runs where status in ('ready', 'running')`,
    )
    if (rows[0]!.open <= most) return
    await wait(10)
  }
}

/** What the promise of a durable run costs at least: a row when it begins, the same row when it has ended. */
async function insertPlain(url: string, workspaceId: string, version: number, seconds: number) {
  const pool = connect(url, inFlight)
  const began = performance.now()
  const path = Array.from({ length: 11 }, (_, at) => `n${at}`)
  let runs = 0
  const writer = async () => {
    const client = await pool.connect()
    try {
      while (performance.now() - began < seconds * 1000) {
        const id = randomUUID()
        await client.query('begin')
        await client.query({
          name: 'begin run',
          text: `insert into flow_runs (id, workspace_id, flow, version, status, trigger, scope, language, due_at)
            values ($1, $2, 'bench_plain', $3, 'running', 'call', $4, 'zh', now())`,
          values: [id, workspaceId, version, JSON.stringify({ ref: id })],
        })
        await client.query('commit')
        await client.query('begin')
        await client.query({
          name: 'end run',
          text: `update flow_runs set status = 'ended', outcome = 'solved', path = $2, due_at = null, ended_at = now(), updated_at = now() where id = $1`,
          values: [id, path],
        })
        await client.query('commit')
        runs++
      }
    } finally {
      client.release()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, writer))
  const took = (performance.now() - began) / 1000
  await pool.end()
  return { runs, seconds: took }
}

/** Lets so many runs wait for an event each, then reports some of these events, one after another. */
export async function measureWaiting(url: string, held: number, events: number): Promise<Waiting> {
  const heard = new Map<string, (at: number) => void>()
  const world = await openDurableWorld(url, (ref) => heard.get(ref)?.(performance.now()))
  const client = connect(url)
  try {
    const version = await world.publish(waitingFlow())
    const before = memory()
    const began = performance.now()
    for (let at = 0; at < held; at += batch) {
      await begin(world, 'bench_waiting', version, refsFrom(at, Math.min(batch, held - at)))
      await untilFew(client, 4 * batch)
    }
    await untilFew(client, 0)
    const filledIn = (performance.now() - began) / 1000
    await client.query('analyze flow_runs, flow_waits, connection_events')
    // Past the time in which a wait still looks for events that came just before it.
    await untilLooked(client)
    const ms: number[] = []
    for (let at = 0; at < events; at++) {
      const ref = `ref-${Math.floor((at * held) / events)}`
      const arrived = new Promise<number>((resolve) => heard.set(ref, resolve))
      const reported = performance.now()
      await report(world, ref)
      ms.push((await arrived) - reported)
      await wait(20)
    }
    return { held, filledIn, ms, memory: { before, after: memory() }, tables: await tables(client) }
  } finally {
    await client.end()
    await world.close()
  }
}

const refsFrom = (first: number, count: number) => Array.from({ length: count }, (_, at) => `ref-${first + at}`)

/** As the door for events of company systems does it. */
async function report({ db, flows, workspaceId, wake }: DurableWorld, ref: string): Promise<void> {
  const eventId = randomUUID()
  const body = { id: eventId, type: 'bench.happened', data: { ref } }
  const event = { workspaceId, connection: 'bench', eventId, type: 'bench.happened', body }
  await db.tenant(workspaceId, async (tx) => {
    if (await flows.storeEvent(tx, event)) await flows.hearEvent(tx, event)
    tx.afterCommit(wake)
  })
}

async function untilLooked(client: pg.Pool): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ open: number }>(
      `select count(*)::int as open from flow_waits where kind = 'event' and not looked`,
    )
    if (rows[0]!.open === 0) return
    await wait(200)
  }
}

async function tables(client: pg.Pool): Promise<Waiting['tables']> {
  const { rows } = await client.query<{ runs: string; waits: string }>(
    `select pg_total_relation_size('flow_runs') as runs, pg_total_relation_size('flow_waits') as waits`,
  )
  return { runs: Number(rows[0]!.runs) / 2 ** 20, waits: Number(rows[0]!.waits) / 2 ** 20 }
}

function memory(): number {
  return process.memoryUsage().rss / 2 ** 20
}

function connect(url: string, max = 2): pg.Pool {
  // The database may be stopped before the last connection has said goodbye.
  return new pg.Pool({ connectionString: url, max }).on('error', () => {})
}
