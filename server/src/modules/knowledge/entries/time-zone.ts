import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { dayOf } from './day-start.ts'

/** The workspace's time zone, in which days begin. */
export async function timeZoneOf(tx: Tx, workspaceId: string): Promise<string> {
  const { rows } = await sql<{
    zone: string
  }>`select time_zone as zone from workspaces where id = ${workspaceId}`.execute(tx.query)
  return rows[0]?.zone ?? 'UTC'
}

/** The day it is in the workspace. */
export async function todayIn(tx: Tx, workspaceId: string, now: Date): Promise<string> {
  return dayOf(now, await timeZoneOf(tx, workspaceId))
}
