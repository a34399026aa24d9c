import { identityRoutes } from '@loopdesk/contracts/api/identity.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Authenticate, type Principal, registerPublicRoute, registerRoute } from '../../infra/http/index.ts'
import { audit } from './audit.ts'
import { makeChangePassword } from './change-password.ts'
import type { IdentityDeps } from './deps.ts'
import { makeLogIn } from './log-in.ts'
import { aliveSince, choosePresence } from './presence.ts'
import { roleRights } from './roles.ts'
import { clearSessionCookie, writeSessionCookie } from './session-cookie.ts'
import { endSessions, listLiveSessions } from './sessions.ts'
import { describeStaff, findStaff } from './staff.ts'
import { findWorkspace } from './workspaces.ts'

type Deps = IdentityDeps & { authenticate: Authenticate; idleMs: number }

/** Log-ins one address may try in a minute, before any account is looked at. */
const logInsPerMinute = 60

/** Logging in and out, and everything about oneself. */
export function registerSessionRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, clock, authenticate } = deps
  registerLogIn(app, deps)
  registerMe(app, deps)

  registerRoute(
    app,
    identityRoutes.logOut,
    async ({ principal, request, reply }) => {
      const { workspaceId, staffId, sessionId } = ownSession(principal)
      await db.tenant(workspaceId, async (tx) => {
        await endSessions(tx, clock(), staffId, { only: sessionId })
        await audit(tx, { actor: principal.actor, action: 'session.ended', target: `session:${sessionId}` })
      })
      clearSessionCookie(request, reply)
      return {}
    },
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.listSessions,
    async ({ principal }) => {
      const { workspaceId, staffId, sessionId } = ownSession(principal)
      const rows = await db.tenant(workspaceId, (tx) => listLiveSessions(tx, clock(), staffId, deps.idleMs))
      const items = rows.map((row) => ({
        id: row.id,
        createdAt: row.created_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
        userAgent: row.user_agent,
        ip: row.ip,
        current: row.id === sessionId,
      }))
      return { items }
    },
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.revokeSession,
    async ({ principal, params }) => {
      const { workspaceId, staffId } = ownSession(principal)
      await db.tenant(workspaceId, async (tx) => {
        const ended = await endSessions(tx, clock(), staffId, { only: params.sessionId })
        if (ended.length === 0) throw new AppError('not_found', 'there is no such log-in of yours')
        await audit(tx, { actor: principal.actor, action: 'session.ended', target: `session:${params.sessionId}` })
      })
      return {}
    },
    { authenticate },
  )
}

function registerLogIn(app: FastifyInstance, deps: Deps): void {
  const { db, clock, authenticate } = deps
  const logIn = makeLogIn(deps)
  const changePassword = makeChangePassword(deps)

  registerPublicRoute(
    app,
    identityRoutes.logIn,
    async ({ body, request, reply }) => {
      const userAgent = request.headers['user-agent'] ?? ''
      const outcome = await logIn({ ...body, userAgent, ip: request.ip })
      if (outcome.kind === 'throttled') throw refuseForNow(reply, outcome.waitSeconds)
      writeSessionCookie(request, reply, outcome.token)
      const { staff } = outcome
      return db.tenant(staff.workspace_id, async (tx) => {
        const [shown] = await describeStaff(tx, [staff], aliveSince(clock()), deps.loadOf)
        const rights = staff.must_change_password ? [] : [...roleRights[staff.role]]
        const workspace = (await findWorkspace(tx, { id: staff.workspace_id }))!
        return { staff: shown!, workspace, rights, mustChangePassword: staff.must_change_password }
      })
    },
    { perMinute: logInsPerMinute },
  )
  registerRoute(
    app,
    identityRoutes.changePassword,
    async ({ principal, body, request, reply }) => {
      const outcome = await changePassword({ ...ownSession(principal), ...body, ip: request.ip })
      if (outcome.kind === 'throttled') throw refuseForNow(reply, outcome.waitSeconds)
      writeSessionCookie(request, reply, outcome.token)
      return {}
    },
    { authenticate, perMinute: logInsPerMinute },
  )
}

function registerMe(app: FastifyInstance, { db, clock, loadOf, authenticate }: Deps): void {
  registerRoute(
    app,
    identityRoutes.readMe,
    async ({ principal }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const row = principal.staffId === null ? undefined : await findStaff(tx, principal.staffId)
        const [shown] = await describeStaff(tx, row === undefined ? [] : [row], aliveSince(clock()), loadOf)
        const workspace = (await findWorkspace(tx, { id: principal.workspaceId }))!
        return { staff: shown ?? null, workspace, rights: [...principal.rights] }
      }),
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.setPresence,
    async ({ principal, body }) => {
      const { workspaceId, staffId } = ownSession(principal)
      return db.tenant(workspaceId, async (tx) => {
        await choosePresence(tx, clock(), staffId, body.presence)
        const row = await findStaff(tx, staffId)
        const [shown] = await describeStaff(tx, [row!], aliveSince(clock()), loadOf)
        return shown!
      })
    },
    { authenticate },
  )
}

function refuseForNow(reply: FastifyReply, waitSeconds: number): AppError {
  reply.header('retry-after', String(waitSeconds))
  return new AppError('rate_limited', `too many failed tries; wait ${waitSeconds} s`)
}

/** Keys have no log-in, presence or password. */
function ownSession({ workspaceId, staffId, sessionId }: Principal): {
  workspaceId: string
  staffId: string
  sessionId: string
} {
  if (staffId === null || sessionId === null)
    throw new AppError('forbidden', 'only a person who is logged in can do this')
  return { workspaceId, staffId, sessionId }
}
