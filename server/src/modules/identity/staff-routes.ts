import { identityRoutes, type Role } from '@loopdesk/contracts/api/identity.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { isUniqueViolation, type Tx } from '../../infra/db.ts'
import { type Authenticate, type Principal, registerRoute } from '../../infra/http/index.ts'
import { listKeyRows, makeKey, revokeKey } from './api-keys.ts'
import type { IdentityDeps } from './deps.ts'
import { listAudit } from './list-audit.ts'
import { aliveSince } from './presence.ts'
import { roleWithin } from './roles.ts'
import {
  type Actor,
  addStaff,
  changeStaff,
  describeStaff,
  findStaff,
  listStaffRows,
  makeFirstPassword,
} from './staff.ts'
import type { StaffRow } from './tables.ts'

type Deps = IdentityDeps & { authenticate: Authenticate }

/** Colleagues, API keys and the audit log. */
export function registerStaffRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, clock, authenticate } = deps
  const describe = async (tx: Tx, rows: StaffRow[]) => describeStaff(tx, rows, aliveSince(clock()), deps.loadOf)

  registerRoute(
    app,
    identityRoutes.listStaff,
    async ({ principal }) =>
      db.tenant(principal.workspaceId, async (tx) => ({ items: await describe(tx, await listStaffRows(tx)) })),
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.createStaff,
    async ({ principal, body }) => {
      const first = await makeFirstPassword()
      return emailTaken(
        db.tenant(principal.workspaceId, async (tx) => {
          const row = await addStaff(tx, clock(), body, first, await actorOf(tx, principal))
          const [staff] = await describe(tx, [row])
          return { staff: staff!, oneTimePassword: first.password }
        }),
      )
    },
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.updateStaff,
    async ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const row = await changeStaff(tx, clock(), params.staffId, body, await actorOf(tx, principal))
        const [staff] = await describe(tx, [row])
        return staff!
      }),
    { authenticate },
  )
  registerKeys(app, deps)
  registerRoute(
    app,
    identityRoutes.listAudit,
    async ({ principal, query }) => db.tenant(principal.workspaceId, (tx) => listAudit(tx, query)),
    { authenticate },
  )
}

function registerKeys(app: FastifyInstance, { db, clock, authenticate }: Deps): void {
  registerRoute(
    app,
    identityRoutes.listKeys,
    async ({ principal }) => {
      const rows = await db.tenant(principal.workspaceId, listKeyRows)
      const items = rows.map((row) => ({
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        scopes: row.scopes,
        createdAt: row.created_at.toISOString(),
        lastUsedAt: row.last_used_at?.toISOString() ?? null,
        expiresAt: row.expires_at?.toISOString() ?? null,
        revoked: row.revoked_at !== null,
      }))
      return { items }
    },
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.createKey,
    async ({ principal, body }) => {
      const expiresAt = body.expiresAt === undefined ? undefined : new Date(body.expiresAt)
      return db.tenant(principal.workspaceId, (tx) => makeKey(tx, clock(), { ...body, expiresAt }, principal))
    },
    { authenticate },
  )
  registerRoute(
    app,
    identityRoutes.revokeKey,
    async ({ principal, params }) => {
      await db.tenant(principal.workspaceId, (tx) => revokeKey(tx, clock(), params.keyId, principal.actor))
      return {}
    },
    { authenticate },
  )
}

/** People stand where their role is, read in this very transaction; keys where their scopes reach. */
async function actorOf(tx: Tx, principal: Principal): Promise<Actor> {
  const { actor, staffId } = principal
  const role: Role | null =
    staffId === null ? roleWithin(principal.rights) : ((await findStaff(tx, staffId))?.role ?? null)
  return { actor, standing: role, staffId }
}

async function emailTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isUniqueViolation(error, 'staff_by_email'))
      throw new AppError('conflict', 'a colleague has this e-mail address')
    throw error
  }
}
