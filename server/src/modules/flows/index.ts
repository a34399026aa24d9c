import { type FlowDefinition, flowDefinition } from '@loopdesk/contracts/flow.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'

export interface PublishedFlow {
  definition: FlowDefinition
  version: number
}

export interface RunRow {
  id: string
  conversation_id: string
  customer_id: string
  flow: string
  status: 'running' | 'ended'
  outcome: string | null
  /** Where it stands. */
  node: string | null
  scope: Record<string, unknown>
  started_at: Date
  ended_at: Date | null
}

export interface WatchRow {
  id: string
  workspace_id: string
  run_id: string
  conversation_id: string
  connection: string
  key: string
  events: { type: string; text: { zh: string; en: string }; last: boolean }[]
  scope: Record<string, unknown>
  language: 'zh' | 'en'
}

/** Name of the job that looks for events a new watch may have missed. */
export const lookAgainJob = 'watch_look_again'
const lookAgainMs = 5_000
/** Transactions that overlap with the making of a watch are shorter than this. */
const lookBackSeconds = 15

export type Flows = ReturnType<typeof makeFlows>

/** Flow definitions with their versions, the record of runs, and what ended runs still listen for. */
export function makeFlows({ db }: { db: Db }) {
  return {
    /** The newest published version of each flow. */
    async published(workspaceId: string): Promise<Map<string, PublishedFlow>> {
      const rows = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string; version: number; definition: unknown }>`
          select distinct on (id) id, version, definition from flows where published order by id, version desc`.execute(
          tx.query,
        )
        return rows
      })
      return new Map(
        rows.map(({ id, version, definition }) => [id, { version, definition: flowDefinition.parse(definition) }]),
      )
    },

    /** Publishes a definition as the flow's next version; an unchanged one stays. */
    async publish(tx: Tx, workspaceId: string, definition: FlowDefinition): Promise<void> {
      await sql`
        insert into flows (workspace_id, id, version, definition)
        select ${workspaceId}, ${definition.id}, coalesce(max(version), 0) + 1, ${JSON.stringify(definition)}::jsonb
        from flows where id = ${definition.id}
        having coalesce((select f.definition from flows f where f.id = ${definition.id} order by version desc limit 1), 'null'::jsonb)
          <> ${JSON.stringify(definition)}::jsonb`.execute(tx.query)
    },

    /** Writes down where a run stands. */
    async recordRun(
      tx: Tx,
      run: { workspaceId: string; conversationId: string; customerId: string; frame: Frame },
    ): Promise<void> {
      const { frame } = run
      const ended = frame.ended !== null
      await sql`
        insert into flow_runs (id, workspace_id, conversation_id, customer_id, flow, version, status, outcome, node, scope, ended_at)
        values (${frame.runId}, ${run.workspaceId}, ${run.conversationId}, ${run.customerId}, ${frame.flow}, ${frame.version},
          ${ended ? 'ended' : 'running'}, ${frame.ended}, ${frame.node}, ${JSON.stringify(frame.scope)}::jsonb, ${ended ? sql`now()` : null})
        on conflict (id) do update set status = excluded.status, outcome = excluded.outcome, node = excluded.node,
          scope = excluded.scope, ended_at = excluded.ended_at`.execute(tx.query)
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

    /**
     * Makes an (ending) run listen on; entering the same step again changes nothing. An event that was stored in the very
     * moment may have seen no listener: a job looks once more a little later.
     */
    async watch(tx: Tx, watch: Omit<WatchRow, 'id'> & { step: string }): Promise<void> {
      const { rows } = await sql<{ id: string }>`
        insert into watches (workspace_id, run_id, step, conversation_id, connection, key, events, scope, language)
        values (${watch.workspace_id}, ${watch.run_id}, ${watch.step}, ${watch.conversation_id}, ${watch.connection}, ${watch.key},
          ${JSON.stringify(watch.events)}::jsonb, ${JSON.stringify(watch.scope)}::jsonb, ${watch.language})
        on conflict (run_id, step) do nothing returning id`.execute(tx.query)
      const made = rows[0]
      if (!made) return
      const runAt = new Date(Date.now() + lookAgainMs)
      await addJob(
        tx,
        lookAgainJob,
        { workspaceId: watch.workspace_id, watchId: made.id },
        { key: `watch:${made.id}`, runAt },
      )
    },

    /** A watch that still waits, locked, with the events that came about when it was made. */
    async watchWithEvents(tx: Tx, watchId: string): Promise<{ watch: WatchRow; events: unknown[] } | undefined> {
      const { rows } = await sql<WatchRow>`select * from watches where id = ${watchId} and active for update`.execute(
        tx.query,
      )
      const watch = rows[0]
      if (!watch) return undefined
      const { rows: events } = await sql<{ body: unknown }>`
        select e.body from connection_events e join watches w on w.id = ${watchId}
        where e.connection = w.connection and e.received_at > w.created_at - ${lookBackSeconds} * interval '1 second'
        order by e.received_at`.execute(tx.query)
      return { watch, events: events.map(({ body }) => body) }
    },

    /** Stores an event of a connection once; false when it was known already. */
    async storeEvent(
      tx: Tx,
      event: { workspaceId: string; connection: string; eventId: string; type: string; body: object },
    ): Promise<boolean> {
      const { rows } = await sql`
        insert into connection_events (workspace_id, connection, event_id, type, body)
        values (${event.workspaceId}, ${event.connection}, ${event.eventId}, ${event.type}, ${JSON.stringify(event.body)}::jsonb)
        on conflict do nothing returning 1`.execute(tx.query)
      return rows.length > 0
    },

    /** Watches waiting for one of these keys; locked until the transaction ends. */
    async watchesFor(tx: Tx, connection: string, keys: string[]): Promise<WatchRow[]> {
      const { rows } = await sql<WatchRow>`
        select * from watches where active and connection = ${connection} and key = any(${keys}) order by created_at for update`.execute(
        tx.query,
      )
      return rows
    },

    async endWatch(tx: Tx, id: string): Promise<void> {
      await sql`update watches set active = false where id = ${id}`.execute(tx.query)
    },
  }
}
