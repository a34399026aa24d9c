import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

/** In the same transaction: a turn of this conversation is due, because one of its runs has something to be told. */
export type WakeConversation = (tx: Tx, conversationId: string) => Promise<void>

export interface Told {
  workspaceId: string
  runId: string
  event: FlowEvent
  /** The event of a system it came from. */
  heard?: { id: string; connection: string; type: string; at: string; data: object }
}

/**
 * Puts events into runs' inboxes. A run that waits becomes ready: a worker takes it, or its conversation is woken. Runs are
 * locked before their state is looked at, so that one which is just being put aside is not missed. Answers how many were told.
 */
export async function tellRuns(tx: Tx, all: Told[], wakeConversation: WakeConversation): Promise<number> {
  if (all.length === 0) return 0
  const ids = [...new Set(all.map(({ runId }) => runId))]
  const { rows } = await sql<{ id: string; conversation_id: string | null }>`
    with locked as (select id from flow_runs where id = any(${ids}::uuid[]) and status <> 'ended' order by id for update)
    update flow_runs r set status = case when r.status in ('waiting', 'halted') then 'ready' else r.status end,
      due_at = case when r.status in ('waiting', 'halted') then now() else r.due_at end
    from locked where r.id = locked.id and r.status <> 'ended' returning r.id, r.conversation_id`.execute(tx.query)
  const open = new Set(rows.map(({ id }) => id))
  const told = all.filter(({ runId }) => open.has(runId))
  if (told.length === 0) return 0
  await sql`
    insert into flow_inbox (workspace_id, run_id, event)
    select x.workspace_id, x.run_id, x.event
    from rows from (jsonb_to_recordset(${JSON.stringify(told.map(inboxRow))}::jsonb) as (workspace_id uuid, run_id uuid, event jsonb))
      with ordinality as x(workspace_id, run_id, event, n)
    order by x.n`.execute(tx.query)
  for (const { runId, heard } of told)
    if (heard)
      await sql`update flow_runs set heard = heard || ${JSON.stringify([heard])}::jsonb where id = ${runId}`.execute(
        tx.query,
      )
  for (const conversationId of new Set(rows.map(({ conversation_id }) => conversation_id)))
    if (conversationId !== null) await wakeConversation(tx, conversationId)
  return told.length
}

const inboxRow = ({ workspaceId, runId, event }: Told) => ({ workspace_id: workspaceId, run_id: runId, event })
