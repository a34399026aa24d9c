import type { identityRoutes } from '@loopdesk/contracts/api/identity.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../../infra/db.ts'
import { tables } from './tables.ts'

type ListAudit = typeof identityRoutes.listAudit

/** A page of the audit log, newest first, with the names that actors have now. */
export async function listAudit(tx: Tx, query: z.output<ListAudit['query']>): Promise<z.output<ListAudit['reply']>> {
  if (query.cursor !== undefined && !/^\d{1,15}$/.test(query.cursor)) throw badCursor()
  let entries = tables(tx).selectFrom('audit_log').selectAll().where('workspace_id', '=', tx.workspaceId!)
  if (query.cursor !== undefined) entries = entries.where('seq', '<', Number(query.cursor))
  if (query.action !== undefined) entries = entries.where('action', '=', query.action)
  if (query.actor !== undefined) entries = entries.where('actor', '=', query.actor)
  const rows = await entries
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
    .execute()
  const page = rows.slice(0, query.limit)
  const names = await namesOf(tx, [...new Set(page.map((row) => row.actor))])
  return {
    items: page.map(({ seq, at, actor, action, target, details }) => ({
      seq,
      at: at.toISOString(),
      actor,
      actorName: names.get(actor) ?? null,
      action,
      target,
      details,
    })),
    next: rows.length > query.limit ? String(page.at(-1)!.seq) : null,
  }
}

async function namesOf(tx: Tx, actors: string[]): Promise<Map<string, string>> {
  if (actors.length === 0) return new Map()
  const named = tables(tx)
  const staffActor = sql<string>`'staff:' || id`
  const keyActor = sql<string>`'key:' || id`
  const staff = await named
    .selectFrom('staff')
    .select([staffActor.as('actor'), 'name'])
    .where('workspace_id', '=', tx.workspaceId!)
    .where(staffActor, 'in', actors)
    .execute()
  const keys = await named
    .selectFrom('api_keys')
    .select([keyActor.as('actor'), 'name'])
    .where('workspace_id', '=', tx.workspaceId!)
    .where(keyActor, 'in', actors)
    .execute()
  return new Map([...staff, ...keys].map(({ actor, name }) => [actor, name]))
}

function badCursor(): AppError {
  const message = 'is not a cursor of this list'
  return new AppError('invalid_request', `/query/cursor: ${message}`, [{ path: '/query/cursor', message }])
}
