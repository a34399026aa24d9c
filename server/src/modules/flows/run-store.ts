import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import type { Failure, Frame } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Definitions } from './definitions.ts'
import { bringOver } from './migrate-frame.ts'
import { settleWaits } from './settle-waits.ts'
import type { WakeConversation } from './tell-runs.ts'

/** How long a worker may be silent before another takes its runs over; renewed while it works. */
export const leaseSeconds = 6
const pathMost = 2000

/** Another worker has the run now: whatever was being done must stop without a trace. */
export class LostRun extends Error {
  constructor() {
    super('the run was taken over by another worker')
    this.name = 'LostRun'
  }
}

/** A run in a worker's hands. */
export interface HeldRun {
  id: string
  workspaceId: string
  flow: string
  version: number
  epoch: number
  /** Null before it has begun. */
  frame: Frame | null
  /** What it begins with. */
  scope: Record<string, unknown>
  customerId: string | null
  language: 'zh' | 'en'
  trigger: string
  /** When it was stored last: events since count for what it waits for. */
  storedAt: Date
  /** How often in a row a worker died over it. */
  takeovers: number
  inbox: { id: number; event: FlowEvent }[]
}

export interface StepRow {
  step: string
  node: string
  kind: string
  status: 'ok' | 'refused' | 'failed' | 'waiting'
  input: unknown
  output: unknown
  error: { kind: string; code: string; message: string } | null
  attempts: number
  ms: number
}

/** What a worker leaves of a run, for now or for good. */
export interface Settled {
  run: HeldRun
  frame: Frame
  status: 'waiting' | 'halted' | 'ended'
  failure: Failure | null
  output: unknown
  nodes: string[]
  path: string[]
  steps: StepRow[]
  /** It may have rows in `flow_waits`. */
  hasWaited: boolean
  /** It never began: it begins anew when people have seen to it. */
  unbegun?: boolean
  /** In the same transaction. */
  also?: (tx: Tx) => Promise<unknown>
}

interface Deps {
  db: Db
  worker: string
  definitions: Pick<Definitions, 'definitionOf'>
  wakeConversation: WakeConversation
}

export type RunStore = ReturnType<typeof makeRunStore>

