import type { Selectable } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { type SessionTable, type StaffRow, tables } from './tables.ts'
import { hashToken, makeToken } from './token.ts'

/** A log-in ends after this long whatever happens, in milliseconds. */
export const longestSessionMs = 14 * 24 * 3_600_000
/** `last_seen_at` is written at most this often, in milliseconds. */
const touchEveryMs = 60_000

interface Opener {
  workspaceId: string
  staffId: string
  userAgent: string
  ip: string
}

/** Starts a log-in, clearing away this person's long dead ones; the token goes into the cookie and is not kept. */
export async function openSession(tx: Tx, now: Date, by: Opener): Promise<{ sessionId: string; token: string }> {
  const { token, hash } = makeToken()
  await tables(tx)
    .deleteFrom('sessions')
    .where('workspace_id', '=', by.workspaceId)
    .where('staff_id', '=', by.staffId)
    .where('expires_at', '<', new Date(now.getTime() - longestSessionMs))
    .execute()
  const { id } = await tables(tx)
    .insertInto('sessions')
    .values({
      workspace_id: by.workspaceId,
      staff_id: by.staffId,
      token_hash: hash,
      user_agent: by.userAgent.slice(0, 300),
      ip: by.ip,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + longestSessionMs),
      revoked_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { sessionId: id, token }
}

export type SessionLookup = 'unknown' | 'ended' | { session: Selectable<SessionTable>; staff: StaffRow }

/** Who a cookie belongs to, right now: nothing is cached, so revoking and disabling work at once. */
export async function findSession(tx: Tx, now: Date, token: string, idleMs: number): Promise<SessionLookup> {
  const all = tables(tx)
  const session = await all
    .selectFrom('sessions')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (session === undefined) return 'unknown'
  const staff = await all.selectFrom('staff').selectAll().where('id', '=', session.staff_id).executeTakeFirstOrThrow()
  const idle = now.getTime() - session.last_seen_at.getTime()
  if (session.revoked_at !== null || session.expires_at <= now || idle > idleMs || staff.disabled_at !== null)
    return 'ended'
  if (idle > touchEveryMs) {
    await all.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', session.id).execute()
  }
  return { session, staff }
}

/** Log-ins of a person that still work, newest first. */
export async function listLiveSessions(
  tx: Tx,
  now: Date,
  staffId: string,
  idleMs: number,
): Promise<Selectable<SessionTable>[]> {
  return tables(tx)
    .selectFrom('sessions')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId!)
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>=', new Date(now.getTime() - idleMs))
    .orderBy('created_at', 'desc')
    .execute()
}

/** Ends a person's log-ins: one, all but one, or all. Announced so that open sockets are closed. Answers which. */
export async function endSessions(
  tx: Tx,
  now: Date,
  staffId: string,
  { only, except }: { only?: string; except?: string },
): Promise<string[]> {
  let ending = tables(tx)
    .updateTable('sessions')
    .set({ revoked_at: now })
    .where('workspace_id', '=', tx.workspaceId!)
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
  if (only !== undefined) ending = ending.where('id', '=', only)
  if (except !== undefined) ending = ending.where('id', '!=', except)
  const sessionIds = (await ending.returning('id').execute()).map((row) => row.id)
  if (sessionIds.length > 0) {
    await publishFact(tx, { type: 'staff.logged_out', workspaceId: tx.workspaceId!, data: { staffId, sessionIds } })
  }
  return sessionIds
}

/** Gives a log-in a new cookie value, so that a copied old one is worthless. */
export async function renewToken(tx: Tx, sessionId: string): Promise<string> {
  const { token, hash } = makeToken()
  await tables(tx)
    .updateTable('sessions')
    .set({ token_hash: hash })
    .where('workspace_id', '=', tx.workspaceId!)
    .where('id', '=', sessionId)
    .execute()
  return token
}
