import type { Finding, FlowSummary, FlowWorld, RunCounts } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type FlowFile, flowTrigger } from '@loopdesk/contracts/flow.ts'
import { type NodeType, nodeJsonSchema } from '@loopdesk/engines/flow/definition.ts'
import { nodeKinds } from '@loopdesk/engines/flow/nodes/index.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { FlowDeskDeps } from './desk-deps.ts'
import { type DraftRow, draftStateOf } from './drafts.ts'
import { factsOf, skillsIn } from './prove-draft.ts'

interface Row {
  id: string
  live: number | null
  live_at: Date | null
  next_at: Date | null
  newest: number | null
  definition: FlowFile | null
  draft: (Omit<DraftRow, 'updated_at'> & { updated_at: string }) | null
  findings: Finding[]
  runs: RunCounts
  scenarios: { all: number; required: number }
  incidents: number
}

/** Flows as the console lists them, and what the designer can make them of. */
export function makeListFlows({ db, flows, tools, identity, hasModel, timeZone }: FlowDeskDeps) {
  async function read(tx: Tx, which: RawBuilder<unknown>): Promise<FlowSummary[]> {
    const { rows } = await sql<Row>`
      with ids as (select id from flow_heads union select id from flow_drafts union select distinct id from flows)
      select i.id, h.live, h.live_at, h.next_at, (select max(version) from flows f where f.id = i.id) as newest, f.definition,
        case when d.id is not null then to_jsonb(d) end as draft,
        jsonb_build_object('running', c.running, 'waiting', c.waiting, 'halted', c.halted, 'ended', e.ended, 'failed', e.failed) as runs,
        (select jsonb_build_object('all', count(*), 'required', count(*) filter (where body->>'required' <> 'false'))
          from flow_scenarios s where s.flow = i.id) as scenarios,
        (select count(*)::int from incidents n where n.flow = i.id and n.state = 'open') as incidents
      from ids i left join flow_heads h on h.id = i.id left join flow_drafts d on d.id = i.id
      left join flows f on f.id = i.id and f.version = coalesce(h.live, (select max(version) from flows g where g.id = i.id))
      cross join lateral (select count(*) filter (where status = 'running') as running, count(*) filter (where status in ('waiting', 'ready')) as waiting,
        count(*) filter (where status = 'halted') as halted from flow_runs r where r.flow = i.id and r.status <> 'ended') c
      cross join lateral (select count(*) as ended, count(*) filter (where outcome = 'failed') as failed from flow_runs r
        where r.flow = i.id and r.status = 'ended' and r.ended_at > now() - interval '1 day' and r.started_at > now() - interval '90 days') e
      where ${which} order by i.id`.execute(tx.query)
    return rows.map(shown)
  }

  return {
    all: (workspaceId: string) => db.tenant(workspaceId, (tx) => read(tx, sql`true`)),

    async one(workspaceId: string, id: string): Promise<FlowSummary> {
      const [found] = await db.tenant(workspaceId, (tx) => read(tx, sql`i.id = ${id}`))
      if (!found) throw new AppError('not_found', `there is no flow ${id}`)
      return found
    },

    async world(workspaceId: string): Promise<FlowWorld> {
      const [loaded, live, rows] = await Promise.all([
        tools.registry.load(workspaceId),
        flows.published(workspaceId),
        db.tenant(workspaceId, async (tx) => ({
          skills: await skillsIn(tx, identity),
          events: await eventTypes(tx),
        })),
      ])
      return {
        kinds: kinds(),
        tools: [...loaded.tools.values()].map(({ tool, operation, connection }) => {
          const { args, result, refusals = [] } = factsOf(tool, operation)
          return {
            id: tool.id,
            name: tool.name,
            connection: connection.id,
            kind: tool.kind,
            risk: tool.risk ?? null,
            compensation: tool.compensation?.tool ?? null,
            irreversible: tool.irreversible,
            lookup: tool.lookup !== undefined,
            input: args ?? null,
            output: result ?? null,
            refusals,
          }
        }),
        connections: [...loaded.connections.values()].map(({ id, name, eventsSecret }) => ({
          id,
          name,
          events: eventsSecret !== undefined,
          eventTypes: rows.events.get(id) ?? [],
        })),
        records: [...loaded.records.values()].map(({ type, names }) => ({ type, names })),
        catalogues: [...loaded.catalogues.values()].map(({ type }) => ({ type })),
        flows: [...live.values()].map(({ definition: { id, name, trigger, inputs } }) => ({
          id,
          name,
          trigger,
          inputs,
          live: true,
        })),
        skills: rows.skills,
        model: hasModel,
        timeZone: await timeZone(workspaceId),
      }
    },
  }
}

/** Types of events each connection has reported lately. */
async function eventTypes(tx: Tx): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ connection: string; types: string[] }>`
    select c.id as connection, array(select distinct type from (select type from connection_events e
      where e.workspace_id = c.workspace_id and e.connection = c.id order by received_at desc limit 2000) t order by type) as types
    from connections c`.execute(tx.query)
  return new Map(rows.map(({ connection, types }) => [connection, types]))
}

let knownKinds: FlowWorld['kinds'] | undefined

function kinds(): FlowWorld['kinds'] {
  knownKinds ??= Object.entries(nodeKinds).map(([type, { title, description, group, icon, ...rest }]) => ({
    type,
    title,
    description,
    group,
    icon,
    waits: ('waits' in rest ? rest.waits : undefined) ?? null,
    schema: nodeJsonSchema(type as NodeType) as Record<string, unknown>,
  }))
  return knownKinds
}

function shown(row: Row): FlowSummary {
  const definition = (
    row.live === null && row.draft ? row.draft.definition : (row.definition ?? row.draft?.definition)
  ) as (Partial<FlowFile> & { id: string }) | undefined
  const draft = row.draft && { ...row.draft, updated_at: new Date(row.draft.updated_at) }
  const trigger = flowTrigger.safeParse(definition?.trigger)
  return {
    id: row.id,
    name: definition?.name ?? { zh: row.id, en: row.id },
    description: definition?.description ?? { zh: '', en: '' },
    trigger: trigger.success ? trigger.data : { type: 'customer' },
    nodes: Object.keys(definition?.nodes ?? {}).length,
    live: row.live,
    liveAt: row.live_at?.toISOString() ?? null,
    newest: row.newest,
    draft: draft && draftStateOf(draft, row.live === null ? null : row.definition),
    runs: row.runs,
    scenarios: row.scenarios,
    openIncidents: row.incidents,
    nextAt: row.next_at?.toISOString() ?? null,
  }
}
