import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import { nextSlot } from './next-slot.ts'
import { lookBack } from './settle-waits.ts'
import { startRuns } from './start-runs.ts'
import { tellRuns, type WakeConversation } from './tell-runs.ts'

interface PumpDeps {
  db: Db
  log: Log
  now: () => Date
  wakeConversation: WakeConversation
  /** Runs without a conversation became ready. */
  onReady(): void
  /** 1,000 when left out. */
  everyMs?: number
}

const batch = 500
/** After so long no transaction overlaps with the making of a wait any more. */
const settledAfterSeconds = 5

/** What the clock does to runs: waits that are over, flows begun by time, events that came in the moment a wait was made. */
export function startPump(deps: PumpDeps): { stop(): Promise<void> } {
  let stopped = false
  let running = Promise.resolve()
  const once = async () => {
    for (const each of [endWaits, beginScheduled, lookAgain]) {
      try {
        for (let count = batch; count === batch && !stopped; ) {
          count = await each(deps)
          if (count > 0) deps.onReady()
        }
      } catch (error) {
        deps.log.debug({ err: error }, 'the clock of flows could not be read')
      }
    }
  }
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = once().finally(() => {
      busy = false
    })
  }, deps.everyMs ?? 1_000)
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}

/** Timers that have come, events and people that have not. */
export async function endWaits({ db, wakeConversation }: Pick<PumpDeps, 'db' | 'wakeConversation'>): Promise<number> {
  return db.system(async (tx) => {
    const { rows } = await sql<{ workspace_id: string; run_id: string; step: string; kind: string }>`
      delete from flow_waits where id in (
        select id from flow_waits where due_at <= now() order by due_at limit ${batch} for update skip locked)
      returning workspace_id, run_id, step, kind`.execute(tx.query)
    const approvals = rows.filter(({ kind }) => kind === 'approval')
    if (approvals.length > 0)
      await sql`
        update flow_approvals a set state = 'expired', decided_at = now()
        from jsonb_to_recordset(${JSON.stringify(approvals)}::jsonb) as x(run_id uuid, step text)
        where a.run_id = x.run_id and a.step = x.step and a.state = 'open'`.execute(tx.query)
    const told = rows.map(({ workspace_id, run_id, step, kind }) => ({
      workspaceId: workspace_id,
      runId: run_id,
      event: kind === 'timer' ? elapsed(step) : expired(step),
    }))
    await tellRuns(tx, told, wakeConversation)
    return rows.length
  })
}

const elapsed = (step: string): FlowEvent => ({ type: 'done', step, result: { status: 'ok', value: null } })
const expired = (step: string): FlowEvent => ({
  type: 'done',
  step,
  result: { status: 'failed', kind: 'expired', code: 'expired', message: 'it did not come in time' },
})

/** Flows begun by the clock, once a slot whatever the number of processes; slots missed while nobody was there are one. */
export async function beginScheduled({ db, now, log }: Pick<PumpDeps, 'db' | 'now' | 'log'>): Promise<number> {
  return db.system(async (tx) => {
    const { rows } = await sql<ScheduledRow>`
      select h.workspace_id, h.id, h.live, h.trigger, h.next_at, w.time_zone from flow_heads h join workspaces w on w.id = h.workspace_id
      where h.next_at <= ${now()} and h.live is not null order by h.next_at limit ${batch} for update of h skip locked`.execute(
      tx.query,
    )
    for (const row of rows) await beginSlot(tx, row, now(), log)
    return rows.length
  })
}

interface ScheduledRow {
  workspace_id: string
  id: string
  live: number
  trigger: { cron: string }
  next_at: Date
  time_zone: string
}

async function beginSlot(tx: Tx, row: ScheduledRow, now: Date, log: Log): Promise<void> {
  const at = row.next_at.toISOString()
  let next: Date | null = null
  try {
    next = nextSlot(row.trigger.cron, row.time_zone, now)
  } catch (error) {
    log.warn({ err: error, flow: row.id }, 'a flow has a cron line that is none')
  }
  await sql`update flow_heads set next_at = ${next}::timestamptz where workspace_id = ${row.workspace_id} and id = ${row.id}`.execute(
    tx.query,
  )
  await startRuns(tx, [
    {
      workspaceId: row.workspace_id,
      flow: row.id,
      version: row.live,
      trigger: 'schedule',
      scope: { scheduledAt: at },
      idempotencyKey: `schedule:${row.id}:${at}`,
    },
  ])
}

/** Once more, after transactions that overlapped have ended: events stored in the moment a wait was made. */
export async function lookAgain({ db, wakeConversation }: Pick<PumpDeps, 'db' | 'wakeConversation'>): Promise<number> {
  return db.system(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      update flow_waits set looked = true where id in (
        select id from flow_waits where kind = 'event' and not looked and created_at < now() - ${settledAfterSeconds} * interval '1 second'
        order by created_at limit ${batch} for update skip locked)
      returning id`.execute(tx.query)
    if (rows.length > 0)
      await lookBack(
        tx,
        rows.map(({ id }) => id),
        wakeConversation,
      )
    return rows.length
  })
}
