import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

export interface NewRun {
  workspaceId: string
  flow: string
  version: number
  trigger: 'call' | 'event' | 'schedule'
  /** Its variables at the start. */
  scope: Record<string, unknown>
  /** The run is begun once under it. */
  idempotencyKey?: string | undefined
  customerId?: string | undefined
  language?: 'zh' | 'en'
}

/** Begins runs that belong to no conversation: workers take them from here. Answers the ids of those that are new. */
export async function startRuns(tx: Tx, runs: NewRun[]): Promise<string[]> {
  if (runs.length === 0) return []
  const rows = runs.map((run) => ({
    id: randomUUID(),
    workspace_id: run.workspaceId,
    customer_id: run.customerId ?? null,
    flow: run.flow,
    version: run.version,
    trigger: run.trigger,
    scope: run.scope,
    idempotency_key: run.idempotencyKey ?? null,
    language: run.language ?? 'zh',
  }))
  const { rows: made } = await sql<{ id: string }>`
    insert into flow_runs (id, workspace_id, customer_id, flow, version, status, trigger, scope, idempotency_key, language, due_at)
    select id, workspace_id, customer_id, flow, version, 'ready', trigger, scope, idempotency_key, language, now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, workspace_id uuid, customer_id uuid, flow text, version int,
      trigger text, scope jsonb, idempotency_key text, language text)
    on conflict (workspace_id, idempotency_key) where idempotency_key is not null do nothing returning id`.execute(
    tx.query,
  )
  return made.map(({ id }) => id)
}
