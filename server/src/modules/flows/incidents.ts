import type { IncidentDetail, IncidentItem, IncidentSummary } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Failure } from '@loopdesk/engines/flow/frame.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { addJob } from '../../infra/jobs.ts'
import { afterCursor, cutPage, microsOf, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { actsOf } from './acts.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import { incidentJob, retryPauses } from './raise-incident.ts'
import { shownWrite } from './read-runs.ts'

interface Row {
  id: string
  micros: number
  workspace_id: string
  kind: IncidentSummary['kind']
  state: 'open' | 'resolved'
  run_id: string
  run_status: IncidentSummary['runStatus']
  flow: string
  flow_name: { zh: string; en: string } | null
  version: number
  node: string | null
  failure: Failure | null
  conversation_id: string | null
  customer_id: string | null
  customer_name: string | null
  assignee_id: string | null
  assignee_name: string | null
  open_items: number
  tries: number
  next_try_at: Date | null
  note: string
  resolved_by: string | null
  created_at: Date
  resolved_at: Date | null
  variables: Record<string, unknown> | null
}

interface ItemRow {
  id: string
  step: string
  tool: string
  state: IncidentItem['state']
  error: { code: string; message: string } | null
  attempts: number
}

const columns = sql`i.*, ${microsOf(sql`i.created_at`)} as micros, r.status as run_status, coalesce(r.state->'scope', r.scope) as variables,
  c.name as customer_name, s.name as assignee_name,
  (select count(*)::int from incident_items t where t.incident_id = i.id and t.state = 'open') as open_items,
  (select f.definition->'name' from flows f where f.workspace_id = i.workspace_id and f.id = i.flow and f.version = i.version) as flow_name`
const tables = sql`incidents i left join flow_runs r on r.id = i.run_id left join customers c on c.id = i.customer_id
  left join staff s on s.id = i.assignee_id`

type Deps = Pick<FlowDeskDeps, 'db' | 'tools' | 'toldTo' | 'tellCustomer'>

/** What could not be put right: tried again by itself with growing pauses, finished by people where that does not help. */
export function makeIncidents({ db, tools, toldTo, tellCustomer }: Deps) {
  async function detail(workspaceId: string, id: string): Promise<IncidentDetail> {
    const found = await db.tenant(workspaceId, async (tx) => {
      const incident = await readOne(tx, id)
      return {
        incident,
        items: await itemsOf(tx, id),
        acts: await actsOf(tx, incident.run_id),
        told: incident.conversation_id ? await toldTo(tx, incident.conversation_id) : [],
      }
    })
    const { incident, items, acts, told } = found
    const [writes, registry] = await Promise.all([
      tools.effects.ofRun(workspaceId, incident.run_id),
      tools.registry.load(workspaceId),
    ])
    const shown = writes.map((write) => shownWrite(write, (value) => maskDeep(value)))
    return {
      ...summaryOf(incident),
      version: incident.version,
      items: items.map((item) => {
        const tool = registry.tools.get(item.tool)?.tool
        return {
          ...item,
          toolName: tool?.name ?? { zh: item.tool, en: item.tool },
          compensation: tool?.compensation?.tool ?? null,
          write: shown.find(({ step }) => step === item.step) ?? null,
        }
      }),
      writes: shown,
      variables: maskDeep(incident.variables ?? {}) as Record<string, unknown>,
      told,
      acts,
      note: incident.note,
      resolvedBy: incident.resolved_by,
    }
  }

  /** One try at everything that is open, in the order in which it must be undone. */
  async function tryOnce(workspaceId: string, id: string): Promise<void> {
    const found = await db.tenant(workspaceId, async (tx) => {
      const incident = await readOne(tx, id)
      return incident.state === 'open' ? { incident, items: await itemsOf(tx, id) } : undefined
    })
    if (!found) return
    const { incident } = found
    for (const item of found.items.filter(({ state }) => state === 'open')) {
      const { state, error } = await tryItem(workspaceId, incident, item)
      await db.tenant(workspaceId, (tx) =>
        sql`update incident_items set state = ${state}, attempts = attempts + 1, error = ${error ? JSON.stringify(error) : null}::jsonb
          where id = ${item.id} and state = 'open'`.execute(tx.query),
      )
    }
  }

  async function tryItem(
    workspaceId: string,
    { kind, run_id: runId, conversation_id: conversationId }: Row,
    { step }: ItemRow,
  ): Promise<{ state: IncidentItem['state']; error: ItemRow['error'] }> {
    const key = `${runId}:${step}`
    if (kind === 'unknown') {
      const became = await tools.execute.reconcile(workspaceId, key)
      if (became === 'nothing') return { state: 'nothing', error: null }
      const message = became === 'done' ? 'it took effect' : 'the system still cannot tell'
      return { state: 'open', error: { code: became === 'done' ? 'took_effect' : 'unknown', message } }
    }
    const undone = await tools.execute.undo({ workspaceId, conversationId, runId, step, again: true }, (store) =>
      db.tenant(workspaceId, store),
    )
    if (undone === 'nothing') {
      const effect = await tools.effects.find(workspaceId, key)
      return { state: effect?.status === 'undone' ? 'undone' : 'nothing', error: null }
    }
    if (undone.result.status === 'ok') return { state: 'undone', error: null }
    const { code, message } = undone.result
    return { state: 'open', error: { code, message } }
  }

  return {
    async list(
      workspaceId: string,
      query: {
        cursor?: string | undefined
        limit: number
        state: string
        kind?: string | undefined
        flow?: string | undefined
        assigneeId?: string | undefined
      },
    ): Promise<{ items: IncidentSummary[]; next: string | null; open: number }> {
      const cursor = parsePageCursor(query.cursor)
      const all: RawBuilder<unknown>[] = [
        sql`i.state = ${query.state}`,
        afterCursor(sql`i.created_at`, sql`i.id`, cursor),
      ]
      if (query.kind) all.push(sql`i.kind = ${query.kind}`)
      if (query.flow) all.push(sql`i.flow = ${query.flow}`)
      if (query.assigneeId) all.push(sql`i.assignee_id = ${query.assigneeId}`)
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<Row>`
          select ${columns} from ${tables} where ${sql.join(all, sql` and `)} order by i.created_at desc, i.id desc limit ${query.limit + 1}`.execute(
          tx.query,
        )
        const { rows: counted } = await sql<{ open: number }>`
          select count(*)::int as open from incidents where state = 'open'`.execute(tx.query)
        const page = cutPage(rows, query.limit)
        return { items: page.rows.map(summaryOf), next: page.next, open: counted[0]!.open }
      })
    },

    detail,

    /** The job: tries, then closes the incident or makes itself due again. */
    async runJob({ workspaceId, incidentId }: { workspaceId: string; incidentId: string }): Promise<void> {
      await tryOnce(workspaceId, incidentId)
      await db.tenant(workspaceId, (tx) => settle(tx, incidentId, { next: true, tellCustomer }))
    },

    /** Now, because a person says so. */
    async retry(workspaceId: string, who: Who, id: string): Promise<IncidentDetail> {
      await tryOnce(workspaceId, id)
      await db.tenant(workspaceId, async (tx) => {
        await settle(tx, id, { next: false, tellCustomer })
        await audit(tx, { actor: who.actor, action: 'incident.retried', target: `incident:${id}` })
      })
      return detail(workspaceId, id)
    },

    /** A person has done what is open by hand. */
    async resolve(
      workspaceId: string,
      who: Who,
      id: string,
      { items, note }: { items?: string[] | undefined; note: string },
    ): Promise<IncidentDetail> {
      await db.tenant(workspaceId, async (tx) => {
        const incident = await readOne(tx, id)
        if (incident.state !== 'open') throw new AppError('wrong_state', 'the incident is resolved')
        const which = items ? sql`id = any(${items}::uuid[])` : sql`true`
        await sql`update incident_items set state = 'by_hand' where incident_id = ${id} and state = 'open' and ${which}`.execute(
          tx.query,
        )
        await sql`update incidents set note = btrim(note || e'\n' || ${note}, e' \n') where id = ${id}`.execute(
          tx.query,
        )
        await settle(tx, id, { next: false, by: who.name })
        const details = { items: items ?? 'all' }
        await audit(tx, { actor: who.actor, action: 'incident.resolved', target: `incident:${id}`, details })
      })
      return detail(workspaceId, id)
    },

    async assign(workspaceId: string, who: Who, id: string, staffId: string | null): Promise<IncidentSummary> {
      return db.tenant(workspaceId, async (tx) => {
        if (staffId) {
          const { rows } = await sql`select 1 from staff where id = ${staffId}`.execute(tx.query)
          if (rows.length === 0) throw new AppError('unprocessable', 'there is no such colleague')
        }
        await readOne(tx, id)
        await sql`update incidents set assignee_id = ${staffId}::uuid where id = ${id}`.execute(tx.query)
        const details = { staffId }
        const summary = summaryOf(await readOne(tx, id))
        await audit(tx, { actor: who.actor, action: 'incident.assigned', target: `incident:${id}`, details })
        return summary
      })
    },
  }
}

