import type { NodeStats, RunDetail, RunStep, RunSummary, RunWrite, WaitingFor } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Outcome } from '@loopdesk/contracts/messages.ts'
import type { Waiting } from '@loopdesk/engines/flow/effects.ts'
import { type Failure, type Frame, waitings } from '@loopdesk/engines/flow/frame.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, containing, cutPage, microsOf, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import type { EffectRow } from '../tools/index.ts'
import { actsOf, keepAct } from './acts.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import { nodeOfStep } from './node-of-step.ts'

export interface RunRecord {
  id: string
  micros: number
  flow: string
  name: { zh: string; en: string } | null
  version: number
  status: RunSummary['status']
  outcome: Outcome | null
  trigger: RunSummary['trigger']
  nodes: string[]
  node: string | null
  failure: Failure | null
  customer_id: string | null
  customer_name: string | null
  conversation_id: string | null
  started_at: Date
  updated_at: Date
  ended_at: Date | null
}

interface FullRecord extends RunRecord {
  scope: Record<string, unknown>
  state: Frame | null
  output: unknown
  path: string[]
}

export interface RunQuery {
  cursor?: string | undefined
  limit: number
  flow?: string | undefined
  version?: number | undefined
  status?: string | undefined
  open?: 'true' | 'false' | undefined
  outcome?: string | undefined
  node?: string | undefined
  customerId?: string | undefined
  conversationId?: string | undefined
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Runs counted for the figures of a flow at most; the newest. */
const mostCounted = 20_000

const columns = sql`r.id, ${microsOf(sql`r.started_at`)} as micros, r.flow, r.version, r.status, r.outcome, r.trigger, r.nodes, r.node, r.failure,
  r.customer_id, c.name as customer_name, r.conversation_id, r.started_at, r.updated_at, r.ended_at,
  (select f.definition->'name' from flows f where f.workspace_id = r.workspace_id and f.id = r.flow and f.version = r.version) as name`
const tables = sql`flow_runs r left join customers c on c.id = r.customer_id`

/** Runs as people search, see and count them. */
export function makeReadRuns({ db, tools, flows }: FlowDeskDeps) {
  return {
    async list(workspaceId: string, query: RunQuery): Promise<{ items: RunSummary[]; next: string | null }> {
      const cursor = parsePageCursor(query.cursor)
      const rows = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<RunRecord>`
          select ${columns} from ${tables} where ${afterCursor(sql`r.started_at`, sql`r.id`, cursor)} and ${matching(query)}
          order by r.started_at desc, r.id desc limit ${query.limit + 1}`.execute(tx.query)
        return rows
      })
      const page = cutPage(rows, query.limit)
      return { items: page.rows.map(shownRun), next: page.next }
    },

    one: (workspaceId: string, id: string): Promise<RunSummary> =>
      db.tenant(workspaceId, async (tx) => shownRun(await readRun(tx, id))),

    /** Everything about a run. Personal data is masked unless it is revealed, which is on the record. */
    async detail(workspaceId: string, who: Who, id: string, reveal: boolean): Promise<RunDetail> {
      const writes = await tools.effects.ofRun(workspaceId, id)
      return db.tenant(workspaceId, async (tx) => {
        const run = await readRun(tx, id)
        const steps = await readSteps(tx, id)
        const shown = reveal ? (value: unknown) => value : (value: unknown) => maskDeep(value)
        const { rows: incidents } = await sql<{ id: string }>`
          select id from incidents where run_id = ${id} order by created_at`.execute(tx.query)
        const detail: RunDetail = {
          ...shownRun(run),
          variables: shown(run.state?.scope ?? run.scope) as Record<string, unknown>,
          output: shown(run.output ?? null),
          waiting: run.state ? waitings(run.state).map(waitingFor) : [],
          path: run.path,
          steps: steps.map((step) => ({ ...step, input: shown(step.input), output: shown(step.output) })),
          writes: writes.map((write) => shownWrite(write, shown)),
          acts: (await actsOf(tx, id)).map((act) => ({ ...act, details: shown(act.details) as typeof act.details })),
          incidentIds: incidents.map((each) => each.id),
          revealed: reveal,
        }
        if (reveal) {
          await keepAct(tx, { workspaceId, runId: id, who, action: 'reveal', node: null, reason: '' })
          await audit(tx, { actor: who.actor, action: 'flow_run.revealed', target: `flow_run:${id}` })
        }
        return detail
      })
    },

