import { EventEmitter } from 'node:events'
import { type JobHelpers, Logger, run, runMigrations, type TaskList, type WorkerEvents } from 'graphile-worker'
import { sql } from 'kysely'
import type { Db, Tx } from './db.ts'
import type { Log } from './log.ts'

export interface JobOptions {
  /** At most one waiting job has this key: adding again replaces payload and time. */
  key?: string | undefined
  /** Not before this instant. */
  runAt?: Date | undefined
  /** Given up after so many failures; 25 (about three days) when left out. */
  maxAttempts?: number | undefined
  /** Jobs of one queue run one after another, in order. */
  queue?: string | undefined
}

/** Puts a job into the caller's transaction: it will run, at least once, exactly when the transaction commits. */
export async function addJob(tx: Tx, name: string, payload: object, options: JobOptions = {}): Promise<void> {
  await sql`select loopdesk_add_job(${name}, ${JSON.stringify(payload)}::json, ${options.queue ?? null},
    ${options.runAt ?? null}::timestamptz, ${options.maxAttempts ?? null}::int, ${options.key ?? null})`.execute(
    tx.query,
  )
}

export interface JobInfo {
  id: string
  /** 1 on the first try. */
  attempt: number
  maxAttempts: number
}

/** Carries one job out; throwing means "again later", with pauses that grow exponentially. Must bear being run twice. */
export type JobHandler = (payload: Record<string, unknown>, info: JobInfo) => Promise<void>

export interface JobsOptions {
  db: Db
  log: Log
  handlers: Record<string, JobHandler>
  /** Jobs of this process at the same time. */
  concurrency?: number
  /** Cron lines in UTC, one job each: `{ name: 'sweep', pattern: '0 * * * *' }`. */
  schedule?: readonly { name: string; pattern: string }[]
  /** After so long without a sign of life a process counts as dead and its jobs are given to others. */
  deadAfterMs?: number
}

export interface Jobs {
  /** Finishes the jobs at hand. */
  stop(): Promise<void>
}

/** Creates what jobs need in the database; after `migrate`, before anything uses `addJob`. Safe to run from several processes. */
export async function migrateJobs(db: Db): Promise<void> {
  await db.system(async (tx) => {
    await sql`select pg_advisory_xact_lock(5230418)`.execute(tx.query)
    await runMigrations({ pgPool: db.pool, logger: quiet })
    // Tenants' transactions may add jobs but not read those of others: the function runs with its owner's rights.
    await sql`create or replace function loopdesk_add_job(
        name text, payload json, queue text, run_at timestamptz, max_attempts int, job_key text) returns void
      language sql security definer set search_path = pg_catalog, public as $$
        select graphile_worker.add_job(name, payload, queue, run_at, max_attempts, job_key) $$`.execute(tx.query)
  })
}

/** Works on jobs of the given names until stopped; survives restarts of the database. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { db, log, deadAfterMs = 8_000 } = options
  const alive = new Set<string>()
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked in the name of the pool their worker is of.
  events.on('pool:create', ({ workerPool }) => void alive.add(workerPool.id))
  events.on('pool:release', ({ workerPool }) => void alive.delete(workerPool.id))
  let stopping = false

  const launch = () =>
    run({
      pgPool: db.pool,
      taskList: taskList(options.handlers),
      concurrency: options.concurrency ?? 8,
      crontab: (options.schedule ?? []).map(({ name, pattern }) => `${pattern} ${name} ?max=3`).join('\n'),
      noHandleSignals: true,
      pollInterval: 1_000,
      logger: loggerFor(log),
      events,
    })

  let runner = await launch()
  let wake: () => void = () => {}
  const supervision = supervise()
  const heart = beat(db, log, alive, deadAfterMs)

  async function supervise(): Promise<void> {
    while (!stopping) {
      await runner.promise.catch((error: Error) => log.error({ err: error }, 'the job runner stopped by itself'))
      while (!stopping) {
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, 500)
        })
        const next = stopping ? undefined : await launch().catch(() => undefined)
        if (next === undefined) continue
        runner = next
        break
      }
    }
  }

  return {
    async stop() {
      stopping = true
      wake()
      await runner.stop().catch(() => {})
      await supervision
      await heart.stop()
    },
  }
}

/** Says "alive" for the pools of this process and frees the jobs of processes that stopped saying so. */
function beat(db: Db, log: Log, alive: ReadonlySet<string>, deadAfterMs: number): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  const once = async () => {
    try {
      await db.system((tx) => beatIn(tx, [...alive], deadAfterMs, log))
    } catch (error) {
      log.debug({ err: error }, 'no heartbeat for jobs')
    }
  }
  const timer = setInterval(() => {
    running = running.then(once)
  }, deadAfterMs / 4)
  running = once()
  return {
    async stop() {
      clearInterval(timer)
      await running
      const mine = [...alive]
      await db
        .system((tx) => sql`delete from job_workers where worker_id = any(${mine}::text[])`.execute(tx.query))
        .catch(() => {})
    },
  }
}

async function beatIn(tx: Tx, alive: string[], deadAfterMs: number, log: Log): Promise<void> {
  await sql`insert into job_workers (worker_id) select unnest(${alive}::text[])
    on conflict (worker_id) do update set seen_at = clock_timestamp()`.execute(tx.query)
  const limit = sql`clock_timestamp() - ${deadAfterMs} * interval '1 millisecond'`
  await sql`delete from job_workers where seen_at < ${limit} - interval '1 hour'`.execute(tx.query)
  const { rows } = await sql<{ worker: string }>`
    select distinct locked_by as worker from graphile_worker.jobs j
    where locked_by is not null and locked_at < ${limit}
      and not exists (select from job_workers w where w.worker_id = j.locked_by and w.seen_at > ${limit})`.execute(
    tx.query,
  )
  if (rows.length === 0) return
  const dead = rows.map((row) => row.worker)
  log.warn({ workers: dead.length }, 'jobs of dead processes are given to others')
  await sql`select graphile_worker.force_unlock_workers(${dead}::text[])`.execute(tx.query)
}

function taskList(handlers: Record<string, JobHandler>): TaskList {
  return Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      (payload: unknown, { job }: JobHelpers) =>
        handler((payload ?? {}) as Record<string, unknown>, {
          id: job.id,
          attempt: job.attempts,
          maxAttempts: job.max_attempts,
        }),
    ]),
  )
}

const quiet = new Logger(() => () => {})

/** Its chatter at debug, its warnings as ours. */
function loggerFor(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ from: 'jobs' }, message)
    else log.debug({ from: 'jobs' }, message)
  })
}
