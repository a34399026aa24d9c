import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../infra/clock.ts'
import type { Db } from '../../infra/db.ts'
import type { Authenticate, Principal } from '../../infra/http/index.ts'
import { findKey, keyPrefix } from './api-keys.ts'
import { roleRights } from './roles.ts'
import { readSessionCookie } from './session-cookie.ts'
import { findSession } from './sessions.ts'

/** All that somebody with a one-time password may do before changing it. */
const beforePasswordChange = new Set(['readMe', 'changePassword', 'logOut'])

interface Deps {
  db: Db
  clock: Clock
  /** A session unused for so long is over, in milliseconds. */
  idleMs: number
}

/**
 * Finds out who is calling: an API key (`Authorization: Bearer ld_…`) or a session cookie, asked of the database each time, so
 * that revoking works at once in every process.
 */
export function makeAuthenticate({ db, clock, idleMs }: Deps): Authenticate {
  return async (request, routeId) => {
    const { authorization } = request.headers
    if (authorization !== undefined) return byKey(db, clock(), authorization)
    const principal = await bySession(db, clock(), request, idleMs)
    if (principal.rights.size === 0 && (routeId === undefined || !beforePasswordChange.has(routeId))) {
      throw new AppError('forbidden', 'change the one-time password first')
    }
    return principal
  }
}

async function byKey(db: Db, now: Date, authorization: string): Promise<Principal> {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  const key = token?.startsWith(keyPrefix) ? await db.system((tx) => findKey(tx, now, token)) : undefined
  if (key === undefined) throw new AppError('unauthenticated', 'this is not a valid API key')
  return {
    workspaceId: key.workspace_id,
    kind: 'key',
    staffId: null,
    sessionId: null,
    keyId: key.id,
    rights: new Set(key.scopes),
    name: key.name,
    actor: `key:${key.id}`,
  }
}

async function bySession(db: Db, now: Date, request: FastifyRequest, idleMs: number): Promise<Principal> {
  const token = readSessionCookie(request)
  if (token === undefined) throw new AppError('unauthenticated', 'log in first')
  const found = await db.system((tx) => findSession(tx, now, token, idleMs))
  if (found === 'unknown') throw new AppError('unauthenticated', 'log in first')
  if (found === 'ended') throw new AppError('session_expired', 'the session has ended; log in again')
  const { session, staff } = found
  return {
    workspaceId: staff.workspace_id,
    kind: 'staff',
    staffId: staff.id,
    sessionId: session.id,
    keyId: null,
    rights: staff.must_change_password ? new Set() : roleRights[staff.role],
    name: staff.name,
    actor: `staff:${staff.id}`,
  }
}