    /** What happened at each node of a flow lately, and what stands there now. */
    async stats(
      workspaceId: string,
      flow: string,
      { version, days }: { version?: number | undefined; days: number },
    ): Promise<{ runs: number; items: NodeStats[] }> {
      const definition = version
        ? await flows.definitionOf(workspaceId, flow, version)
        : (await flows.published(workspaceId)).get(flow)?.definition
      return db.tenant(workspaceId, async (tx) => {
        const ofVersion = version === undefined ? sql`true` : sql`version = ${version}`
        const since = sql`now() - ${days} * interval '1 day'`
        const { rows } = await sql<NodeStats & { runs: number }>`
          with runs as (select path from flow_runs where flow = ${flow} and ${ofVersion} and started_at > ${since}
              order by started_at desc limit ${mostCounted}),
            visits as (select regexp_replace(at, '^.*/', '') as node, count(*)::int as visits from runs, unnest(path) as at group by 1),
            times as (select node, count(*) filter (where status in ('refused', 'failed'))::int as failures,
                percentile_cont(0.5) within group (order by ms) as median, percentile_cont(0.95) within group (order by ms) as p95
              from flow_steps where flow = ${flow} and ${ofVersion} and at > ${since} and status <> 'waiting' group by node),
            standing as (select n.name as node, count(*)::int as standing, count(*) filter (where status = 'halted')::int as halted
              from flow_runs r, unnest(r.nodes) as n(name) where flow = ${flow} and ${ofVersion} and status <> 'ended' group by n.name)
          select node, coalesce(visits, 0) as visits, coalesce(failures, 0) as failures, median as "medianMs", p95 as "p95Ms",
            coalesce(standing, 0) as standing, coalesce(halted, 0) as halted, (select count(*)::int from runs) as runs
          from visits full join times using (node) full join standing using (node) order by node`.execute(tx.query)
        const items = rows
          .filter(({ node }) => !definition || node in definition.nodes)
          .map(({ runs: _, ...item }) => item)
        return { runs: rows[0]?.runs ?? 0, items }
      })
    },
  }
}

function matching(query: RunQuery): RawBuilder<unknown> {
  const all = [sql`true`]
  if (query.flow) all.push(sql`r.flow = ${query.flow}`)
  if (query.version) all.push(sql`r.version = ${query.version}`)
  if (query.status) all.push(sql`r.status = ${query.status}`)
  if (query.open) all.push(query.open === 'true' ? sql`r.status <> 'ended'` : sql`r.status = 'ended'`)
  if (query.outcome) all.push(sql`r.outcome = ${query.outcome}`)
  if (query.node) all.push(sql`(${query.node} = any(r.nodes))`)
  if (query.customerId) all.push(sql`r.customer_id = ${query.customerId}`)
  if (query.conversationId) all.push(sql`r.conversation_id = ${query.conversationId}`)
  if (query.from) all.push(sql`r.started_at >= ${query.from}::timestamptz`)
  if (query.to) all.push(sql`r.started_at < ${query.to}::timestamptz`)
  if (query.search) {
    const pattern = containing(query.search)
    all.push(
      sql`(r.id::text like ${`${query.search.replace(/[%_\\]/g, '')}%`} or c.name ilike ${pattern} or coalesce(r.state->'scope', r.scope)::text ilike ${pattern})`,
    )
  }
  return sql.join(all, sql` and `)
}

export async function readRun(tx: Tx, id: string): Promise<FullRecord> {
  const { rows } = await sql<FullRecord>`
    select ${columns}, r.scope, r.state, r.output, r.path from ${tables} where r.id = ${id}`.execute(tx.query)
  if (!rows[0]) throw new AppError('not_found', 'there is no such run')
  return rows[0]
}

interface StepRecord extends Omit<RunStep, 'at'> {
  at: Date
}

async function readSteps(tx: Tx, runId: string): Promise<RunStep[]> {
  const { rows } = await sql<StepRecord>`
    select id, step, node, kind, status, input, output, error, attempts, ms, at from flow_steps where run_id = ${runId} order by id desc limit 500`.execute(
    tx.query,
  )
  return rows.reverse().map((row) => ({ ...row, at: row.at.toISOString() }))
}

export function shownRun(row: RunRecord): RunSummary {
  return {
    id: row.id,
    flowId: row.flow,
    name: row.name ?? { zh: row.flow, en: row.flow },
    version: row.version,
    status: row.status,
    outcome: row.outcome,
    trigger: row.trigger,
    nodes: row.nodes.length > 0 || row.status === 'ended' ? row.nodes : row.node ? [row.node] : [],
    failure: row.failure,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    conversationId: row.conversation_id,
    startedAt: row.started_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}

export function shownWrite(row: EffectRow, shown: (value: unknown) => unknown): RunWrite {
  const { key, step, tool, status, attempts } = row
  return {
    key,
    step,
    tool,
    status,
    attempts,
    args: shown(row.args),
    result: shown(row.result ?? null),
    at: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

/** What a run waits for, for people. */
function waitingFor(waiting: Waiting): WaitingFor {
  const { step } = waiting
  const common = { step, node: nodeOfStep(step), until: null, about: {} }
  switch (waiting.kind) {
    case 'slot':
      return { ...common, kind: 'slot', about: { slot: waiting.slot } }
    case 'form':
      return { ...common, kind: 'form', about: { slots: waiting.fields.map(({ slot }) => slot) } }
    case 'confirm':
    case 'verify':
      return { ...common, kind: waiting.kind }
    case 'timer':
      return { ...common, kind: 'timer', until: waiting.at }
    case 'event': {
      const { connection, types, key } = waiting
      return { ...common, kind: 'event', until: waiting.until, about: { connection, types, key } }
    }
    case 'approval':
      return { ...common, kind: 'approval', until: waiting.until, about: { title: waiting.title } }
    case 'halted': {
      const { code, message, node } = waiting.failure
      return { ...common, node, kind: 'halted', about: { code, message } }
    }
    default:
      return { ...common, kind: 'system', about: { asks: waiting.kind } }
  }
}
