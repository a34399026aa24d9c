import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'

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

/** What ended runs still listen for. */
export const watches = {
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
      where e.workspace_id = w.workspace_id and e.connection = w.connection
        and e.received_at > w.created_at - ${lookBackSeconds} * interval '1 second'
      order by e.received_at`.execute(tx.query)
    return { watch, events: events.map(({ body }) => body) }
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
