import type { Waiting } from '@loopdesk/engines/flow/effects.ts'
import { type Frame, waitings } from '@loopdesk/engines/flow/frame.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { eventValue } from './events.ts'
import { nodeOfStep } from './node-of-step.ts'
import { type Told, tellRuns, type WakeConversation } from './tell-runs.ts'

/** Transactions that overlap with the making of a wait are shorter than this. */
const lookBackSeconds = 15

type Patient = Extract<Waiting, { kind: 'timer' | 'event' | 'approval' }>

export const isKept = (waiting: Waiting): waiting is Patient =>
  waiting.kind === 'timer' || waiting.kind === 'event' || waiting.kind === 'approval'

export interface WaitingRun {
  workspaceId: string
  frame: Frame
  /** From when on an event counts for what it waits for. */
  since: Date
}

/**
 * Brings the rows for what runs wait for in line with where they stand: new ones made, those no longer waited for taken away.
 * Runs must be stored before. An event that came just before is found, and told, here.
 */
export async function settleWaits(tx: Tx, runs: WaitingRun[], wakeConversation: WakeConversation): Promise<void> {
  if (runs.length === 0) return
  const rows = runs.flatMap((run) =>
    waitings(run.frame)
      .filter(isKept)
      .map((waiting) => rowOf(run, waiting)),
  )
  const kept = JSON.stringify(rows.map(({ run_id, step }) => ({ run_id, step })))
  const ids = runs.map(({ frame }) => frame.runId)
  const stale = (table: RawBuilder<unknown>) => sql`${table}.run_id = any(${ids}::uuid[]) and not exists (
    select from jsonb_to_recordset(${kept}::jsonb) as k(run_id uuid, step text)
    where k.run_id = ${table}.run_id and k.step = ${table}.step)`
  await sql`
    with gone as (delete from flow_waits w where ${stale(sql`w`)})
    update flow_approvals a set state = 'withdrawn', decided_at = now() where a.state = 'open' and ${stale(sql`a`)}`.execute(
    tx.query,
  )
  if (rows.length === 0) return
  const { rows: made } = await sql<{ id: string; kind: string; workspace_id: string; run_id: string }>`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(workspace_id uuid, run_id uuid, step text,
      node text, kind text, due_at timestamptz, connection text, key text, types text[], since timestamptz, title text, details jsonb,
      skill text)),
    asked as (insert into flow_approvals (workspace_id, run_id, step, node, title, details, skill, until)
      select workspace_id, run_id, step, node, title, details, skill, due_at from given where kind = 'approval'
      on conflict (run_id, step) do nothing)
    insert into flow_waits (workspace_id, run_id, step, kind, due_at, connection, key, types, since, looked)
    select workspace_id, run_id, step, kind, due_at, connection, key, types, since, kind <> 'event' from given
    on conflict (run_id, step) do nothing returning id, kind, workspace_id, run_id`.execute(tx.query)
  for (const { kind, workspace_id: workspaceId, run_id: runId } of made)
    if (kind === 'approval') await publishFact(tx, { type: 'approval.asked', workspaceId, data: { runId } })
  const forEvents = made.filter(({ kind }) => kind === 'event').map(({ id }) => id)
  if (forEvents.length > 0) await lookBack(tx, forEvents, wakeConversation)
}

function rowOf({ workspaceId, frame, since }: WaitingRun, waiting: Patient) {
  const { step, kind } = waiting
  const common = { workspace_id: workspaceId, run_id: frame.runId, step, node: nodeOfStep(step), kind, since }
  if (kind === 'timer') return { ...common, due_at: waiting.at }
  if (kind === 'approval') {
    const { title, details, skill, until } = waiting
    return { ...common, due_at: until, title, details, skill }
  }
  const { connection, key, types, until } = waiting
  return { ...common, due_at: until, connection, key, types }
}

/** Finds events that were stored about when (or since) these waits were made, and tells their runs of the first each. */
export async function lookBack(tx: Tx, waitIds: string[], wakeConversation: WakeConversation): Promise<number> {
  const { rows } = await sql<FoundRow>`
    select distinct on (w.id) w.id, w.workspace_id, w.run_id, w.step, e.connection, e.event_id, e.type, e.body, e.received_at
    from flow_waits w join flow_runs r on r.id = w.run_id
    join connection_events e on e.workspace_id = w.workspace_id and e.connection = w.connection
      and e.received_at > w.since - ${lookBackSeconds} * interval '1 second'
      and (cardinality(w.types) = 0 or e.type = any(w.types))
      and w.key = any(e.keys)
      and not r.heard @> jsonb_build_array(jsonb_build_object('id', e.event_id, 'connection', e.connection))
    where w.id = any(${waitIds}::uuid[]) order by w.id, e.received_at`.execute(tx.query)
  if (rows.length === 0) return 0
  const { rows: taken } = await sql<{ id: string }>`
    delete from flow_waits where id = any(${rows.map(({ id }) => id)}::uuid[]) returning id`.execute(tx.query)
  const free = new Set(taken.map(({ id }) => id))
  const told = rows.filter(({ id }) => free.has(id)).map(toldOf)
  return tellRuns(tx, told, wakeConversation)
}

interface FoundRow {
  id: string
  workspace_id: string
  run_id: string
  step: string
  connection: string
  event_id: string
  type: string
  body: object
  received_at: Date
}

function toldOf({ workspace_id, run_id, step, connection, event_id, type, body, received_at }: FoundRow): Told {
  const { data } = body as { data?: object }
  return {
    workspaceId: workspace_id,
    runId: run_id,
    event: { type: 'done', step, result: { status: 'ok', value: eventValue(body) } },
    heard: { id: event_id, connection, type, at: received_at.toISOString(), data: data ?? {} },
  }
}
