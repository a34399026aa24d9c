import type { Failure } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { addJob } from '../../infra/jobs.ts'

/** Name of the job that tries again what an incident is about. */
export const incidentJob = 'flow_incident_retry'

/** Pauses before each try made by itself, in seconds; after the last people must see to it. */
export const retryPauses = [30, 120, 600, 3_600, 21_600]

export interface NewIncident {
  workspaceId: string
  /** `compensation` unless said otherwise. */
  kind?: 'compensation' | 'unknown' | 'halted'
  runId: string
  flow: string
  version?: number
  /** The step at which it came up; an incident of this kind is raised once for it. */
  step: string
  conversationId?: string | null
  customerId?: string | null
  failure?: Failure
  /** Until the first try made by itself; half a minute when left out. */
  firstTrySeconds?: number
  /** Writes to be put right. */
  items: { step: string; tool: string; code: string; message: string }[]
}

/**
 * Keeps what could not be put right, for a job that tries again and for people. Raised again for the same step it is the same
 * incident. Fact: `incident.raised` {incidentId, runId, flow}.
 */
export async function raiseIncident(tx: Tx, incident: NewIncident): Promise<string> {
  const { workspaceId, kind = 'compensation', runId, flow, step, failure } = incident
  const retried = kind !== 'halted'
  const runAt = retried ? new Date(Date.now() + (incident.firstTrySeconds ?? retryPauses[0]!) * 1000) : null
  const { rows } = await sql<{ id: string; made: boolean }>`
    insert into incidents as i (workspace_id, kind, run_id, flow, version, step, node, failure, conversation_id, customer_id, next_try_at)
    select ${workspaceId}, ${kind}, ${runId}, ${flow}, coalesce(${incident.version ?? null}::int, max(r.version), 1), ${step}, ${failure?.node ?? null},
      ${failure ? JSON.stringify(failure) : null}::jsonb, ${incident.conversationId ?? null}::uuid, ${incident.customerId ?? null}::uuid,
      ${runAt}::timestamptz
    from flow_runs r where r.id = ${runId}
    on conflict (run_id, kind, step) do update set state = 'open', resolved_at = null, resolved_by = null returning id, (xmax = 0) as made`.execute(
    tx.query,
  )
  const { id, made } = rows[0]!
  if (!made) return id
  for (const [position, item] of incident.items.entries())
    await sql`
      insert into incident_items (workspace_id, incident_id, position, step, tool, error)
      values (${workspaceId}, ${id}, ${position}, ${item.step}, ${item.tool},
        ${JSON.stringify({ code: item.code, message: item.message })}::jsonb)
      on conflict (incident_id, step) do nothing`.execute(tx.query)
  if (runAt) await addJob(tx, incidentJob, { workspaceId, incidentId: id }, { key: `incident:${id}`, runAt })
  await publishFact(tx, {
    type: 'incident.raised',
    workspaceId,
    conversationId: incident.conversationId ?? undefined,
    data: { incidentId: id, runId, flow, kind },
  })
  return id
}