/** Runs without a conversation as workers claim, save and leave them; every statement holds only while the lease does. */
export function makeRunStore({ db, worker, definitions, wakeConversation }: Deps) {
  return {
    /** Takes up to `limit` runs that are ready, or whose worker has fallen silent. */
    async claim(limit: number): Promise<HeldRun[]> {
      return db.system(async (tx) => {
        const { rows } = await sql<ClaimedRow>`
          update flow_runs r set status = 'running', lease_holder = ${worker}, lease_epoch = r.lease_epoch + 1,
            due_at = now() + ${leaseSeconds} * interval '1 second', takeovers = case when r.status = 'running' then r.takeovers + 1 else 0 end
          where r.id in (
            select id from flow_runs where conversation_id is null and status in ('ready', 'running') and due_at <= now()
            order by due_at limit ${limit} for update skip locked)
          returning r.id, r.workspace_id, r.flow, r.version, r.lease_epoch, r.state, r.scope, r.customer_id, r.language, r.trigger,
            r.updated_at, r.takeovers, r.migration`.execute(tx.query)
        const begun = rows.filter(({ state }) => state !== null).map(({ id }) => id)
        const inbox = new Map<string, HeldRun['inbox']>()
        if (begun.length > 0) {
          const { rows: told } = await sql<{ id: number; run_id: string; event: FlowEvent }>`
            select id, run_id, event from flow_inbox where run_id = any(${begun}::uuid[]) order by id`.execute(tx.query)
          for (const { id, run_id, event } of told) inbox.set(run_id, [...(inbox.get(run_id) ?? []), { id, event }])
        }
        return Promise.all(rows.map((row) => heldRun(tx, row, inbox.get(row.id) ?? [])))
      })
    },

    /** Stores how far a run has come, with whatever else must survive together with that. Throws LostRun. */
    async save(run: HeldRun, frame: () => Frame, also?: (tx: Tx) => Promise<unknown>): Promise<void> {
      await db.tenant(run.workspaceId, async (tx) => {
        const { rows } = await sql`
          update flow_runs set state = ${JSON.stringify(frame())}::jsonb, due_at = now() + ${leaseSeconds} * interval '1 second',
            updated_at = now(), takeovers = 0
          where id = ${run.id} and lease_holder = ${worker} and lease_epoch = ${run.epoch} returning 1`.execute(
          tx.query,
        )
        if (rows.length === 0) throw new LostRun()
        await forget(tx, [run])
        await also?.(tx)
      })
      run.inbox = []
    },

    /** The run goes on, but waits for time, an event or a person already: so that what comes meanwhile is not missed. */
    async waitBeside(run: HeldRun, frame: () => Frame): Promise<void> {
      await this.save(run, frame, (tx) =>
        settleWaits(tx, [{ workspaceId: run.workspaceId, frame: frame(), since: run.storedAt }], wakeConversation),
      )
    },

    /** Leaves runs, many at once; answers those that were not ours any more. */
    async settle(all: Settled[]): Promise<Settled[]> {
      return db.system(async (tx) => {
        const { rows } = await sql<{ id: string }>`
          update flow_runs r set status = x.status, outcome = x.outcome, failure = x.failure, output = x.output, state = x.state,
            scope = coalesce(x.scope, r.scope), node = x.node, nodes = x.nodes, version = x.version, updated_at = now(), takeovers = 0,
            path = (r.path || x.path)[greatest(1, cardinality(r.path) + cardinality(x.path) - ${pathMost - 1}):],
            migration = case when r.version = x.version then r.migration end,
            lease_holder = null, due_at = null, ended_at = case when x.status = 'ended' then now() end
          from jsonb_to_recordset(${JSON.stringify(all.map(settledRow))}::jsonb) as x(id uuid, epoch int, status text, outcome text,
            failure jsonb, output jsonb, state jsonb, scope jsonb, node text, nodes text[], path text[], version int)
          where r.id = x.id and r.lease_holder = ${worker} and r.lease_epoch = x.epoch returning r.id`.execute(tx.query)
        const ours = new Set(rows.map(({ id }) => id))
        const kept = all.filter(({ run }) => ours.has(run.id))
        await journal(tx, kept)
        const touched = kept.filter(({ run }) => run.inbox.length > 0).map(({ run }) => run)
        await forget(tx, touched)
        await settleOpen(tx, kept)
        for (const { also } of kept) await also?.(tx)
        return all.filter(({ run }) => !ours.has(run.id))
      })
    },

    /** Says that the worker is alive; answers which of the runs are still ours. */
    async renew(ids: string[]): Promise<Set<string>> {
      const rows = await db.system(async (tx) => {
        const { rows } = await sql<{ id: string }>`
          update flow_runs set due_at = now() + ${leaseSeconds} * interval '1 second'
          where id = any(${ids}::uuid[]) and lease_holder = ${worker} and status = 'running' returning id`.execute(
          tx.query,
        )
        return rows
      })
      return new Set(rows.map(({ id }) => id))
    },

    /** Gives runs back at once, or so many seconds from now. */
    async release(runs: HeldRun[], afterSeconds: number): Promise<void> {
      await db.system((tx) =>
        sql`update flow_runs set due_at = now() + ${afterSeconds} * interval '1 second', lease_holder = null
          where id = any(${runs.map(({ id }) => id)}::uuid[]) and lease_holder = ${worker} and status = 'running'`.execute(
          tx.query,
        ),
      )
    },
  }

  async function heldRun(tx: Tx, row: ClaimedRow, inbox: HeldRun['inbox']): Promise<HeldRun> {
    const frame = row.state && (await bringOver(tx, definitions, { frame: row.state, migration: row.migration }))
    return {
      id: row.id,
      workspaceId: row.workspace_id,
      flow: row.flow,
      version: frame?.version ?? row.version,
      epoch: row.lease_epoch,
      frame,
      scope: row.scope,
      customerId: row.customer_id,
      language: row.language,
      trigger: row.trigger,
      storedAt: row.updated_at,
      takeovers: row.takeovers,
      inbox,
    }
  }

  /** Rows for what runs wait for; and events that came while they were being worked on make them ready at once. */
  async function settleOpen(tx: Tx, kept: Settled[]): Promise<void> {
    const over = kept.filter(({ status, hasWaited }) => status === 'ended' && hasWaited).map(({ run }) => run.id)
    if (over.length > 0)
      await sql`
        with waits as (delete from flow_waits where run_id = any(${over}::uuid[])),
          told as (delete from flow_inbox where run_id = any(${over}::uuid[]))
        update flow_approvals set state = 'withdrawn', decided_at = now() where run_id = any(${over}::uuid[]) and state = 'open'`.execute(
        tx.query,
      )
    const open = kept.filter(({ status }) => status !== 'ended')
    if (open.length === 0) return
    await settleWaits(
      tx,
      open.map(({ run, frame }) => ({ workspaceId: run.workspaceId, frame, since: run.storedAt })),
      wakeConversation,
    )
    await sql`
      update flow_runs r set status = 'ready', due_at = now() where r.id = any(${open.map(({ run }) => run.id)}::uuid[])
        and r.status in ('waiting', 'halted') and exists (select from flow_inbox i where i.run_id = r.id)`.execute(
      tx.query,
    )
  }
}

