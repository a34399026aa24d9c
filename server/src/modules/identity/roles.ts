import type { Role } from '@loopdesk/contracts/api/identity.ts'
import { type Right, rights } from '@loopdesk/contracts/route.ts'

const agent: Right[] = [
  'conversations.read',
  'conversations.write',
  'customers.read',
  'customers.write',
  'tickets.read',
  'tickets.write',
  'knowledge.read',
  'staff.read',
]
const supervisor: Right[] = [
  ...agent,
  'pii.reveal',
  'knowledge.write',
  'understanding.read',
  'understanding.write',
  'flows.read',
  'flows.operate',
  'tools.read',
  'settings.read',
]
const admin: Right[] = [
  ...supervisor,
  'knowledge.publish',
  'understanding.publish',
  'flows.write',
  'flows.publish',
  'tools.write',
  'settings.write',
  'staff.write',
  'keys.write',
  'audit.read',
]

/** What each role may do. Owner and admin differ in one thing only: owners are made and changed by owners. */
export const roleRights: Record<Role, ReadonlySet<Right>> = {
  owner: new Set(rights.filter((right) => right !== 'public' && right !== 'session')),
  admin: new Set(admin),
  supervisor: new Set(supervisor),
  agent: new Set(agent),
}

const ranks: Record<Role, number> = { agent: 1, supervisor: 2, admin: 3, owner: 4 }
const grantedByKeys: Role[] = ['admin', 'supervisor', 'agent']

/** Whether somebody of this standing may give, take or change a role: never one above their own. */
export function mayManage(standing: Role | null, role: Role): boolean {
  return standing !== null && ranks[standing] >= ranks[role]
}

/** The highest role (below owner) whose every right is among `held`; null when there is none. */
export function roleWithin(held: ReadonlySet<Right>): Role | null {
  return grantedByKeys.find((role) => [...roleRights[role]].every((right) => held.has(right))) ?? null
}
