import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Clock } from '../../infra/clock.ts'
import type { Db } from '../../infra/db.ts'
import { audit } from './audit.ts'
import { hashPassword, verifyPassword, weaknessOf } from './password.ts'
import { endSessions, renewToken } from './sessions.ts'
import { findStaff } from './staff.ts'
import { tables } from './tables.ts'
import { admitAttempt, forgiveAttempt } from './throttle.ts'

export interface PasswordChange {
  workspaceId: string
  staffId: string
  sessionId: string
  current: string
  next: string
  ip: string
}

export type PasswordChangeOutcome = { kind: 'changed'; token: string } | { kind: 'throttled'; waitSeconds: number }

/** Replaces the own password, ends all other log-ins and gives this one a new cookie. Guessing is slowed down as at the log-in. */
export function makeChangePassword({ db, clock }: { db: Db; clock: Clock }) {
  return async (change: PasswordChange): Promise<PasswordChangeOutcome> => {
    const now = clock()
    const { workspaceId, staffId, ip } = change
    const staff = await db.tenant(workspaceId, (tx) => findStaff(tx, staffId))
    if (staff === undefined) throw new AppError('session_expired', 'the session has ended; log in again')
    const attempt = await db.system((tx) => admitAttempt(tx, now, staff.email, ip))
    if (!attempt.admitted) return { kind: 'throttled', waitSeconds: attempt.waitSeconds }
    if (!(await verifyPassword(change.current, staff.password_hash))) {
      const target = `staff:${staffId}`
      await db.tenant(workspaceId, (tx) => audit(tx, { actor: target, action: 'password.refused', target }))
      throw new AppError('invalid_credentials', 'the current password is wrong')
    }
    await db.system((tx) => forgiveAttempt(tx, now, staff.email, ip))
    const weakness = change.next === change.current ? 'is the current one' : weaknessOf(change.next, staff)
    if (weakness !== undefined) {
      throw new AppError('invalid_request', `/body/next: ${weakness}`, [{ path: '/body/next', message: weakness }])
    }
    const hash = await hashPassword(change.next)
    return db.tenant(workspaceId, async (tx) => {
      await tables(tx)
        .updateTable('staff')
        .set({ password_hash: hash, must_change_password: false, one_time_until: null })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', staffId)
        .execute()
      await endSessions(tx, now, staffId, { except: change.sessionId })
      const token = await renewToken(tx, change.sessionId)
      await audit(tx, { actor: `staff:${staffId}`, action: 'password.changed', target: `staff:${staffId}` })
      return { kind: 'changed', token }
    })
  }
}