/** Closes an incident of which nothing is open any more; else says when it is tried next. */
async function settle(
  tx: Tx,
  id: string,
  { next, by, tellCustomer }: { next: boolean; by?: string; tellCustomer?: FlowDeskDeps['tellCustomer'] },
): Promise<void> {
  const { rows } = await sql<{
    workspace_id: string
    kind: string
    tries: number
    open: number
    conversation_id: string | null
    run_id: string
    flow: string
    step: string
    language: 'zh' | 'en'
  }>`
    select workspace_id, kind, tries, conversation_id, run_id, flow, step,
      coalesce((select language from flow_runs r where r.id = i.run_id), 'zh') as language, (select count(*)::int from incident_items t where t.incident_id = i.id and t.state = 'open') as open
    from incidents i where id = ${id} and state = 'open' for update`.execute(tx.query)
  const incident = rows[0]
  if (!incident) return
  const { workspace_id: workspaceId, open } = incident
  if (open === 0 && (incident.kind !== 'halted' || by !== undefined)) {
    await sql`update incidents set state = 'resolved', resolved_at = now(), resolved_by = ${by ?? 'system'}, next_try_at = null where id = ${id}`.execute(
      tx.query,
    )
    const conversationId = incident.conversation_id ?? undefined
    await publishFact(tx, { type: 'incident.resolved', workspaceId, conversationId, data: { incidentId: id } })
    // What people finish by hand they tell themselves; of a cancelled run the customer has been told.
    const { run_id: runId, flow, step, language, kind } = incident
    if (tellCustomer && conversationId && kind === 'compensation' && step !== 'cancel')
      await tellCustomer(tx, 'undone_later', { conversationId, runId, flow, language })
    return
  }
  if (!next) return
  const pause = retryPauses[incident.tries + 1]
  const runAt = pause === undefined ? null : new Date(Date.now() + pause * 1000)
  await sql`update incidents set tries = tries + 1, next_try_at = ${runAt}::timestamptz where id = ${id}`.execute(
    tx.query,
  )
  if (runAt) await addJob(tx, incidentJob, { workspaceId, incidentId: id }, { key: `incident:${id}`, runAt })
}

