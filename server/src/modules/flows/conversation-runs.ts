import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { type Frame, waitings } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Definitions } from './definitions.ts'
import { bringOver } from './migrate-frame.ts'
import { nodeOfStep } from './node-of-step.ts'
import { isKept, settleWaits } from './settle-waits.ts'
import type { WakeConversation } from './tell-runs.ts'

export interface RunRow {
  id: string
  conversation_id: string
  customer_id: string
  flow: string
  status: 'running' | 'waiting' | 'ready' | 'halted' | 'ended'
  outcome: string | null
  /** Where it stands. */
  node: string | null
  scope: Record<string, unknown>
  started_at: Date
  ended_at: Date | null
}

/** A run a turn has moved. */
export interface MovedRun {
  workspaceId: string
  conversationId: string
  customerId: string
  frame: Frame
  language?: 'zh' | 'en'
  /** Nodes walked since it was last stored. */
  path?: string[]
  /** What it asked for since, and what came of it; entries without a step asked for nothing. */
  journal?: StepNote[]
}

/** One visit of a node, for those who look after runs. Instants are ISO. */
export interface StepNote {
  step: string | null
  node: string
  kind: string
  input: unknown
  output: unknown
  failure: { kind: string; code: string; message: string } | null
  startedAt: string
  finishedAt: string | null
}

/** What is known of a customer's newest run of a flow. */
export interface LatestRun {
  runId: string
  flow: string
  version: number
  status: RunRow['status']
  outcome: string | null
  startedAt: string
  endedAt: string | null
  /** Its variables. */
  scope: Record<string, unknown>
  /** Nodes walked so far. */
  passed: string[]
  /** Nodes it stands at. */
  standing: string[]
  /** Events it was told of, oldest first. */
  heard: { id: string; connection: string; type: string; at: string; data: Record<string, unknown> }[]
}

/** Longer than a turn takes: an event that came during it counts for what the run waits for since. */
const turnMs = 60_000
const pathMost = 2000

interface Deps {
  db: Db
  definitions: Definitions
  wakeConversation: WakeConversation
}

/** Runs that belong to a conversation: written down and put aside by its turns, woken by what they wait for. */
export function makeConversationRuns({ db, definitions, wakeConversation }: Deps) {
  async function store(tx: Tx, run: MovedRun, parked: boolean): Promise<void> {
    const { frame } = run
    const ended = frame.ended !== null
    const waiting = waitings(frame)
    const kept = !ended && (parked || waiting.some(isKept))
    const nodes = ended
      ? []
      : [...new Set(waiting.length > 0 ? waiting.map(({ step }) => nodeOfStep(step)) : [frame.node])]
    const path = (run.path ?? Object.keys(frame.visits)).slice(-pathMost)
    await sql`
      with stale as (delete from flow_waits where run_id = ${frame.runId} and ${!kept}::boolean)
      insert into flow_runs as r (id, workspace_id, conversation_id, customer_id, flow, version, status, outcome, node, nodes, scope,
        state, language, path, ended_at)
      values (${frame.runId}, ${run.workspaceId}, ${run.conversationId}, ${run.customerId}, ${frame.flow}, ${frame.version},
        ${ended ? 'ended' : parked ? 'waiting' : 'running'}, ${frame.ended}, ${frame.node}, ${nodes}::text[],
        ${JSON.stringify(frame.scope)}::jsonb, ${kept ? JSON.stringify(frame) : null}::jsonb, ${run.language ?? 'zh'}, ${path}::text[],
        ${ended ? sql`now()` : null})
      on conflict (id) do update set status = excluded.status, outcome = excluded.outcome, node = excluded.node, nodes = excluded.nodes,
        scope = excluded.scope, state = excluded.state, version = excluded.version, ended_at = excluded.ended_at, updated_at = now(),
        path = case when ${run.path !== undefined}::boolean then (r.path || excluded.path)[greatest(1, cardinality(r.path) + cardinality(excluded.path) - ${pathMost - 1}):]
          else excluded.path end`.execute(tx.query)
    if (run.journal) await noteSteps(tx, run, run.journal)
    if (!kept) return
    const since = new Date(Date.now() - turnMs)
    await settleWaits(tx, [{ workspaceId: run.workspaceId, frame, since }], wakeConversation)
  }

  return {
    /** Writes down where a run stands that is over or stays with the conversation. */
    recordRun: (tx: Tx, run: MovedRun): Promise<void> => store(tx, run, false),

    /** Puts a run aside until what it waits for comes; its conversation is woken then. */
    park: (tx: Tx, run: MovedRun): Promise<void> => store(tx, run, true),

    /** Runs of the conversation that have something to be told, the longest waiting first; `forgetEvents` ends that. */
    async readyRuns(
      workspaceId: string,
      conversationId: string,
    ): Promise<{ frame: Frame; events: { id: string; event: FlowEvent }[] }[]> {
      const rows = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{
          frame: Frame
          migration: string | null
          events: { id: string; event: FlowEvent }[]
        }>`
          select r.state as frame, r.migration, i.events from flow_runs r join lateral (
            select min(id) as first, jsonb_agg(jsonb_build_object('id', id::text, 'event', event) order by id) as events
            from flow_inbox where run_id = r.id) i on i.first is not null
          where r.conversation_id = ${conversationId} and r.status <> 'ended' and r.state is not null order by i.first`.execute(
          tx.query,
        )
        return Promise.all(rows.map(async (row) => ({ ...row, frame: await bringOver(tx, definitions, row) })))
      })
      return rows.map(({ frame, events }) => ({ frame, events }))
    },

    /** These were told. */
    async forgetEvents(tx: Tx, ids: string[]): Promise<void> {
      if (ids.length > 0) await sql`delete from flow_inbox where id = any(${ids}::bigint[])`.execute(tx.query)
    },

    /** A run that was put aside and has not ended. */
    parkedRun(workspaceId: string, runId: string): Promise<Frame | undefined> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ frame: Frame; migration: string | null }>`
          select state as frame, migration from flow_runs where id = ${runId} and status <> 'ended' and state is not null`.execute(
          tx.query,
        )
        return rows[0] && bringOver(tx, definitions, rows[0])
      })
    },

    runsOf(workspaceId: string, conversationId: string): Promise<RunRow[]> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } =
          await sql<RunRow>`select * from flow_runs where conversation_id = ${conversationId} order by started_at`.execute(
            tx.query,
          )
        return rows
      })
    },

    /** The customer's newest run of a flow, for telling them how it stands; undefined when there was none. */
    latestRun(workspaceId: string, customerId: string, flow: string): Promise<LatestRun | undefined> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<LatestRow>`
          select id, flow, version, status, outcome, started_at, ended_at, coalesce(state->'scope', scope) as scope, path, nodes, heard
          from flow_runs where customer_id = ${customerId} and flow = ${flow} order by started_at desc limit 1`.execute(
          tx.query,
        )
        return rows[0] && latestOf(rows[0])
      })
    },

    /** A listening run (a watch) was told of an event: part of what is answered when its customer asks how it stands. */
    async noteHeard(tx: Tx, runId: string, heard: LatestRun['heard'][number]): Promise<void> {
      await sql`update flow_runs set heard = heard || ${JSON.stringify([heard])}::jsonb where id = ${runId}`.execute(
        tx.query,
      )
    },
  }
}

