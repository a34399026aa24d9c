import { createHash } from 'node:crypto'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Log } from '../infra/log.ts'
import { type Imported, importWorkspace } from './import-workspace.ts'
import { readConfigFiles } from './read-config-files.ts'

type SetUpDeps = Parameters<typeof importWorkspace>[0]

interface SetUpOptions {
  log: Log
  /** The demo company's configuration; none starts an empty workspace with one owner. */
  demoDir: string | undefined
  variables: Record<string, string | undefined>
}

/** The demo's log-ins are no secret: they are printed at every start. */
const demoPassword = 'loopdesk-demo'

/**
 * Makes sure there is a workspace to work in. The demo company is imported at its first start and whenever its configuration
 * has changed since; without it a first start makes an owner with a one-time password, which is answered (and never again).
 */
export async function setUp(deps: SetUpDeps, { log, demoDir, variables }: SetUpOptions): Promise<Imported['logins']> {
  if (demoDir !== undefined) return setUpDemo(deps, demoDir, variables, log)
  const workspaces = await deps.db.system((tx) => deps.identity.listWorkspaces(tx))
  if (workspaces.length > 0) return []
  try {
    const workspace = await deps.identity.createWorkspace({ slug: 'main', name: 'Loopdesk' })
    const { password } = await deps.identity.createStaff(workspace.id, {
      email: 'owner@localhost.localdomain',
      name: 'Owner',
      role: 'owner',
    })
    return [{ role: 'owner (one-time password)', email: 'owner@localhost.localdomain', password }]
  } catch (error) {
    // Another process was first.
    if (error instanceof AppError && error.code === 'conflict') return []
    throw error
  }
}

async function setUpDemo(
  deps: SetUpDeps,
  dir: string,
  variables: Record<string, string | undefined>,
  log: Log,
): Promise<Imported['logins']> {
  const config = readConfigFiles(dir, variables)
  const stamp = createHash('sha256').update(JSON.stringify(config)).digest('hex')
  const known = await deps.db.system((tx) => deps.identity.findWorkspace(tx, { slug: config.settings.slug }))
  if (known?.settings.importedConfig !== stamp) {
    const { workspaceId } = await importWorkspace(deps, config, demoPassword)
    await deps.identity.changeSettings(workspaceId, { importedConfig: stamp }, 'system')
    log.info({ workspaceId }, 'the demo company is set up')
    await deps.understanding.brainOf(workspaceId)
  } else
    void deps.understanding.brainOf(known.id).catch((error) => log.warn({ err: error }, 'understanding is not ready'))
  return config.staff.map(({ role, email }) => ({ role, email, password: demoPassword }))
}
