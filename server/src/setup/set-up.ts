import { createHash } from 'node:crypto'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Log } from '../infra/log.ts'
import { type Imported, importWorkspace } from './import-workspace.ts'
import { readConfigFiles } from './read-config-files.ts'

type SetUpDeps = Parameters<typeof importWorkspace>[0]

interface SetUpOptions {
  log: Log
  /** The demo company's configuration. */
  demoDir: string | undefined
  /** A company's own; without either an empty workspace with one owner is made. */
  workspaceDir: string | undefined
  variables: Record<string, string | undefined>
}

/** The demo's log-ins are no secret: they are printed at every start. */
const demoPassword = 'loopdesk-demo'

/**
 * Makes sure there is a workspace to work in. The demo company is imported at its first start and whenever its configuration
 * has changed since; without it a first start makes an owner with a one-time password, which is answered (and never again).
 */
export async function setUp(
  deps: SetUpDeps,
  { log, demoDir, workspaceDir, variables }: SetUpOptions,
): Promise<Imported['logins']> {
  if (demoDir !== undefined) {
    const { config } = await bringUpToDate(deps, demoDir, variables, log, demoPassword)
    return config.staff.map(({ role, email }) => ({ role, email, password: demoPassword }))
  }
  if (workspaceDir !== undefined) return setUpOwn(deps, workspaceDir, variables, log)
  const workspaces = await deps.db.system((tx) => deps.identity.listWorkspaces(tx))
  if (workspaces.length > 0) return []
  try {
    const workspace = await deps.identity.createWorkspace({ slug: 'main', name: 'Loopdesk' })
    return [await makeOwner(deps, workspace.id)]
  } catch (error) {
    // Another process was first.
    if (error instanceof AppError && error.code === 'conflict') return []
    throw error
  }
}

/** A company's own configuration: its colleagues get one-time passwords, and an owner is made where it names nobody. */
async function setUpOwn(
  deps: SetUpDeps,
  dir: string,
  variables: SetUpOptions['variables'],
  log: Log,
): Promise<Imported['logins']> {
  const { imported } = await bringUpToDate(deps, dir, variables, log, undefined)
  if (!imported?.isNew) return []
  const logins = imported.logins.map((each) => ({ ...each, role: `${each.role} (one-time password)` }))
  return logins.length > 0 ? logins : [await makeOwner(deps, imported.workspaceId)]
}

async function makeOwner(deps: SetUpDeps, workspaceId: string): Promise<Imported['logins'][number]> {
  const owner = { email: 'owner@localhost.localdomain', name: 'Owner', role: 'owner' as const }
  const { password } = await deps.identity.createStaff(workspaceId, owner)
  return { role: 'owner (one-time password)', email: owner.email, password }
}

/** Imports the configuration when it is new or has changed since the last import. */
async function bringUpToDate(
  deps: SetUpDeps,
  dir: string,
  variables: SetUpOptions['variables'],
  log: Log,
  password: string | undefined,
) {
  const config = readConfigFiles(dir, variables)
  const stamp = createHash('sha256').update(JSON.stringify(config)).digest('hex')
  const known = await deps.db.system((tx) => deps.identity.findWorkspace(tx, { slug: config.settings.slug }))
  if (known?.settings.importedConfig === stamp) {
    void deps.understanding.brainOf(known.id).catch((error) => log.warn({ err: error }, 'understanding is not ready'))
    return { config, imported: undefined }
  }
  const imported = await importWorkspace(deps, config, password)
  await deps.identity.changeSettings(imported.workspaceId, { importedConfig: stamp }, 'system')
  log.info({ workspaceId: imported.workspaceId }, 'the configuration is imported')
  await deps.understanding.brainOf(imported.workspaceId)
  return { config, imported }
}