/** Keeps what nodes asked for and what came of it; told again, the later word holds. */
async function noteSteps(tx: Tx, { workspaceId, frame }: MovedRun, journal: StepNote[]): Promise<void> {
  const rows = journal.flatMap(({ step, node, kind, input, output, failure, startedAt, finishedAt }) =>
    step === null
      ? []
      : [
          {
            step,
            node,
            kind,
            input: input ?? null,
            output: output ?? null,
            error: failure,
            status:
              finishedAt === null
                ? 'waiting'
                : failure === null
                  ? 'ok'
                  : failure.kind === 'refused'
                    ? 'refused'
                    : 'failed',
            at: startedAt,
            ms: finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt),
          },
        ],
  )
  if (rows.length === 0) return
  await sql`
    insert into flow_steps as s (workspace_id, run_id, flow, version, step, node, kind, status, input, output, error, ms, at)
    select distinct on (step) ${workspaceId}::uuid, ${frame.runId}::uuid, ${frame.flow}, ${frame.version}::int, step, node, kind, status, input, output, error, ms, at
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (step text, node text, kind text, status text, input jsonb,
      output jsonb, error jsonb, ms int, at timestamptz)) with ordinality as x(step, node, kind, status, input, output, error, ms, at, n)
    order by step, n desc
    on conflict (run_id, step) do update set status = excluded.status, output = excluded.output, error = excluded.error,
      ms = extract(epoch from now() - s.at) * 1000 where s.status = 'waiting'`.execute(tx.query)
}

interface LatestRow extends Pick<RunRow, 'id' | 'flow' | 'status' | 'outcome' | 'scope' | 'started_at' | 'ended_at'> {
  version: number
  path: string[]
  nodes: string[]
  heard: LatestRun['heard']
}

function latestOf(row: LatestRow): LatestRun {
  return {
    runId: row.id,
    flow: row.flow,
    version: row.version,
    status: row.status,
    outcome: row.outcome,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    scope: row.scope,
    passed: [...new Set(row.path.map(nodeOfStep))],
    standing: row.nodes,
    heard: row.heard,
  }
}
