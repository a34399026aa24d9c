import { setTimeout } from 'node:timers/promises'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Db, Tx } from '../../infra/db.ts'
import type { Log } from '../../infra/log.ts'
import { audit } from './audit.ts'
import { networkOf } from './network.ts'
import { hashPassword, isOutdated, verifyPassword } from './password.ts'
import { openSession } from './sessions.ts'
import { type StaffRow, tables } from './tables.ts'
import { admitAttempt, forgiveAttempt } from './throttle.ts'

export interface LogInRequest {
  email: string
  password: string
  /** Slug; needed only by people with the same e-mail address and password in several workspaces. */
  workspace?: string | undefined
  userAgent: string
  ip: string
}

export type LogInOutcome =
  | { kind: 'in'; staff: StaffRow; sessionId: string; token: string }
  | { kind: 'throttled'; waitSeconds: number }

/** Most workspaces in which one e-mail address is tried; each costs a password check. */
const mostAccounts = 5

interface Deps {
  db: Db
  clock: Clock
  log: Log
  /** A refusal is answered no sooner, so that its time does not tell whether the account exists; in milliseconds. */
  refusalMs?: number
}

/**
 * Proves a password and opens a session. An unknown account takes as long and reads the same as a wrong password
 * (`invalid_credentials`); failures slow down the account, the address and both together.
 */
export function makeLogIn({ db, clock, log, refusalMs = 300 }: Deps) {
  return async (request: LogInRequest): Promise<LogInOutcome> => {
    const now = clock()
    const { email, ip } = request
    const attempt = await db.system((tx) => admitAttempt(tx, now, email, ip))
    if (!attempt.admitted) {
      log.warn({ waitSeconds: attempt.waitSeconds }, 'a log-in was put off')
      return { kind: 'throttled', waitSeconds: attempt.waitSeconds }
    }
    const floor = setTimeout(refusalMs)
    const accounts = await db.system((tx) => findAccounts(tx, request))
    const proven = await provenAmong(accounts, request.password)
    const [staff] = proven
    if (staff === undefined) {
      await db.system((tx) => recordRefusal(tx, accounts, ip))
      await floor
      throw new AppError('invalid_credentials', 'the e-mail address or the password is wrong')
    }
    if (proven.length > 1) {
      const message = 'name it: this account exists in several workspaces'
      throw new AppError('invalid_request', `/body/workspace: ${message}`, [{ path: '/body/workspace', message }])
    }
    if (staff.must_change_password && staff.one_time_until !== null && staff.one_time_until <= now) {
      throw new AppError('invalid_credentials', 'the one-time password has expired; ask for a new one')
    }
    const better = isOutdated(staff.password_hash) ? await hashPassword(request.password) : undefined
    return db.system((tx) => enter(tx, now, staff, better, request))
  }
}

async function findAccounts(tx: Tx, { email, workspace }: LogInRequest): Promise<StaffRow[]> {
  let query = tables(tx)
    .selectFrom('staff')
    .innerJoin('workspaces', 'workspaces.id', 'staff.workspace_id')
    .selectAll('staff')
    .where((eb) => eb(eb.fn('lower', ['email']), '=', eb.fn('lower', [eb.val(email.trim())])))
    .where('disabled_at', 'is', null)
    .orderBy('staff.created_at')
    .limit(mostAccounts)
  if (workspace !== undefined) query = query.where('workspaces.slug', '=', workspace)
  return query.execute()
}

async function provenAmong(accounts: StaffRow[], password: string): Promise<StaffRow[]> {
  if (accounts.length === 0) await verifyPassword(password, null)
  const proven: StaffRow[] = []
  for (const account of accounts) {
    if (await verifyPassword(password, account.password_hash)) proven.push(account)
  }
  return proven
}

async function recordRefusal(tx: Tx, accounts: StaffRow[], ip: string): Promise<void> {
  for (const { id, workspace_id: workspaceId } of accounts) {
    const details = { address: coarseAddress(ip) }
    await audit(tx, { workspaceId, actor: 'anonymous', action: 'session.refused', target: `staff:${id}`, details })
  }
}

async function enter(
  tx: Tx,
  now: Date,
  staff: StaffRow,
  betterHash: string | undefined,
  { email, userAgent, ip }: LogInRequest,
): Promise<LogInOutcome> {
  await forgiveAttempt(tx, now, email, ip)
  if (betterHash !== undefined) {
    await tables(tx).updateTable('staff').set({ password_hash: betterHash }).where('id', '=', staff.id).execute()
  }
  const workspaceId = staff.workspace_id
  const { sessionId, token } = await openSession(tx, now, { workspaceId, staffId: staff.id, userAgent, ip })
  const details = { address: coarseAddress(ip) }
  await audit(tx, {
    workspaceId,
    actor: `staff:${staff.id}`,
    action: 'session.opened',
    target: `session:${sessionId}`,
    details,
  })
  return { kind: 'in', staff, sessionId, token }
}

/** Enough of an address to see that it was somewhere else; kept for ever. */
function coarseAddress(ip: string): string {
  return networkOf(ip, { v4Bits: 24, v6Groups: 3 })
}