interface ClaimedRow {
  id: string
  workspace_id: string
  flow: string
  version: number
  lease_epoch: number
  state: Frame | null
  scope: Record<string, unknown>
  customer_id: string | null
  language: 'zh' | 'en'
  trigger: string
  updated_at: Date
  takeovers: number
  migration: string | null
}

function settledRow({ run, frame, status, failure, output, nodes, path, unbegun }: Settled) {
  const ended = status === 'ended'
  return {
    id: run.id,
    epoch: run.epoch,
    status,
    outcome: frame.ended,
    failure,
    output: output ?? null,
    state: ended || unbegun ? null : frame,
    scope: ended ? frame.scope : null,
    node: frame.node,
    nodes,
    path: path.slice(-pathMost),
    version: frame.version,
  }
}

/** These have been told. */
async function forget(tx: Tx, runs: HeldRun[]): Promise<void> {
  const ids = runs.flatMap(({ inbox }) => inbox.map(({ id }) => id))
  if (ids.length > 0) await sql`delete from flow_inbox where id = any(${ids}::bigint[])`.execute(tx.query)
}

async function journal(tx: Tx, kept: Settled[]): Promise<void> {
  const rows = kept.flatMap(({ run, frame, steps }) =>
    steps.map((step) => ({
      ...step,
      workspace_id: run.workspaceId,
      run_id: run.id,
      flow: run.flow,
      version: frame.version,
    })),
  )
  if (rows.length === 0) return
  await sql`
    insert into flow_steps as s (workspace_id, run_id, flow, version, step, node, kind, status, input, output, error, attempts, ms)
    select distinct on (run_id, step) workspace_id, run_id, flow, version, step, node, kind, status, input, output, error, attempts, ms
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (workspace_id uuid, run_id uuid, flow text, version int,
      step text, node text, kind text, status text, input jsonb, output jsonb, error jsonb, attempts int, ms int))
      with ordinality as x(workspace_id, run_id, flow, version, step, node, kind, status, input, output, error, attempts, ms, n)
    order by run_id, step, n desc
    on conflict (run_id, step) do update set status = excluded.status, output = excluded.output, error = excluded.error,
      attempts = excluded.attempts, ms = case when s.status = 'waiting' then extract(epoch from now() - s.at) * 1000 else excluded.ms end
    where s.status not in ('skipped', 'overridden')`.execute(tx.query)
}
