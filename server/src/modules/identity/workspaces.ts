import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Selectable } from 'kysely'
import { type Db, isUniqueViolation, type Tx } from '../../infra/db.ts'
import { audit } from './audit.ts'
import { tables, type WorkspaceTable } from './tables.ts'

/** One company's separate world. */
export interface Workspace {
  id: string
  slug: string
  name: string
  /** IANA name. */
  timeZone: string
  locale: 'zh' | 'en'
  /** Whatever modules keep per workspace, each under its own key. */
  settings: Record<string, unknown>
}

export interface NewWorkspace {
  /** Lower-case letters, digits and hyphens; unique. */
  slug: string
  name: string
  timeZone?: string
  locale?: 'zh' | 'en'
  settings?: Record<string, unknown>
}

/** Creates an empty workspace; throws `conflict` when the slug is taken. */
export async function createWorkspace(db: Db, { timeZone, ...given }: NewWorkspace): Promise<Workspace> {
  try {
    return await db.system(async (tx) => {
      const values = { ...given, ...(timeZone === undefined ? {} : { time_zone: timeZone }) }
      const row = await tables(tx).insertInto('workspaces').values(values).returningAll().executeTakeFirstOrThrow()
      const target = `workspace:${row.id}`
      await audit(tx, { workspaceId: row.id, actor: 'system', action: 'workspace.created', target })
      return workspaceOf(row)
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('conflict', 'a workspace of this name exists')
    throw error
  }
}

/** The workspace with this slug or id; null when there is none. */
export async function findWorkspace(tx: Tx, by: { slug: string } | { id: string }): Promise<Workspace | null> {
  const [column, value] = 'slug' in by ? (['slug', by.slug] as const) : (['id', by.id] as const)
  const row = await tables(tx).selectFrom('workspaces').selectAll().where(column, '=', value).executeTakeFirst()
  return row === undefined ? null : workspaceOf(row)
}

/** All workspaces, oldest first; for the platform's own work (system transaction). */
export async function listWorkspaces(tx: Tx): Promise<Workspace[]> {
  const rows = await tables(tx).selectFrom('workspaces').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(workspaceOf)
}

/** Replaces the settings under the given keys, leaves the others; audited by key, not by value. */
export function changeSettings(
  db: Db,
  workspaceId: string,
  changes: Record<string, unknown>,
  actor: string,
): Promise<Workspace> {
  return db.system(async (tx) => {
    const workspaces = tables(tx)
    const row = await workspaces
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', workspaceId)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new AppError('not_found', 'there is no such workspace')
    const settings = { ...row.settings, ...changes }
    await workspaces.updateTable('workspaces').set({ settings }).where('id', '=', workspaceId).execute()
    const target = `workspace:${workspaceId}`
    await audit(tx, { workspaceId, actor, action: 'settings.changed', target, details: { keys: Object.keys(changes) } })
    return workspaceOf({ ...row, settings })
  })
}

function workspaceOf(row: Selectable<WorkspaceTable>): Workspace {
  const { id, slug, name, locale, settings } = row
  return { id, slug, name, timeZone: row.time_zone, locale, settings }
}
