import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { startRuns } from './start-runs.ts'
import { tellRuns, type WakeConversation } from './tell-runs.ts'

/** Something a company system reported, as it is stored. */
export interface ConnectionEvent {
  workspaceId: string
  connection: string
  eventId: string
  type: string
  body: object
}

/** Stores an event of a connection once; false when it was known already. */
export async function storeEvent(tx: Tx, event: ConnectionEvent): Promise<boolean> {
  const { rows } = await sql`
    insert into connection_events (workspace_id, connection, event_id, type, body, keys)
    values (${event.workspaceId}, ${event.connection}, ${event.eventId}, ${event.type}, ${JSON.stringify(event.body)}::jsonb,
      ${scalarsOf(event.body)}::text[])
    on conflict do nothing returning 1`.execute(tx.query)
  return rows.length > 0
}

/**
 * A stored event reaches the runs that wait for it, and begins the flows it triggers, in the transaction that stored it. Answers
 * how many runs were told and begun.
 */
export async function hearEvent(
  tx: Tx,
  event: ConnectionEvent,
  wakeConversation: WakeConversation,
): Promise<{ told: number; begun: number }> {
  const { connection, type } = event
  const { rows } = await sql<{ run_id: string; step: string }>`
    delete from flow_waits where workspace_id = ${event.workspaceId} and kind = 'event' and connection = ${connection}
      and key = any(${scalarsOf(event.body)}) and (cardinality(types) = 0 or ${type} = any(types))
    returning run_id, step`.execute(tx.query)
  const heard = { id: event.eventId, connection, type, at: new Date().toISOString(), data: dataOf(event.body) }
  const told = await tellRuns(
    tx,
    rows.map(({ run_id, step }) => ({
      workspaceId: event.workspaceId,
      runId: run_id,
      event: { type: 'done', step, result: { status: 'ok', value: eventValue(event.body) } },
      heard,
    })),
    wakeConversation,
  )
  const { rows: flows } = await sql<{ id: string; live: number }>`
    select id, live from flow_heads where workspace_id = ${event.workspaceId} and live is not null
      and trigger->>'type' = 'event' and trigger->>'connection' = ${connection} and trigger->>'event' = ${type}`.execute(
    tx.query,
  )
  const begun = await startRuns(
    tx,
    flows.map(({ id, live }) => ({
      workspaceId: event.workspaceId,
      flow: id,
      version: live,
      trigger: 'event',
      scope: { event: eventValue(event.body) },
      idempotencyKey: `event:${connection}:${event.eventId}:${id}`,
    })),
  )
  return { told, begun: begun.length }
}

/** As flows see an event: its data stands at the top as well. */
export function eventValue(body: object): Record<string, unknown> {
  return { ...body, ...dataOf(body) }
}

function dataOf(body: object): Record<string, unknown> {
  const { data } = body as { data?: unknown }
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : {}
}

/** Every plain value in an event: whichever of them is the key somebody listens for. */
export function scalarsOf(event: object): string[] {
  const found = new Set<string>()
  const visit = (value: unknown, depth: number) => {
    if (typeof value === 'string' && value.length <= 100) found.add(value)
    else if (typeof value === 'number') found.add(String(value))
    else if (typeof value === 'object' && value !== null && depth < 5)
      for (const each of Object.values(value)) visit(each, depth + 1)
  }
  visit(event, 0)
  return [...found]
}
