import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

/** The workspace's one row of what is published and what has changed. */
export interface StateRow {
  publishing: 'automatic' | 'reviewed'
  live: number | null
  previous: number | null
  canary: number | null
  canary_share: number | null
  taught: number
  mirrored: string
  last_number: number
  conflicts_at: Date | null
  conflicts_taught: string | null
  conflicts_running: Date | null
  read_until: Date | null
}

const atFirst: StateRow = {
  publishing: 'automatic',
  live: null,
  previous: null,
  canary: null,
  canary_share: null,
  taught: 0,
  mirrored: '',
  last_number: 0,
  conflicts_at: null,
  conflicts_taught: null,
  conflicts_running: null,
  read_until: null,
}

export async function readState(tx: Tx): Promise<StateRow> {
  const { rows } = await sql<StateRow>`select * from workbench_state`.execute(tx.query)
  return rows[0] ?? atFirst
}

/** The same, kept from changing until the transaction ends. */
export async function lockState(tx: Tx): Promise<StateRow> {
  await sql`insert into workbench_state (workspace_id) values (${tx.workspaceId}) on conflict do nothing`.execute(
    tx.query,
  )
  const { rows } = await sql<StateRow>`select * from workbench_state for update`.execute(tx.query)
  return rows[0]!
}

export async function setState(tx: Tx, change: Partial<StateRow>): Promise<void> {
  const sets = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  await sql`update workbench_state set ${sql.join(sets)}`.execute(tx.query)
}
