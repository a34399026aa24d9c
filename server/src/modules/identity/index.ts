import type { Staff } from '@loopdesk/contracts/api/identity.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { isUniqueViolation, type Tx } from '../../infra/db.ts'
import type { Authenticate } from '../../infra/http/index.ts'
import { makeAuthenticate } from './authenticate.ts'
import type { IdentityDeps } from './deps.ts'
import { aliveSince, heartbeat, sweepPresence } from './presence.ts'
import { registerSessionRoutes } from './session-routes.ts'
import {
  addStaff,
  describeStaff,
  findStaff,
  listStaffRows,
  makeFirstPassword,
  type NewStaff,
  systemActor,
} from './staff.ts'
import { registerStaffRoutes } from './staff-routes.ts'
import {
  changeSettings,
  createWorkspace,
  findWorkspace,
  listWorkspaces,
  type NewWorkspace,
  type Workspace,
} from './workspaces.ts'

/** Who works here, what they may do and what they did: workspaces, staff, roles, log-ins, keys, presence, audit. */
export { type AuditEntry, audit } from './audit.ts'
export type { AuditAnchor, AuditFinding } from './audit-chain.ts'
export type { IdentityDeps } from './deps.ts'
export { presenceTimeoutMs } from './presence.ts'
export { roleRights } from './roles.ts'
export type { LoadOf, NewStaff } from './staff.ts'
export { type AuditReport, verifyAudit } from './verify-audit.ts'
export { listWorkspaces, type NewWorkspace, type Workspace } from './workspaces.ts'

export interface Identity {
  /** Serves the routes of contracts/src/api/identity.ts. */
  registerRoutes(app: FastifyInstance): void
  /** Handed to registerRoute and registerSocket. */
  authenticate: Authenticate
  /** Throws `conflict` when the slug is taken. */
  createWorkspace(input: NewWorkspace): Promise<Workspace>
  /** Works in tenant transactions (own workspace only) and system ones. */
  findWorkspace(tx: Tx, by: { slug: string } | { id: string }): Promise<Workspace | null>
  /** Oldest first; system transactions only. */
  listWorkspaces(tx: Tx): Promise<Workspace[]>
  changeSettings(workspaceId: string, changes: Record<string, unknown>, actor: string): Promise<Workspace>
  /**
   * Adds a colleague on behalf of the platform (first start, seeding). Without `password` a one-time password is made that
   * must be changed at the first log-in. Throws `conflict` when the e-mail address is taken.
   */
  createStaff(workspaceId: string, input: NewStaff, password?: string): Promise<{ staff: Staff; password: string }>
  /** Everybody, disabled people last; presence is effective (offline without heartbeats), load is current. */
  listStaff(tx: Tx): Promise<Staff[]>
  /** Null when there is nobody of this id in the workspace. */
  readStaff(tx: Tx, staffId: string): Promise<Staff | null>
  /** The person's console is connected; to be repeated well within `presenceTimeoutMs`. */
  heartbeat(workspaceId: string, staffId: string): Promise<void>
  /** Announces (fact `staff.changed`) people whose heartbeats stopped, once each; answers who. */
  sweepPresence(): Promise<{ workspaceId: string; staffId: string }[]>
}

/**
 * The front door. Facts: `staff.changed` {staffId} after any change of a person or their effective presence,
 * `staff.logged_out` {staffId, sessionIds} when log-ins end before their time.
 */
export function makeIdentity(deps: IdentityDeps): Identity {
  const { db, clock, loadOf } = deps
  const idleMs = deps.sessionHours * 3_600_000
  const authenticate = makeAuthenticate({ db, clock, idleMs })
  const describe = (tx: Tx, rows: Parameters<typeof describeStaff>[1]) =>
    describeStaff(tx, rows, aliveSince(clock()), loadOf)
  return {
    authenticate,
    registerRoutes(app) {
      registerSessionRoutes(app, { ...deps, authenticate, idleMs })
      registerStaffRoutes(app, { ...deps, authenticate })
    },
    createWorkspace: (input) => createWorkspace(db, input),
    findWorkspace,
    listWorkspaces,
    changeSettings: (workspaceId, changes, actor) => changeSettings(db, workspaceId, changes, actor),
    async createStaff(workspaceId, input, chosen) {
      const first = await makeFirstPassword(chosen)
      try {
        const staff = await db.tenant(workspaceId, async (tx) => {
          const row = await addStaff(tx, clock(), input, first, systemActor)
          return (await describe(tx, [row]))[0]!
        })
        return { staff, password: first.password }
      } catch (error) {
        if (isUniqueViolation(error, 'staff_by_email'))
          throw new AppError('conflict', 'a colleague has this e-mail address')
        throw error
      }
    },
    listStaff: async (tx) => describe(tx, await listStaffRows(tx)),
    async readStaff(tx, staffId) {
      const row = await findStaff(tx, staffId)
      return row === undefined ? null : (await describe(tx, [row]))[0]!
    },
    heartbeat: (workspaceId, staffId) => heartbeat(db, clock(), workspaceId, staffId),
    sweepPresence: () => sweepPresence(db, clock()),
  }
}