/** A halted run goes on because a person saw to it: that was what the incident was about. */
export async function resolveHalted(tx: Tx, runId: string, who: Who, note: string): Promise<void> {
  const { rows } = await sql<{ id: string; workspace_id: string }>`
    update incidents set state = 'resolved', resolved_at = now(), resolved_by = ${who.name}, note = btrim(note || e'\n' || ${note}, e' \n'), next_try_at = null
    where run_id = ${runId} and kind = 'halted' and state = 'open' returning id, workspace_id`.execute(tx.query)
  for (const { id, workspace_id: workspaceId } of rows)
    await publishFact(tx, { type: 'incident.resolved', workspaceId, data: { incidentId: id } })
}

async function readOne(tx: Tx, id: string): Promise<Row> {
  const { rows } = await sql<Row>`select ${columns} from ${tables} where i.id = ${id}`.execute(tx.query)
  if (!rows[0]) throw new AppError('not_found', 'there is no such incident')
  return rows[0]
}

async function itemsOf(tx: Tx, id: string): Promise<ItemRow[]> {
  const { rows } = await sql<ItemRow>`
    select id, step, tool, state, error, attempts from incident_items where incident_id = ${id} order by position`.execute(
    tx.query,
  )
  return rows
}

function summaryOf(row: Row): IncidentSummary {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    flowId: row.flow,
    flowName: row.flow_name ?? { zh: row.flow, en: row.flow },
    runId: row.run_id,
    runStatus: row.run_status,
    node: row.node,
    failure: row.failure,
    customer: row.customer_id ? { id: row.customer_id, name: row.customer_name ?? '' } : null,
    conversationId: row.conversation_id,
    openItems: row.open_items,
    assignee: row.assignee_id ? { id: row.assignee_id, name: row.assignee_name ?? '' } : null,
    tries: row.tries,
    nextTryAt: row.next_try_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    resolvedAt: row.resolved_at?.toISOString() ?? null,
  }
}
