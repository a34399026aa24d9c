import { randomUUID } from 'node:crypto'
import type { Role, Staff } from '@loopdesk/contracts/api/identity.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { audit } from './audit.ts'
import { hashPassword, makeOneTimePassword } from './password.ts'
import { mayManage } from './roles.ts'
import { endSessions } from './sessions.ts'
import { type StaffRow, tables } from './tables.ts'

/** How many conversations each of these people has now. */
export type LoadOf = (tx: Tx, staffIds: string[]) => Promise<ReadonlyMap<string, number>>

export interface NewStaff {
  email: string
  name: string
  role: Role
  skills?: Record<string, number>
  languages?: ('zh' | 'en')[]
  capacity?: number
}

/** Who acts, and up to which role they may manage others. */
export interface Actor {
  actor: string
  standing: Role | null
  /** Set when a colleague acts themselves. */
  staffId: string | null
}

/** The platform itself: first start, seeding. */
export const systemActor: Actor = { actor: 'system', standing: 'owner', staffId: null }

const oneTimeDays = 7

/** A password that exists already hashed, and whether it must be changed at the first log-in. */
export interface FirstPassword {
  hash: string
  oneTime: boolean
}

/** Hashing takes tens of milliseconds, so it is done before the transaction begins. */
export async function makeFirstPassword(chosen?: string): Promise<FirstPassword & { password: string }> {
  const password = chosen ?? makeOneTimePassword()
  return { password, hash: await hashPassword(password), oneTime: chosen === undefined }
}

/** Adds a colleague. A taken e-mail address surfaces as a violation of `staff_by_email`. */
export async function addStaff(tx: Tx, now: Date, input: NewStaff, first: FirstPassword, by: Actor): Promise<StaffRow> {
  if (!mayManage(by.standing, input.role)) throw aboveStanding()
  const row = await tables(tx)
    .insertInto('staff')
    .values({
      id: randomUUID(),
      workspace_id: tx.workspaceId!,
      email: input.email.trim(),
      name: input.name,
      role: input.role,
      skills: input.skills ?? {},
      languages: input.languages ?? ['zh'],
      capacity: input.capacity ?? 5,
      password_hash: first.hash,
      must_change_password: first.oneTime,
      one_time_until: first.oneTime ? new Date(now.getTime() + oneTimeDays * 86_400_000) : null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await publishFact(tx, { type: 'staff.changed', workspaceId: tx.workspaceId!, data: { staffId: row.id } })
  const target = `staff:${row.id}`
  await audit(tx, { actor: by.actor, action: 'staff.created', target, details: { role: input.role } })
  return row
}

export interface StaffChange {
  name?: string | undefined
  role?: Role | undefined
  skills?: Record<string, number> | undefined
  languages?: ('zh' | 'en')[] | undefined
  capacity?: number | undefined
  disabled?: boolean | undefined
}

/**
 * Changes a colleague. Nobody touches people or gives roles above their own standing, nobody disables themselves, and the
 * last enabled owner stays one. Disabling ends all log-ins.
 */
export async function changeStaff(
  tx: Tx,
  now: Date,
  staffId: string,
  change: StaffChange,
  by: Actor,
): Promise<StaffRow> {
  // Owners are locked first and in order, so that two owners cannot demote each other at the same moment.
  const owners = await lockOwners(tx)
  const before = await findStaff(tx, staffId, { lock: true })
  if (before === undefined) throw new AppError('not_found', 'there is no such colleague')
  if (!mayManage(by.standing, before.role) || !mayManage(by.standing, change.role ?? before.role)) throw aboveStanding()
  const { disabled, ...plain } = change
  if (disabled === true && by.staffId === staffId) throw new AppError('wrong_state', 'nobody can disable themselves')
  const staysOwner = (change.role ?? before.role) === 'owner' && disabled !== true
  if (!staysOwner && owners.length === 1 && owners[0] === staffId) {
    throw new AppError('wrong_state', 'a workspace keeps at least one owner')
  }
  const disabledAt = disabled === undefined ? before.disabled_at : disabled ? (before.disabled_at ?? now) : null
  const row = await tables(tx)
    .updateTable('staff')
    .set({ ...present(plain), disabled_at: disabledAt, ...(disabled === true ? { presence: 'offline' as const } : {}) })
    .where('workspace_id', '=', tx.workspaceId!)
    .where('id', '=', staffId)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (disabled === true) await endSessions(tx, now, staffId, {})
  await publishFact(tx, { type: 'staff.changed', workspaceId: tx.workspaceId!, data: { staffId } })
  const { name: _name, ...told } = present(change)
  const details = { ...told, ...(change.name === undefined ? {} : { name: 'changed' }) }
  await audit(tx, { actor: by.actor, action: 'staff.changed', target: `staff:${staffId}`, details })
  return row
}

export async function findStaff(tx: Tx, staffId: string, { lock = false } = {}): Promise<StaffRow | undefined> {
  const query = tables(tx)
    .selectFrom('staff')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId!)
    .where('id', '=', staffId)
  return (lock ? query.forUpdate() : query).executeTakeFirst()
}

/** Everybody of the workspace, by name; disabled people last. */
export async function listStaffRows(tx: Tx): Promise<StaffRow[]> {
  return tables(tx)
    .selectFrom('staff')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId!)
    .orderBy((eb) => eb('disabled_at', 'is not', null))
    .orderBy('name')
    .orderBy('id')
    .execute()
}

/** What others see of these people; presence counts only while heartbeats are younger than `aliveSince`. */
export async function describeStaff(tx: Tx, rows: StaffRow[], aliveSince: Date, loadOf: LoadOf): Promise<Staff[]> {
  const load =
    rows.length === 0
      ? new Map<string, number>()
      : await loadOf(
          tx,
          rows.map((row) => row.id),
        )
  return rows.map((row) => {
    const here = row.disabled_at === null && row.heartbeat_at !== null && row.heartbeat_at > aliveSince
    const { id, email, name, role, skills, languages, capacity } = row
    const presence = here ? row.presence : 'offline'
    return {
      id,
      email,
      name,
      role,
      skills,
      languages,
      capacity,
      presence,
      load: load.get(id) ?? 0,
      disabled: row.disabled_at !== null,
    }
  })
}

async function lockOwners(tx: Tx): Promise<string[]> {
  const rows = await tables(tx)
    .selectFrom('staff')
    .select('id')
    .where('workspace_id', '=', tx.workspaceId!)
    .where('role', '=', 'owner')
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => row.id)
}

function aboveStanding(): AppError {
  return new AppError('forbidden', 'this role is above your own')
}

function present<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<T>
}
