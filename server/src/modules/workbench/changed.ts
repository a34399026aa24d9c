import type { Tx } from '../../infra/db.ts'
import type { WorkbenchDeps } from './deps.ts'
import { lockState, setState } from './state.ts'

/**
 * To be called last in each transaction that changes what is taught. While publishing is automatic every process then trains
 * anew; else it only counts as a change to be published.
 */
export async function taughtChanged(tx: Tx, { understanding }: Pick<WorkbenchDeps, 'understanding'>): Promise<void> {
  const { taught, publishing } = await lockState(tx)
  await setState(tx, { taught: taught + 1 })
  if (publishing === 'automatic') await understanding.touch(tx, tx.workspaceId!)
}
