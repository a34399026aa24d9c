import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/world.ts'
import { addJob, type JobHandler, type Jobs, startJobs } from './jobs.ts'
import { silentLog as log } from './log.ts'

let world: TestDatabase
let running: Jobs | undefined
beforeEach(async () => {
  world = await openTestDatabase()
})
afterEach(async () => {
  await running?.stop()
  running = undefined
  await world.close()
})

async function start(handlers: Record<string, JobHandler>): Promise<void> {
  running = await startJobs({ db: world.db, log, handlers, deadAfterMs: 400 })
}

test('a job added by a workspace runs when, and only when, its transaction committed', async () => {
  const seen: unknown[] = []
  await start({ note: async (payload) => void seen.push(payload.n) })
  await world.db
    .tenant(randomUUID(), async (tx) => {
      await addJob(tx, 'note', { n: 1 })
      throw new Error('changed our mind')
    })
    .catch(() => {})
  await world.db.tenant(randomUUID(), (tx) => addJob(tx, 'note', { n: 2 }))
  await vi.waitFor(() => expect(seen).toEqual([2]), 5_000)
})

test('adding under the same key again replaces the waiting job', async () => {
  const seen: unknown[] = []
  for (const n of [1, 2, 3]) await world.db.system((tx) => addJob(tx, 'note', { n }, { key: 'k' }))
  await start({ note: async (payload) => void seen.push(payload.n) })
  await vi.waitFor(() => expect(seen).toEqual([3]), 5_000)
})

test('jobs of one queue run one after another in order', async () => {
  const seen: string[] = []
  await start({
    step: async ({ n }) => {
      seen.push(`begin ${n}`)
      await world.db.ping()
      seen.push(`end ${n}`)
    },
  })
  await world.db.system(async (tx) => {
    for (const n of [1, 2, 3]) await addJob(tx, 'step', { n }, { queue: 'q' })
  })
  await vi.waitFor(() => expect(seen).toHaveLength(6), 5_000)
  expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
})

test('a job that takes longer than a process may be silent is carried out once', async () => {
  let runs = 0
  let over = false
  const lockedFor = async () => {
    const { rows } = await world.db.system((tx) =>
      sql<{ ms: number }>`
        select extract(epoch from clock_timestamp() - locked_at)::float8 * 1000 as ms from graphile_worker.jobs`.execute(
        tx.query,
      ),
    )
    return rows[0]?.ms ?? 0
  }
  await start({
    long: async () => {
      runs++
      await vi.waitFor(async () => expect(await lockedFor()).toBeGreaterThan(1_200), { timeout: 5_000, interval: 50 })
      over = true
    },
  })
  await world.db.system((tx) => addJob(tx, 'long', {}))
  await vi.waitFor(() => expect(over).toBe(true), 8_000)
  expect(runs).toBe(1)
})

test('the jobs of a process that died are taken over', async () => {
  await world.db.system((tx) => addJob(tx, 'note', { n: 1 }, { queue: 'q' }))
  // What a killed process leaves: its job and queue locked in a name that gives no sign of life.
  await world.db.system(async (tx) => {
    await sql`update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now() - interval '10 s', attempts = 1`.execute(
      tx.query,
    )
    await sql`update graphile_worker._private_job_queues set locked_by = 'dead', locked_at = now() - interval '10 s'`.execute(
      tx.query,
    )
  })
  const attempts: number[] = []
  await start({ note: async (_payload, info) => void attempts.push(info.attempt) })
  await vi.waitFor(() => expect(attempts).toEqual([2]), 5_000)
})
