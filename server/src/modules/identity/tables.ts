import type { Role } from '@loopdesk/contracts/api/identity.ts'
import type { Right } from '@loopdesk/contracts/route.ts'
import type { Generated, Kysely, Selectable } from 'kysely'
import type { Tx } from '../../infra/db.ts'

export interface WorkspaceTable {
  id: Generated<string>
  slug: string
  name: string
  time_zone: Generated<string>
  locale: Generated<'zh' | 'en'>
  settings: Generated<Record<string, unknown>>
  created_at: Generated<Date>
}

export interface StaffTable {
  id: Generated<string>
  workspace_id: string
  email: string
  name: string
  role: Role
  password_hash: string
  must_change_password: boolean
  one_time_until: Date | null
  skills: Record<string, number>
  languages: ('zh' | 'en')[]
  capacity: number
  presence: Generated<'online' | 'busy' | 'offline'>
  heartbeat_at: Date | null
  disabled_at: Date | null
  created_at: Generated<Date>
}
export type StaffRow = Selectable<StaffTable>

export interface SessionTable {
  id: Generated<string>
  workspace_id: string
  staff_id: string
  token_hash: Buffer
  user_agent: string
  ip: string
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  revoked_at: Date | null
}

export interface ApiKeyTable {
  id: Generated<string>
  workspace_id: string
  name: string
  prefix: string
  token_hash: Buffer
  scopes: Right[]
  created_by: string
  created_at: Generated<Date>
  last_used_at: Date | null
  expires_at: Date | null
  revoked_at: Date | null
}

export interface AuditLogTable {
  workspace_id: string
  seq: number
  at: Date
  actor: string
  action: string
  target: string
  details: Record<string, unknown>
  prev_hash: Buffer
  hash: Buffer
}
export type AuditRow = Selectable<AuditLogTable>

export type IdentityTables = {
  workspaces: WorkspaceTable
  staff: StaffTable
  sessions: SessionTable
  api_keys: ApiKeyTable
  login_attempts: { bucket: string; failures: number; last_at: Date; blocked_until: Date }
  audit_log: AuditLogTable
  audit_heads: { workspace_id: string; seq: number; hash: Buffer }
}

/** The transaction's query builder, knowing this module's tables. */
export function tables(tx: Tx): Kysely<IdentityTables> {
  return tx.query.withTables<IdentityTables>()
}
