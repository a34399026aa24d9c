import type { RunAct } from '@loopdesk/contracts/api/flows.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Who } from './desk-deps.ts'

interface NewAct {
  workspaceId: string
  runId: string
  who: Who
  action: RunAct['action']
  node: string | null
  reason: string
  details?: object
}

/** Keeps what a person did to a run, and why. */
export async function keepAct(
  tx: Tx,
  { workspaceId, runId, who, action, node, reason, details = {} }: NewAct,
): Promise<void> {
  await sql`
    insert into flow_acts (workspace_id, run_id, actor, by_name, action, node, reason, details)
    values (${workspaceId}, ${runId}, ${who.actor}, ${who.name}, ${action}, ${node}, ${reason}, ${JSON.stringify(details)}::jsonb)`.execute(
    tx.query,
  )
}

interface ActRow {
  id: string
  by_name: string
  action: RunAct['action']
  node: string | null
  reason: string
  details: Record<string, unknown>
  at: Date
}

/** Oldest first. */
export async function actsOf(tx: Tx, runId: string): Promise<RunAct[]> {
  const { rows } = await sql<ActRow>`
    select id, by_name, action, node, reason, details, at from flow_acts where run_id = ${runId} order by at`.execute(
    tx.query,
  )
  return rows.map(({ by_name, at, ...row }) => ({ ...row, by: by_name, at: at.toISOString() }))
}
